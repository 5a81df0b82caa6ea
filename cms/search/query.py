"""Parsing a search query: words, phrases, numbers, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cms import text
from cms.search.tokens import exact_words, folded


MAX_QUERY = 200
MAX_WORDS = 16
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)')
# A name is found with and without what it is addressed by.
_HONORIFIC = re.compile(r"(?<![^\W_])(?:[đd]/c|đồng chí|dong chi)(?![^\W_])", re.I)
_APART = re.compile(r"[\s,;!?()\[\]{}<>|*^~=…]+")


@dataclass(frozen=True)
class Phrase:
    """Accented words; ``adjacent`` when they must follow each other.

    With ``prefix`` the last one may be the beginning of a word.
    """

    words: tuple[str, ...]
    adjacent: bool = True
    prefix: bool = False

    @property
    def plain(self) -> tuple[str, ...]:
        """The words without accents."""
        return tuple(map(folded, self.words))


@dataclass(frozen=True)
class Group:
    """One thing that must be found: as typed, or as one of the glossary's spellings."""

    typed: Phrase
    others: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Query:
    """Groups that must all be found in a document."""

    groups: tuple[Group, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All words as typed, in order, in one tone style."""
        return tuple(word for group in self.groups for word in group.typed.words)

    @property
    def accented(self) -> bool:
        """Whether any word was typed with an accent."""
        return any(word != folded(word) for word in self.words)

    @property
    def prefix(self) -> bool:
        """Whether the last word may be the beginning of one."""
        return self.groups[-1].typed.prefix

    def whole(self) -> Phrase:
        """Return everything typed as one phrase: what matches it stands higher."""
        return Phrase(self.words, prefix=self.prefix)


def parse(typed: str) -> Query | None:
    """Return the query that ``typed`` means, or None when it holds no word."""
    line = text.nfc(typed[: MAX_QUERY * 4])[:MAX_QUERY]
    line = _without_honorifics(line)
    groups: list[Group] = []
    place = 0
    for quoted in _QUOTED.finditer(line):
        groups += _free(line[place : quoted.start()])
        if words := exact_words(quoted[1]):
            groups.append(Group(Phrase(tuple(words))))
        place = quoted.end()
    rest = list(_free(line[place:]))
    groups = _limited(groups + rest)
    if rest and groups and groups[-1] is rest[-1]:
        groups[-1] = _open_ended(groups[-1])
    return Query(tuple(groups)) if groups else None


def _without_honorifics(line: str) -> str:
    bare = _HONORIFIC.sub(" ", line)
    return bare if text.words(bare) else line


def _limited(groups: list[Group]) -> list[Group]:
    """Return as many groups as make a query of bounded cost."""
    kept: list[Group] = []
    count = 0
    for group in groups:
        count += len(group.typed.words)
        if count > MAX_WORDS and kept:
            break
        kept.append(group)
    return kept


def _open_ended(group: Group) -> Group:
    """Let the last word typed be the beginning of a word, as people search on typing."""
    last = folded(group.typed.words[-1])
    # "a" would find everything, and 12 is not the beginning of 120.
    if len(last) < 2 or last.isdecimal():
        return group
    typed = Phrase(group.typed.words, group.typed.adjacent, prefix=True)
    return Group(typed, group.others)


def _free(part: str) -> Iterator[Group]:
    """Cut text outside quotes into groups: runs of words, and joined things whole."""
    run: list[str] = []
    for chunk in _APART.split(part):
        words = exact_words(chunk)
        if len(words) == 1:
            run.append(chunk)
        elif words:
            yield from _run(run)
            run = []
            yield _joined(chunk, tuple(words))
    yield from _run(run)


def _run(chunks: list[str]) -> Iterator[Group]:
    """Return the groups of plain words; the glossary may take several as one."""
    for term in text.expand_query(" ".join(chunks)):
        words = tuple(exact_words(term.text))
        yield Group(Phrase(words, adjacent=False), _spellings(term, words))


def _joined(chunk: str, words: tuple[str, ...]) -> Group:
    """Return what hangs together without a space: 58-BC/UBKTQU, 2010-2015, T/M."""
    terms = text.expand_query(chunk)
    others = _spellings(terms[0], words) if len(terms) == 1 else ()
    return Group(Phrase(words), others)


def _spellings(term: text.Term, typed: tuple[str, ...]) -> tuple[Phrase, ...]:
    found = dict.fromkeys(tuple(exact_words(other)) for other in term.alternatives)
    return tuple(Phrase(words) for words in found if words and words != typed)
