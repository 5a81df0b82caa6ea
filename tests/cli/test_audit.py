"""The audit trail from the shell."""

import re
import shutil
import sqlite3

import pytest


@pytest.fixture
def written(ready, cms):
    for name in ("lan", "minh", "hoa"):
        done = cms("user", "add", name, "--name", name.title(), "--role", "reader")
        assert done.returncode == 0, done.stderr
    return ready


def test_a_noted_seal_is_looked_for(written, cms):
    done = cms("audit", "verify")
    assert "`cms audit anchor`" in done.stdout
    seal = re.search(r"Last seal: (\w{64})", done.stdout).group(1)
    assert cms("audit", "verify", "--head", seal).returncode == 0
    assert cms("audit", "verify", "--head", "f" * 64).returncode == 1


def test_an_export_is_verified_anywhere_with_the_public_key_alone(
    written, cms, tmp_path
):
    assert cms("audit", "anchor").returncode == 0
    trail, anchors, key = (tmp_path / one for one in ("t.jsonl", "a.jsonl", "k.pem"))
    assert "entries written" in cms("audit", "export", str(trail)).stderr
    shutil.copy(written / "audit-anchors.jsonl", anchors)
    shutil.copy(written / "audit_public_key.pem", key)
    shutil.rmtree(written)
    check = ("audit", "verify", "--trail", str(trail), "--anchors", str(anchors),
             "--public-key", str(key))  # fmt: skip
    done = cms(*check)
    assert "1 anchors fit" in done.stdout, done.stderr
    lines = trail.read_text().splitlines(keepends=True)
    trail.write_text("".join(lines[:-1]))
    done = cms(*check)
    assert (done.returncode, "is missing" in done.stderr) == (1, True)
    trail.write_text("".join(lines).replace("lan", "len", 1))
    assert "does not fit the entry before it" in cms(*check).stderr
    trail.write_text("".join(lines) + "{}\n")
    assert f"Line {len(lines) + 1} of" in cms(*check).stderr


def test_a_cut_trail_is_found_by_the_instances_own_anchors(written, cms):
    cms("audit", "anchor")
    assert cms("audit", "verify").returncode == 0
    with sqlite3.connect(written / "site.db") as database:
        database.execute("DROP TRIGGER audit_entries_delete")
        database.execute(
            "DELETE FROM audit_entries WHERE id = (SELECT max(id) FROM audit_entries)"
        )
    done = cms("audit", "verify")
    assert (done.returncode, "is missing" in done.stderr) == (1, True)
