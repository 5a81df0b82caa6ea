"""Rules about words: headings, names spelled in two ways, old encodings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from cms import richtext, text
from cms.content.checks import names, rules
from cms.content.fields.texts import LongText, Rich, Text
from cms.errors import Problem
from cms.richtext.plain import inline_text, walk


def look(form: Any) -> Iterator[Problem]:
    """Yield what breaks a rule about words."""
    texts = written(form)
    for name, field in form._fields.items():
        if isinstance(field, Rich) and field.data:
            yield from headings(name, field.data)
    yield from encodings(texts)
    yield from names.look(texts)


def written(form: Any) -> dict[str, str]:
    """Return the text of every field in which somebody writes, by field."""
    return {
        name: richtext.plain_text(field.data)
        if isinstance(field, Rich)
        else str(field.data)
        for name, field in form._fields.items()
        if isinstance(field, Text | LongText | Rich) and field.data
    }


def headings(name: str, document: Any) -> Iterator[Problem]:
    """Yield empty headings, and those that are more than one level deeper."""
    level = 1
    for node in walk(richtext.clean(document)):
        if node["type"] != "heading":
            continue
        words = inline_text(node).strip()
        if not words:
            message = _("A heading is empty.")
            yield Problem(message, name, rule=rules.HEADINGS)
            continue
        deeper = node["attrs"]["level"]
        if deeper > level + 1:
            message = _("The heading “%(words)s” skips a level.", words=words)
            yield Problem(message, name, rule=rules.HEADINGS, quote=words)
        level = deeper


def encodings(texts: dict[str, str]) -> Iterator[Problem]:
    """Yield paragraphs that arrived in TCVN3, VNI, VISCII or doubly encoded."""
    for name, words in texts.items():
        for line in words.splitlines():
            found = text.detect_encoding(line)
            if found not in ("ascii", "unicode", "unicode-nfd"):
                message = _(
                    "This is written in %(encoding)s; paste it anew to convert it.",
                    encoding=text.upper(found),
                )
                yield Problem(message, name, rule=rules.ENCODING, quote=line[:80])
                break
