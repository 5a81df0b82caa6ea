"""Compare the locks with a stored list of advisories; nothing is asked of a network.

``python requirements/advisories.py LIST [LOCK ...]``: LIST is a JSON file with
records of OSV (https://osv.dev, ecosystem PyPI), or a folder of such files. Exit
status 0: none concerns a lock; 1: some do; 2: there is no list, nothing was compared.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version


HERE = Path(__file__).parent
_PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)")


def read_records(place: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file or a folder."""
    files = sorted(place.rglob("*.json")) if place.is_dir() else [place]
    for file in files:
        content = json.loads(file.read_text("utf-8"))
        yield from content if isinstance(content, list) else [content]


def concerns(record: dict[str, Any], name: str, version: str) -> bool:
    """Tell whether a record speaks of this version of a package."""
    if record.get("withdrawn"):
        return False
    for affected in record.get("affected", ()):
        package = affected.get("package", {})
        if package.get("ecosystem") != "PyPI" or _plain(package["name"]) != _plain(
            name
        ):
            continue
        if version in affected.get("versions", ()):
            return True
        for one in affected.get("ranges", ()):
            if one.get("type") == "ECOSYSTEM" and _within(one["events"], version):
                return True
    return False


def _within(events: list[dict[str, str]], version: str) -> bool:
    """Follow the events of a range: introduced, fixed, last_affected."""
    here, inside = Version(version), False
    for event in events:
        if "introduced" in event:
            inside = inside or here >= _at(event, "introduced")
        elif "fixed" in event:
            inside = inside and here < _at(event, "fixed")
        elif "last_affected" in event:
            inside = inside and here <= _at(event, "last_affected")
    return inside


def _at(event: dict[str, str], name: str) -> Version:
    try:
        return Version(event[name])
    except InvalidVersion:
        return Version("0")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def find(records: list[dict[str, Any]], lock: Path) -> list[str]:
    """Return a line for each pinned package that a record concerns."""
    pinned = _PINNED.findall(lock.read_text("utf-8"))
    return [
        f"{lock.name}: {name} {version}: {record['id']} {record.get('summary', '')}"
        for name, version in pinned
        for record in records
        if concerns(record, name, version)
    ]


def main(arguments: list[str]) -> int:
    """Compare and say what was found; return the exit status."""
    place = Path(arguments[0]) if arguments else HERE / "advisories"
    if not place.exists():
        sys.stderr.write(f"NOT CHECKED: there is no list of advisories at {place}.\n")
        return 2
    records = list(read_records(place))
    locks = [Path(one) for one in arguments[1:]] or sorted(HERE.glob("*.txt"))
    found = [line for lock in locks for line in find(records, lock)]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(records)} advisories compared, {len(found)} concern us.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
