"""Beside a public article: which records its words became, each a link to the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_directory import ORGANISATION, PERSON
from markupsafe import Markup

from cms import Actor, Item, current_build, render, richtext, with_details
from cms_extraction.anchors import find_exactly
from cms_extraction.proposals import REPORT
from cms_extraction.queries import public_sources
from cms_extraction.settings import extraction_settings
from cms_extraction.source import Source, read
from cms_extraction.sources import label_of
from cms_extraction.spans import Span


_SAID: Final = (DIRECTIVE, ASSESSMENT)
_ORDER: Final = (CONFERENCE, REPORT, PERSON, ORGANISATION, *_SAID)
LONGEST: Final = 8  # words that a link names whole; of more it names both ends
AROUND: Final = 3  # words before and behind that tell two places apart


@dataclass(frozen=True)
class Words:
    """Words of the article that a field came from, and the address that lights them up."""

    label: Any
    words: str
    address: str


def beside_public_article(item: Item, user: Actor) -> Markup | None:
    """Return the records that an article became, with their words, where a site shows it.

    Only records that ``user`` may see on the public pages, and only words that
    stand in the article as readers have it.
    """
    if item is None or not extraction_settings().margin:
        return None
    rows = public_sources(item.id, user)
    if not rows:
        return None
    source = live_text(item)
    groups: dict[int, tuple[Item, list[Words]]] = {}
    told: set[tuple[int, str]] = set()
    for row, record in rows:
        span = find_exactly(source, row.sentence, row.words, row.start)
        if span is None:
            continue
        address = address_of(source, span)
        if (record.id, address) not in told:
            told.add((record.id, address))
            one = Words(label_of(row.field), source.quote(span), address)
            groups.setdefault(record.id, (record, []))[1].append(one)
    if not groups:
        return None
    ordered = sorted(groups.values(), key=lambda group: _place(group[0]))
    return render(
        "extraction/_margin.html",
        groups=[group for group in ordered if group[0].type not in _SAID],
        said=[group for group in ordered if group[0].type in _SAID],
    )


def _place(record: Item) -> tuple[int, int]:
    """Return where a record stands in the margin: the conference first, what was said last."""
    known = _ORDER.index(record.type) if record.type in _ORDER else len(_ORDER)
    return known, record.id


def live_text(item: Item) -> Source:
    """Return the text of an article as readers have it, whatever a draft says."""
    content_type = current_build().registry.content_types[item.type]
    detail = with_details([item]).get(item.id)
    body = getattr(detail, content_type.body, None)
    parts = [item.title, item.summary]
    parts.append(richtext.plain_text(body) if isinstance(body, Mapping) else "")
    return read("\n\n".join(part for part in parts if part))


def address_of(source: Source, span: Span) -> str:
    """Return the fragment of the page's address that a browser scrolls to and lights up.

    A text fragment (https://wicg.github.io/scroll-to-text-fragment/): the words,
    of long ones the first and the last, and what stands around them where the
    same words stand in the text more than once.
    """
    words = source.quote(span).split()
    if len(words) > LONGEST:
        half = LONGEST // 2
        said = f"{_part(words[:half])},{_part(words[-half:])}"
    else:
        said = _part(words)
    if source.low.count(source.low[span.start : span.end]) > 1:
        line = source.line_of(span.start)
        before = source.text[line.start : span.start].split()[-AROUND:]
        after = source.text[span.end : max(line.end, span.end)].split()[:AROUND]
        said = f"{_part(before)}-,{said}" if before else said
        said = f"{said},-{_part(after)}" if after else said
    return f"#:~:text={said}"


def _part(words: list[str]) -> str:
    # A hyphen is a sign of the fragment's own syntax.
    return quote(" ".join(words), safe="").replace("-", "%2D")
