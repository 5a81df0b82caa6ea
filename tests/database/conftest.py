"""A plugin that is installed for one test, and the configuration of a database."""

from __future__ import annotations

import shutil
import textwrap

import pytest

from cms.config import Config


SECRET = "a-secret-for-tests-0123456789abcdefghijkl"


@pytest.fixture
def config(database_url, tmp_path):
    """The configuration of an empty database, once for each kind."""
    return Config.load(tmp_path, secret_key=SECRET, database_url=database_url)


REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {before}


def upgrade():
    {up}


def downgrade():
    {down}
"""


class FakePlugin:
    """A distribution on disk, with as many revisions as a test wants."""

    def __init__(self, place, name):
        self.name = name
        self.migrations = place / f"cms_{name}" / "migrations"
        self.migrations.mkdir(parents=True)
        (place / f"cms_{name}" / "__init__.py").touch()
        (place / f"cms_{name}" / "plugin.py").touch()
        self.info = place / f"fake_{name}-1.0.dist-info"
        self.info.mkdir()
        (self.info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: fake-{name}\nVersion: 1.0\n"
        )
        (self.info / "entry_points.txt").write_text(
            f"[cms.plugins]\n{name} = cms_{name}.plugin\n"
        )

    def add(self, number, up, down="pass"):
        before = repr(f"{int(number) - 1:04d}") if int(number) > 1 else None
        indented = textwrap.indent(textwrap.dedent(up).strip(), "    ").strip()
        text = REVISION.format(number=number, before=before, up=indented, down=down)
        (self.migrations / f"{number}_step.py").write_text(text)

    def uninstall(self):
        shutil.rmtree(self.info)


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    place = tmp_path / "installed"
    place.mkdir()
    monkeypatch.syspath_prepend(place)
    plugin = FakePlugin(place, "fake")
    plugin.add(
        "0001",
        """
        op.create_table("fake_thing", sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(20)))
        op.create_table("fake_part", sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("thing_id", sa.Integer, sa.ForeignKey("fake_thing.id", ondelete="CASCADE")))
        """,
        'op.drop_table("fake_part"); op.drop_table("fake_thing")',
    )
    return plugin
