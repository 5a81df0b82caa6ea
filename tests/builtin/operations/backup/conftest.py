"""A backup of a site with one of everything, made once for each kind of database."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from furnished import furnish

from cms.builtin.exchange.exporting import export_archive
from cms.builtin.operations.backup.creating import make_backup
from cms.config import Config
from cms.testing.databases import opened
from cms.testing.postgres import database
from cms.testing.pytest_plugin import SECRET


PASSPHRASE = "một câu dài không ai đoán ra"


@dataclass(frozen=True)
class Source:
    """A backup, and the archive that the site exports: what a restored one must, too."""

    path: Path
    encrypted: Path
    archive: bytes


@contextmanager
def database_address(kind, template):
    if kind == "postgresql":
        with database(*template) as url:
            yield {"database_url": url.render_as_string(hide_password=False)}
    else:
        yield {}


@pytest.fixture(scope="session")
def source(database_kind, database_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("source") / "instance"
    folder.mkdir()
    (folder / "secret_key").write_text(SECRET)
    (folder / "config.toml").write_text('timezone = "Asia/Ho_Chi_Minh"\n')
    (folder / "templates").mkdir()
    (folder / "templates" / "_note.html").write_text("Ghi chú")
    if database_kind == "sqlite":
        shutil.copyfile(database_template, folder / "site.db")
    with database_address(database_kind, database_template) as address:
        config = Config.load(folder, **address)
        with opened(config, ("news",), ()):
            furnish()
            export_archive(folder / "site.zip", has_revisions=True)
            plain = make_backup(config, folder / "plain")
            sealed = make_backup(config, folder / "sealed", passphrase=PASSPHRASE)
    return Source(plain.path, sealed.path, (folder / "site.zip").read_bytes())


@pytest.fixture
def export_of(tmp_path):
    """Return a function that opens an instance and exports it."""

    def export(folder, **options):
        config = Config.load(folder, **options)
        with opened(config, (), ()):
            export_archive(tmp_path / "again.zip", has_revisions=True)
        return (tmp_path / "again.zip").read_bytes()

    return export


@pytest.fixture
def full_disk(monkeypatch):
    """Return a function that opens files of a name on a device that is full."""
    real = os.open

    def fill(name):
        def opened(path, *rest, **options):
            if str(path).endswith(name):
                return real("/dev/full", os.O_WRONLY)
            return real(path, *rest, **options)

        monkeypatch.setattr(os, "open", opened)

    return fill
