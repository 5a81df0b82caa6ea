"""The text of an article file: plain text, HTML or Word, in whatever encoding it came."""

from __future__ import annotations

import codecs
import html
import re
from pathlib import Path
from typing import Final

from cms import from_html, read_docx, richtext


MOST_BYTES: Final = 50 * 1024 * 1024
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TITLE = re.compile(r"<title[^>]*>(.{1,600}?)</title>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<h1[\s>]", re.IGNORECASE)
SUFFIXES: Final = (".txt", ".html", ".htm", ".docx")


class UnknownFile(ValueError):
    """A file that is not read; ``trouble`` says why in one word, as it is stored.

    ``kind``, ``size``, ``empty``; a feed is ``damaged``, has ``entities``, holds
    ``nothing`` or too ``many`` articles.
    """

    def __init__(self, trouble: str, message: str) -> None:
        """``message`` says the same in a sentence, for the command line."""
        super().__init__(message)
        self.trouble = trouble


def read_article(path: Path) -> str:
    """Return the text of an article file: the title, then a line for each paragraph.

    Raises UnknownFile for another kind of file or one of more than 50 MB, and
    what ``cms.read_docx`` raises for a damaged Word file.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnknownFile("kind", f"{path.name}: only {', '.join(SUFFIXES)} are read.")
    if path.stat().st_size > MOST_BYTES:
        raise UnknownFile("size", f"{path.name} is larger than 50 MB.")
    if suffix == ".docx":
        with path.open("rb") as stream:
            version = read_docx(stream).version
        body = richtext.plain_text(version.body)
        return "\n\n".join(part for part in (version.title, version.lead, body) if part)
    written = decode(path.read_bytes())
    return written if suffix == ".txt" else _of_html(written)


def decode(data: bytes) -> str:
    """Return the text of ``data``: by its mark, as UTF-8, else byte by byte.

    Bytes of an old Vietnamese encoding come out as Latin-1 letters, which
    ``cms.legacy_encodings.to_unicode`` turns into Unicode.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _of_html(markup: str) -> str:
    body = richtext.plain_text(from_html(markup))
    title = _TITLE.search(markup)
    if title is None or _HEADING.search(markup):
        return body
    return f"{html.unescape(title[1]).strip()}\n\n{body}"
