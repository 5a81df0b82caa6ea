"""The contract finds what a plugin's source must not hold."""

import pytest

from cms.plugins.discovery import Installed
from cms.trial import source_rules


GOOD = """
from cms import ContentType, hookimpl
from flask import Blueprint
from sqlalchemy import select
"""

IMPORTS = [
    "from cms.content.spine.models import Item",
    "import cms.build",
    "from cms import build",
    "from cms import nothing_like_this",
]
CALLS = [
    "db.session.commit()",
    "from sqlalchemy import event; event.listens_for(Item, 'load')",
    "from sqlalchemy.event import listen as hear; hear(Item, 'load', print)",
    "import sqlalchemy as sa; sa.event.listen(Item, 'load', print)",
    "relationship('Item', backref='things')",
    "Markup('<b>')",
    "eval('1')",
    "import pickle",
    "import subprocess",
    "session.execute(text('select 1'))",
    "session.execute(text(f'{x}'))",
]


@pytest.fixture
def plugin(tmp_path):
    def write(source):
        folder = tmp_path / "cms_thu"
        folder.mkdir()
        (folder / "__init__.py").write_text(source)
        return Installed(
            name="thu",
            distribution="thu",
            version="1",
            summary="",
            module="cms_thu.plugin",
            load=lambda: None,
            package_folder=folder,
        )

    return write


def test_what_is_public_may_be_imported(plugin):
    good = plugin(GOOD)
    assert source_rules.foreign_imports(good) == []
    assert source_rules.forbidden_calls(good) == []


@pytest.mark.parametrize("line", IMPORTS)
def test_what_is_not_public_is_found(plugin, line):
    assert len(source_rules.foreign_imports(plugin(line))) == 1


@pytest.mark.parametrize("line", CALLS)
def test_what_is_the_cores_business_is_found(plugin, line):
    assert len(source_rules.forbidden_calls(plugin(line))) == 1


def test_what_is_only_called_alike_may_be_called(plugin):
    assert source_rules.forbidden_calls(plugin("socket.listen(5)")) == []


def test_templates_outside_the_plugins_folder_are_found(plugin):
    found = plugin("")
    (found.folder / "templates" / "desk").mkdir(parents=True)
    assert source_rules.missing_files(found) == [
        "templates/desk must lie in templates/thu/"
    ]
