"""Text and file names: NFC, nothing invisible that lies, bounded."""

from __future__ import annotations

import re
from typing import Final

from cms.text import nfc


MOST_CHARACTERS: Final = 2_000_000
#: Line ends of other systems: one of them between two words must not join them.
_BREAKS = re.compile("\r\n|[\x0b\x0c\x85\u2028\u2029]")
# Controls, direction, zero width, tags, non-characters, halves of a pair.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufdd0-\ufdef\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f"
    + "".join(
        f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}"
        for plane in range(1, 17)
    )
    + "]"
)
_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\u200c\u200d<>:"|?*]')
#: Names that Windows keeps for devices, whatever stands behind the point.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def without_unwanted(value: str) -> str:
    """Return text without controls, directions and what no document may hold."""
    return value if _is_plain(value) else _UNWANTED.sub("", value)


def _is_plain(value: str) -> bool:
    """Tell quickly that nothing of a text is unwanted, as of most: Python reads in C.

    Of all that is unwanted only two signs count as printable.
    """
    line = value.replace("\n", "")
    return line.isprintable() and "\ufffc" not in line and "\ufffd" not in line


def clean_text(value: str, most: int = MOST_CHARACTERS) -> str:
    """Return text as it may be stored: NFC, tabs and line breaks the only controls.

    Raises ValueError when it is longer than ``most`` characters.
    """
    if len(value) > most:
        raise ValueError(f"This has {len(value)} characters; {most} are taken.")
    if value.isascii() and value.isprintable():  # names, numbers, marks: most values
        return value
    if _is_plain(value):
        return value if value.isascii() else nfc(value)
    # What stood between a letter and its mark is gone before they are composed.
    return nfc(_UNWANTED.sub("", _BREAKS.sub("\n", value)))


def file_name(given: str) -> str:
    """Return a file name without folders or signs that a header or disk would mind.

    Empty when nothing of it can be kept.
    """
    last = re.split(r"[/\\]", clean_text(given))[-1]
    name = " ".join(_IN_FILE_NAMES.sub("", last).split()).strip(". ")
    if _DEVICES.match(name):
        name = f"_{name}"
    stem, _point, extension = name.rpartition(".")
    return f"{stem[:180]}.{extension[:10]}" if stem else name[:180]
