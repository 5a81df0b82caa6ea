"""What the locks promise: pinned, hashed, from wheels; and the list that names it."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def load(name):
    path = ROOT / "requirements" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"requirements_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sbom, advisories = load("sbom"), load("advisories")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_pinned_and_hashed_and_named_by_no_address(lock):
    text = lock.read_text("utf-8")
    packages = sbom.read_lock(text)
    assert len(packages) == len(re.findall(r"(?m)^[A-Za-z0-9]", text))
    assert all(one["hashes"] for one in packages)
    assert not re.search(r"://|--index|--extra-index|--find-links|git\+|file:", text)


def test_what_is_installed_to_run_is_what_is_tested():
    run, dev = (
        {one["name"]: one["version"] for one in sbom.read_lock(path.read_text("utf-8"))}
        for path in (ROOT / "requirements/run.txt", ROOT / "requirements/dev.txt")
    )
    assert run.items() <= dev.items()


def test_installing_demands_the_hashes():
    text = (ROOT / "requirements" / "bootstrap.sh").read_text("utf-8")
    assert text.count("--require-hashes") == 2


def test_the_bill_names_every_package_of_the_lock_and_is_always_the_same():
    lock = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    made = sbom.make_sbom(lock, "1.2.3")
    assert made == sbom.make_sbom(lock, "1.2.3")
    assert made["serialNumber"] != sbom.make_sbom(lock, "1.2.4")["serialNumber"]
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    purls = {one["purl"] for one in made["components"]}
    assert len(purls) == len(re.findall(r"(?m)^[\w.-]+==", lock))
    assert any(one.startswith("pkg:pypi/flask-sqlalchemy@") for one in purls)
    hashes = [
        one["content"]
        for part in made["components"]
        for file in part["externalReferences"]
        for one in file["hashes"]
    ]
    assert len(hashes) == lock.count("--hash=sha256:")
    assert {one["ref"] for one in made["dependencies"]} == {"pkg:pypi/sen-cms@1.2.3"}


def record(events=(), versions=(), **more):
    package = {"ecosystem": "PyPI", "name": "Flask_Babel"}
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}]
    affected = [{"package": package, "ranges": ranges, "versions": list(versions)}]
    return {"id": "OSV-1", "summary": "Bad.", "affected": affected, **more}


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (record([{"introduced": "0"}, {"fixed": "4.0.1"}]), True),
        (record([{"introduced": "0"}, {"fixed": "4.0.0"}]), False),
        (record([{"introduced": "4.1"}]), False),
        (record([{"introduced": "3"}, {"last_affected": "4.0.0"}]), True),
        (record([{"introduced": "3"}, {"last_affected": "3.9"}]), False),
        (record(versions=["4.0.0"]), True),
        (record(versions=["4.0.0"], withdrawn="2026-01-01T00:00:00Z"), False),
    ],
)
def test_advisories_are_compared_with_the_versions(tmp_path, capsys, one, found):
    lock, stored = tmp_path / "run.txt", tmp_path / "list.json"
    lock.write_text("flask-babel==4.0.0 \\\n    --hash=sha256:00\nflask==3.1.3 \\\n")
    stored.write_text(json.dumps([one]))
    assert advisories.main([str(stored), str(lock)]) == int(found)
    assert ("flask-babel 4.0.0: OSV-1" in capsys.readouterr().out) is found


def test_without_a_list_nothing_is_said_to_be_well(tmp_path, capsys):
    assert advisories.main([str(tmp_path / "absent")]) == 2
    assert "NOT CHECKED" in capsys.readouterr().err
