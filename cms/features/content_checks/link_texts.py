"""The text of a link says where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from cms import text
from cms.build_context import current_build
from cms.content.revisions.snapshot import Snapshot
from cms.errors import Problem
from cms.features.content_checks.rule_names import LINK_WORDS
from cms.richtext import links_in


EMPTY_WORDS = frozenset(
    text.fold(words)
    for words in (
        "tại đây",
        "ở đây",
        "đây",
        "xem thêm",
        "xem tiếp",
        "chi tiết",
        "xem chi tiết",
        "bấm vào đây",
        "nhấn vào đây",
        "link",
        "here",
        "click here",
        "read more",
        "more",
        "this",
    )
)


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def find_problems(data: Snapshot) -> Iterator[Problem]:
    """Yield links whose text does not say where they lead."""
    for one in data.passages():
        if one.document is not None:
            for link in links_in(one.document, current_build().config.base_url):
                yield from _check(one.name, link.words.strip())


def _check(name: str, words: str) -> Iterator[Problem]:
    bare = text.fold(words).strip(" .…:>»")
    if bare in EMPTY_WORDS or _ADDRESS.fullmatch(words):
        message = _("“%(words)s” does not say where the link leads.", words=words)
        yield Problem(message, name, rule=LINK_WORDS, quote=words)
