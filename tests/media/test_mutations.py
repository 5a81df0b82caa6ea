"""Pictures with bytes changed, lost and doubled are taken or refused, and nothing else."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from cms.errors import Refused
from cms.media.images import make_master
from tests.media.conftest import picture_bytes


PHONE = Path(__file__).parent / "photos" / "phone.heic"
SMALL = (40, 30)
PICTURES = {
    kind: picture_bytes(kind, SMALL)
    for kind in ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")
} | {"HEIF": PHONE.read_bytes()}


def mutated(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311 # the same each time
    changed = bytearray(data)
    for _change in range(chance.randint(1, 5)):
        place = chance.randrange(len(changed)) if changed else 0
        way = chance.random()
        if way < 0.5 and changed:
            changed[place] = chance.randrange(256)
        elif way < 0.7:
            del changed[place : place + chance.randint(1, 40)]
        elif way < 0.9:
            changed[place:place] = changed[place : place + chance.randint(1, 60)]
        else:
            del changed[place:]
    return bytes(changed)


@pytest.mark.filterwarnings("ignore::UserWarning")  # what decoders mutter
@pytest.mark.parametrize("kind", PICTURES)
def test_a_mutated_picture_is_taken_or_refused(
    site: Any, tmp_path: Path, kind: str
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    with site.app.test_request_context():
        for seed in range(150):
            source.write_bytes(mutated(PICTURES[kind], seed))
            try:
                master = make_master(source, target)
            except Refused:
                continue
            assert master.width > 0
            assert master.height > 0
