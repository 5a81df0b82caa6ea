"""Checking a trail: that its seals form one chain, and that it leads through its anchors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cms.audit.trail import FIRST_SEAL, seal_of
from cms.builtin.operations.audit.anchors import FIRST, Anchor, hash_line, read_line
from cms.builtin.operations.audit.rows import Entry
from cms.errors import CmsError


@dataclass(frozen=True)
class Broken:
    """A place that does not fit: the entry's id, or 0, and what is wrong."""

    id: int
    reason: str


@dataclass
class Checked:
    """What was found: how many entries, the last one, every place that does not fit."""

    count: int
    last_id: int
    seal: str
    broken: list[Broken]


def check_trail(
    entries: Iterable[Entry], anchors: Iterable[Anchor] = (), head: str | None = None
) -> Checked:
    """Follow a trail from its first entry; compare it with its anchors.

    ``head`` is a last seal that was noted elsewhere: it must still be there.
    """
    noted: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        noted.setdefault(anchor.last_id, []).append(anchor)
    found = Checked(0, 0, FIRST_SEAL, [])
    broken, seen_head = found.broken, head is None
    for entry in entries:
        if entry["id"] <= found.last_id:
            broken.append(Broken(entry["id"], "does not stand in order"))
        if seal_of(found.seal, entry) != entry["seal"]:
            broken.append(Broken(entry["id"], "does not fit the entry before it"))
        found.count += 1
        found.last_id, found.seal = entry["id"], entry["seal"]
        seen_head = seen_head or found.seal == head
        for anchor in noted.pop(found.last_id, ()):
            _compare(found, anchor)
    for last_id in sorted(noted):
        if last_id:
            at = noted[last_id][0].at
            broken.append(
                Broken(last_id, f"is missing: it was the last one when signed at {at}")
            )
    if not seen_head:
        broken.append(Broken(found.last_id, "is followed by no entry with this seal"))
    return found


def _compare(found: Checked, anchor: Anchor) -> None:
    if anchor.seal != found.seal:
        reason = f"is not the one that was signed at {anchor.at}"
        found.broken.append(Broken(found.last_id, reason))


def read_anchors(
    path: Path, keys: list[Ed25519PublicKey]
) -> tuple[list[Anchor], list[Broken]]:
    """Return the anchors of a file, and what is wrong with its lines."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise CmsError(f"{path} cannot be read: {error}.") from error
    anchors: list[Anchor] = []
    broken: list[Broken] = []
    previous = FIRST
    for number, line in enumerate(lines, start=1):
        place = f"line {number} of {path.name}"
        try:
            anchor = read_line(line, keys)
        except ValueError as error:
            broken.append(Broken(0, f"{place}: {error}"))
            previous = hash_line(line)
            continue
        if anchor.previous != previous:
            broken.append(Broken(0, f"{place}: the anchor before it is missing"))
        if anchors and _is_earlier(anchor, anchors[-1]):
            broken.append(Broken(0, f"{place}: it does not stand in order"))
        anchors.append(anchor)
        previous = hash_line(line)
    return anchors, broken


def _is_earlier(one: Anchor, other: Anchor) -> bool:
    """Tell whether an anchor speaks of a moment before the one above it."""
    back = dt.datetime.fromisoformat(one.at) < dt.datetime.fromisoformat(other.at)
    return back or one.count < other.count or one.site != other.site
