"""The rule about names: one person or place is spelled in one way within a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from cms import text
from cms.errors import Problem
from cms.features.content_checks import rule_names


_WORD = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
# Shorter ones are shared by too many people: "Văn Hòa" and "Vân Hoa".
SHORTEST, LONGEST = 3, 4


def find_problems(texts: dict[str, str]) -> Iterator[Problem]:
    """Yield names of three or four words that differ from an earlier spelling."""
    first: dict[str, str] = {}
    reported: set[str] = set()
    for field, words in texts.items():
        for match in candidates(words):
            bare = text.fold(match)
            spelled = first.setdefault(bare, match)
            if spelled == match or reported.issuperset(bare.split()):
                continue  # the same, or part of a name that was reported already
            reported.update(bare.split())
            message = _(
                "“%(one)s” and “%(other)s”: which spelling is right?",
                one=spelled,
                other=match,
            )
            yield Problem(message, field, rule=rule_names.NAMES, quote=match)


def candidates(words: str) -> Iterator[str]:
    """Yield what may be a name within each run of capitalised words.

    Lines all in capitals are left out: there, every word looks like a name.
    """
    for run in _runs(text.nfc(words)):
        for size in range(LONGEST, SHORTEST - 1, -1):
            for start in range(len(run) - size + 1):
                yield " ".join(run[start : start + size])


def _runs(words: str) -> Iterator[list[str]]:
    for line in _WORD.finditer(words):
        run: list[str] = []
        for word in line[0].split(" "):
            if word[:1].isupper() and not (len(word) > 1 and word.isupper()):
                run.append(word)
                continue
            if len(run) >= SHORTEST:
                yield run
            run = []
        if len(run) >= SHORTEST:
            yield run
