"""The commands of a backup, from the shell's side."""

import pytest


PASSPHRASE = "một câu dài không ai đoán ra"


@pytest.fixture
def phrase(tmp_path):
    file = tmp_path / "phrase"
    file.write_text(PASSPHRASE + "\n")
    return str(file)


def test_a_site_is_restored_on_a_fresh_machine_by_one_command(
    ready, cms, folder, tmp_path, phrase
):
    cms("user", "add", "lan", "--name", "Nguyễn Thị Lan", "--role", "reporter")
    done = cms("backup", "--verify", "--passphrase-file", phrase)
    assert done.returncode == 0, done.stderr
    (path,) = (folder / "backups").glob("sen-*.tar.enc")
    assert str(path) in done.stdout
    assert str(path) in cms("backup", "list").stdout
    fresh = str(tmp_path / "fresh")
    refused = cms("--instance", fresh, "restore", str(path))
    assert (refused.returncode, "--passphrase-file" in refused.stderr) == (1, True)
    done = cms(
        "--instance", fresh, "restore", str(path), CMS_BACKUP_PASSPHRASE=PASSPHRASE
    )
    assert "start it with `cms serve`" in done.stdout, done.stderr
    assert "Nguyễn Thị Lan" in cms("--instance", fresh, "user", "list").stdout
    assert cms("--instance", fresh, "doctor").returncode == 0


def test_a_site_that_is_there_stays_unless_it_is_said(ready, cms, folder):
    cms("backup")
    (path,) = (folder / "backups").glob("sen-*.tar")
    done = cms("restore", str(path))
    assert (done.returncode, "--replace" in done.stderr) == (1, True)
    assert cms("restore", "--replace", str(path)).returncode == 0
    assert cms("doctor").returncode == 0


def test_the_options_name_the_passphrase(ready, cms, folder):
    (folder / "phrase").write_text(PASSPHRASE)
    (folder / "config.toml").write_text(
        '[operations]\nbackup_passphrase_file = "phrase"\nbackup_dir = "kept"\n'
    )
    assert cms("backup").returncode == 0
    (path,) = (folder / "kept").glob("sen-*.tar.enc")
    assert "can be restored" in cms("backup", "verify", str(path)).stdout
    path.write_bytes(path.read_bytes()[:-1])
    assert cms("backup", "verify", str(path)).returncode == 1


def test_a_mistake_in_the_options_is_named(ready, cms, folder):
    (folder / "config.toml").write_text("[operations]\nbackup_dayly = 7\n")
    done = cms("db", "status")
    assert (done.returncode, "backup_dayly" in done.stderr) == (1, True)
    assert (
        "backup_daily" in cms("db", "status", CMS_OPERATIONS__BACKUP_DAILY="0").stderr
    )
