"""Text in encodings from before Unicode: recognised and converted by paragraph."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from cms.text import is_syllable, lower, nfc, upper


__all__ = [
    "UnicodeText",
    "convert_legacy",
    "detect_encoding",
    "to_unicode",
]


@dataclass(frozen=True)
class UnicodeText:
    """Unicode text, and the encoding that each of its paragraphs came in."""

    text: str
    encodings: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether any paragraph was converted; people must then see a preview."""
        return not {"unicode", "ascii"}.issuperset(self.encodings)


LEGACY = ("tcvn3", "vni", "viscii")
DOUBLE = "utf8-as-cp1252"
_MARKS = re.compile("[\u0300-\u036f]")
# Letters that no legacy encoding shows when it is read as Latin-1.
_ONLY_UNICODE = re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")
# Controls that appear only where a byte was read as Latin-1 and not as Windows-1252.
_LATIN_1 = re.compile("[\u0080\u0082-\u008c\u008e\u0091-\u009c\u009e\u009f]")
_WEAK = re.compile("µ.|[A-Za-z]{1,2}[¹²³]")
_DECISIVE = 0.8
_H_FONT = re.compile(r"^\.Vn.*H$")
_SEPARATORS = frozenset(" \t\r\n\v\f\u00a0!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~0123456789")
_TYPOGRAPHIC = frozenset("‘’“”„«»–—…•·©®™°§±×€£")


def _data(name: str) -> dict[str, dict[str, str]]:
    path = resources.files("cms.text").joinpath("data", f"{name}.json")
    loaded: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    return loaded


@cache
def letter_map(encoding: str, windows: bool = False) -> dict[str, str]:
    """Return what each character, or pair of characters, of an encoding stands for.

    ``windows``: the bytes 80 to 9F, which are letters in VISCII, were read as
    Windows-1252 and shown as punctuation. What stands for itself is not in it.
    """
    data = _data(encoding)
    if encoding == "tcvn3":
        return data["map"]
    if encoding == "vni":
        return data["map_lenient"] | data["map"]
    letters: dict[str, str] = {}
    for code, letter in data["bytes"].items():
        byte = bytes.fromhex(code)
        shown = byte.decode("cp1252", "ignore") if windows else ""
        letters[shown or byte.decode("latin-1")] = letter
    return letters


@cache
def _decoder(encoding: str, windows: bool) -> Callable[[str], str]:
    """Return the function that turns text in ``encoding`` into Unicode."""
    letters = letter_map(encoding, windows)
    longest_first = sorted(letters, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return lambda text: nfc(pattern.sub(lambda match: letters[match[0]], text))


def _byte(char: str) -> bytes:
    """Return the byte that was read as ``char``; UnicodeEncodeError if none was."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _undouble(text: str) -> str | None:
    """Return text that was UTF-8 but read as Windows-1252, or None if it was not."""
    try:
        return nfc(b"".join(map(_byte, text)).decode("utf-8"))
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _tokens(text: str, letters: dict[str, str]) -> list[str]:
    """Return the words of ``text``, in which the keys of ``letters`` count as letters."""
    keys = {char for key in letters for char in key}
    apart = (_SEPARATORS | _TYPOGRAPHIC) - keys
    spaced = "".join(" " if char in apart else char for char in text)
    return [token for token in spaced.split(" ") if any(map(str.isalpha, token))]


def _reads(word: str) -> bool:
    """Tell whether ``word`` can be Vietnamese, its capitals being in their place."""
    return is_syllable(word) and (word[1:] == lower(word[1:]) or word.isupper())


def _share(tokens: list[str], decode: Callable[[str], str]) -> float:
    """Return how many of ``tokens`` are syllables: the lower share of accented ones and of all."""
    # A letter alone proves nothing: "đ/c", an umlaut by itself, the unit µ. Nor do
    # capitals, which are abbreviations (UBND), nor "µm", "m²" and "x³".
    long = [token for token in tokens if len(token) > 1]
    accented = [token for token in long if not token.isascii()]
    plain = [token for token in long if token.isascii() and not token.isupper()]
    if all(map(_WEAK.fullmatch, accented)):
        return 0.0
    good = sum(_reads(decode(token)) for token in accented)
    known = good + sum(map(_reads, plain))
    return min(good / len(accented), known / (len(accented) + len(plain)))


def detect_encoding(text: str) -> str:
    """Return the encoding in which one paragraph arrived.

    One of ``ascii``, ``unicode``, ``unicode-nfd``, ``tcvn3``, ``vni``,
    ``viscii``, ``utf8-as-cp1252``. What is not clearly Vietnamese in a legacy
    encoding counts as ``unicode`` and is left alone.
    """
    if text.isascii():
        return "ascii"
    if _MARKS.search(text) and nfc(text) != text:
        return "unicode-nfd"
    if _ONLY_UNICODE.search(text):
        return "unicode"
    undoubled = _undouble(text)
    if undoubled is not None and _ONLY_UNICODE.search(undoubled):
        return DOUBLE
    as_is = _tokens(text, {})
    bar = max(_DECISIVE - 1e-9, _share(as_is, str))
    best = "unicode"
    windows = not _LATIN_1.search(text)
    for encoding in LEGACY:
        tokens = _tokens(text, letter_map(encoding, windows))
        score = _share(tokens, _decoder(encoding, windows))
        if score > bar:
            best, bar = encoding, score
    return best


def convert_legacy(
    text: str, encoding: str | None = None, font: str | None = None
) -> str:
    """Return ``text`` in Unicode NFC; the encoding is detected when not given.

    ``font`` is the font of the run, if known: TCVN3 has no toned capitals, and
    its fonts whose names end in H (``.VnTimeH``) show small letters as capitals.
    Raises ``ValueError`` for an encoding that is not known.
    """
    known = encoding or detect_encoding(text)
    if known in ("ascii", "unicode", "unicode-nfd"):
        return nfc(text)
    if known == DOUBLE:
        undoubled = _undouble(text)
        return nfc(text) if undoubled is None else undoubled
    if known not in LEGACY:
        raise ValueError(f"{known!r} is not one of the encodings {LEGACY}.")
    decoded = _decoder(known, not _LATIN_1.search(text))(text)
    return upper(decoded) if font and _H_FONT.match(font) else decoded


def to_unicode(text: str) -> UnicodeText:
    """Return ``text`` with each paragraph converted from whatever it came in.

    Paragraphs end with a line break, and pastes mix encodings between them.
    Unicode and English paragraphs come back unchanged to the byte.
    """
    parts = re.split(r"(\r\n|\r|\n)", text)
    encodings = tuple(map(detect_encoding, parts[::2]))
    for index, encoding in enumerate(encodings):
        if encoding not in ("ascii", "unicode"):
            parts[index * 2] = convert_legacy(parts[index * 2], encoding)
    return UnicodeText("".join(parts), encodings)
