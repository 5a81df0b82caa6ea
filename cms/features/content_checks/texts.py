"""Rules about words: headings, names spelled in two ways, old encodings."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from cms import text
from cms.builtin.legacy_encodings import detect_encoding
from cms.content.revisions.snapshot import Snapshot
from cms.errors import Problem
from cms.features.content_checks import names, rule_names
from cms.richtext import Document
from cms.richtext.plain import inline_text, walk


def find_problems(data: Snapshot) -> Iterator[Problem]:
    """Yield what breaks a rule about words."""
    texts = written(data)
    for one in data.passages():
        if one.document is not None:
            yield from headings(one.name, one.document)
    yield from encodings(texts)
    yield from names.find_problems(texts)


def written(data: Snapshot) -> dict[str, str]:
    """Return the text of every place in which somebody wrote, by the name of its input."""
    return {one.name: one.text for one in data.passages()}


def headings(name: str, document: Document) -> Iterator[Problem]:
    """Yield empty headings, and those that are more than one level deeper."""
    level = 1
    for node in walk(document):
        if node["type"] != "heading":
            continue
        words = inline_text(node).strip()
        if not words:
            message = _("A heading is empty.")
            yield Problem(message, name, rule=rule_names.HEADINGS)
            continue
        deeper = node["attrs"]["level"]
        if deeper > level + 1:
            message = _("The heading “%(words)s” skips a level.", words=words)
            yield Problem(message, name, rule=rule_names.HEADINGS, quote=words)
        level = deeper


def encodings(texts: dict[str, str]) -> Iterator[Problem]:
    """Yield paragraphs that arrived in TCVN3, VNI, VISCII or doubly encoded."""
    for name, words in texts.items():
        for line in words.splitlines():
            found = detect_encoding(line)
            if found not in ("ascii", "unicode", "unicode-nfd"):
                message = _(
                    "This is written in %(encoding)s; paste it anew to convert it.",
                    encoding=text.upper(found),
                )
                yield Problem(message, name, rule=rule_names.ENCODING, quote=line[:80])
                break
