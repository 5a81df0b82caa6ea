"""A backup of a running site holds everything, and what it holds is proven."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sqlite3
import stat
import tarfile
from pkgutil import resolve_name

import pytest
from furnished import picture, put

from cms.builtin.operations.backup.archive import read_manifest
from cms.builtin.operations.backup.creating import make_backup
from cms.builtin.operations.backup.proving import verify_backup
from cms.builtin.operations.backup.rotation import backups_in
from cms.cli.backup import try_site
from cms.errors import CmsError

from .conftest import PASSPHRASE


def members(path):
    with tarfile.open(path) as tar:
        return {one.name: tar.extractfile(one).read() for one in tar}


def rewritten(path, target, change):
    """Write a backup again with members that ``change`` has changed."""
    found = members(path)
    change(found)
    with tarfile.open(target, "w") as tar:
        for name, content in found.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return target


def test_it_is_for_its_owner_only_and_holds_no_key(source):
    assert stat.S_IMODE(source.path.stat().st_mode) == 0o600
    found = members(source.path)
    assert {"site.db", "config.toml", "templates/_note.html"} <= found.keys()
    assert sum(name.startswith("media/") for name in found) >= 4
    assert not [name for name in found if name.startswith("keys/")]


def test_an_encrypted_one_holds_the_keys_and_opens_with_its_passphrase_only(source):
    manifest = read_manifest(source.encrypted, PASSPHRASE)
    assert manifest["has_keys"]
    assert "keys/secret_key" in manifest["members"]
    with pytest.raises(CmsError, match="passphrase"):
        read_manifest(source.encrypted, None)


def test_a_trial_restore_opens_the_site(source, capsys):
    verify_backup(source.encrypted, PASSPHRASE, print, try_site)
    assert "The site opens its first page." in capsys.readouterr().out
    assert {path.name for path in source.encrypted.parent.iterdir()} == {
        ".lock",
        source.encrypted.name,
    }


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m.update({"config.toml": b"debug = true"}), "is not what it was"),
        (lambda m: m.pop("templates/_note.html"), "is missing"),
        (lambda m: m.pop("manifest.json"), "no manifest"),
        (lambda m: m.update({"../outside": b"x"}), "does not belong"),
        (lambda m: m.update({"templates/../../x": b"x"}), "does not belong"),
        (lambda m: m.update({"templates/more.html": b"x"}), "behind the manifest"),
    ],
)
def test_a_changed_backup_is_refused(source, tmp_path, change, words):
    path = rewritten(source.path, tmp_path / "changed.tar", change)
    with pytest.raises(CmsError, match=words):
        verify_backup(path, None, print, try_site)


@pytest.mark.one_database
def test_a_cut_backup_is_refused(source, tmp_path):
    cut = tmp_path / "cut.tar"
    content = source.path.read_bytes()
    for length in (0, 100, len(content) // 2, len(content) - 11_000):
        cut.write_bytes(content[:length])
        with pytest.raises(CmsError):
            verify_backup(cut, None, print, try_site)


def test_what_was_committed_before_is_in_it_whatever_is_written_meanwhile(site):
    """The site's own connection stays open, and has a transaction that goes on."""
    put("đỏ.png", picture((200, 30, 30)))
    made = make_backup(site.config)
    assert made.manifest["rows"]["media"] == 1
    assert made.path.parent == site.config.instance / "backups"


def test_surplus_ones_go_only_once_the_new_one_is_there(site, monkeypatch):
    config = site.config.model_copy(update={"operations": {"backup_daily": 1,
        "backup_weekly": 0, "backup_monthly": 0}})  # fmt: skip
    folder = config.instance / "backups"
    folder.mkdir()
    old = folder / "sen-20200101T000000Z.tar"
    old.touch()
    with monkeypatch.context() as patch:
        patch.setattr("cms.builtin.operations.backup.creating.read_manifest", no_space)
        with pytest.raises(OSError, match="full"):
            make_backup(config)
    assert old.exists()
    made = make_backup(config)
    assert made.removed == [old]
    assert not old.exists()


def no_space(*_arguments):
    raise OSError("the disk is full")


def test_nothing_half_made_is_left_by_a_failure(site, monkeypatch):
    monkeypatch.setattr("cms.builtin.operations.backup.creating._add_media", no_space)
    with pytest.raises(OSError, match="full"):
        make_backup(site.config)
    folder = site.config.instance / "backups"
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_on_a_full_disk_earlier_ones_stay_and_it_is_said_what_to_do(site, full_disk):
    earlier = make_backup(site.config).path
    content = earlier.read_bytes()
    earlier = earlier.rename(earlier.with_name("sen-20260101T000000Z.tar"))
    full_disk(".part")
    with pytest.raises(CmsError, match="Make room there, or name another folder"):
        make_backup(site.config)
    assert {path.name for path in earlier.parent.iterdir()} == {".lock", earlier.name}
    assert earlier.read_bytes() == content


#: Where a process may be killed: after the copy of the database, behind a
#: member, behind the last, when all is on the disk but the name, when it is read back.
MOMENTS = {
    "copy_database": ("cms.builtin.operations.backup.creating", 1),
    "BackupWriter.add": ("cms.builtin.operations.backup.archive", 1),
    "BackupWriter.write_manifest": ("cms.builtin.operations.backup.archive", 1),
    "os.fsync": ("cms.builtin.operations.backup.archive", 1),
    "read_manifest": ("cms.builtin.operations.backup.creating", 1),
}


@pytest.mark.one_database
def test_killed_at_any_moment_it_leaves_whole_backups_alone(site, monkeypatch):
    folder = site.config.instance / "backups"
    earlier = make_backup(site.config).path
    earlier = earlier.rename(earlier.with_name("sen-20260101T000000Z.tar"))
    for place, (module, count) in MOMENTS.items():
        with monkeypatch.context() as patch:
            killed_at(patch, f"{module}.{place}", count)
            child = os.fork()
            if child == 0:
                make_backup(site.config)
                os._exit(0)
        assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL, place
        for path in backups_in(folder):
            assert read_manifest(path, None)["rows"], place
        assert earlier in backups_in(folder)
        for path in backups_in(folder):
            if path != earlier:
                path.unlink()
    made = make_backup(site.config)
    names = {path.name for path in folder.iterdir()}
    assert names == {".lock", earlier.name, made.path.name}


def killed_at(patch, name, count):
    """Kill this process in the call of that number, once what it does is done."""
    module, _dot, attribute = name.rpartition(".")
    owner = resolve_name(module)
    real, left = getattr(owner, attribute), count

    def call(*arguments, **options):
        nonlocal left
        answer = real(*arguments, **options)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    patch.setattr(owner, attribute, call)


def test_what_a_killed_process_has_left_goes_with_the_next_backup(site):
    folder = site.config.instance / "backups"
    (folder / ".making-x").mkdir(parents=True)
    (folder / ".making-x" / "site.db").touch()
    (folder / ".sen-20200101T000000Z.tar.part").touch()
    made = make_backup(site.config)
    assert {path.name for path in folder.iterdir()} == {".lock", made.path.name}


@pytest.mark.one_database
def test_a_damaged_database_makes_no_backup(site, tmp_path):
    folder = tmp_path / "damaged"
    folder.mkdir()
    with (
        sqlite3.connect(folder / "site.db") as copy,
        sqlite3.connect(site.config.url.database) as live,
    ):
        live.backup(copy)
    content = bytearray((folder / "site.db").read_bytes())
    content[40_000:48_000] = bytes(range(250)) * 32
    (folder / "site.db").write_bytes(content)
    shutil.copytree(site.config.instance, tmp_path / "i", dirs_exist_ok=True)
    config = site.config.model_copy(
        update={"database_url": f"sqlite:///{folder / 'site.db'}"}
    )
    with pytest.raises(CmsError, match=r"damaged|malformed"):
        make_backup(config, tmp_path / "backups")
    assert list((tmp_path / "backups").glob("sen-*")) == []
