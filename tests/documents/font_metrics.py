"""Read from the shipped fonts what cms.documents.metrics knows of them."""

import json
from pathlib import Path

from fontTools.ttLib import TTFont

import cms


FONTS = Path(cms.__file__).parent / "documents" / "fonts"
MEASURED = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x300, 0x370),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2040),
    0x20AB,
    0x20AC,
]


def read_metrics():
    """Return the ranges of characters in all faces and the widths of two of them."""
    faces = {path.stem: TTFont(path) for path in sorted(FONTS.glob("*.ttf"))}
    shown = set.intersection(*(set(face.getBestCmap()) for face in faces.values()))
    ranges = []
    for sign in sorted(shown):
        if ranges and ranges[-1][1] == sign - 1:
            ranges[-1][1] = sign
        else:
            ranges.append([sign, sign])
    widths = {
        name: {
            chr(sign): face["hmtx"][face.getBestCmap()[sign]][0]
            for sign in MEASURED
            if sign in shown
        }
        for name, face in (
            ("regular", faces["LiberationSerif-Regular"]),
            ("bold", faces["LiberationSerif-Bold"]),
        )
    }
    return {"ranges": ranges, "widths": widths}


if __name__ == "__main__":
    written = json.dumps(read_metrics(), ensure_ascii=False, separators=(",", ":"))
    (FONTS / "metrics.json").write_text(written + "\n", encoding="utf-8")
