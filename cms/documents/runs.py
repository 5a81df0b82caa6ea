"""Text of a document made fit for print: composed, on one line, without what is invisible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from cms import text
from cms.documents.model import Content, Run


NBSP = "\u00a0"
# Controls, formats (soft hyphens, joiners, direction signs) and halves of pairs.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
# Selectors of variants, and code points that are no characters.
_NO_SIGN = re.compile("[\ufe00-\ufe0f\ufdd0-\ufdef\ufffe\uffff\U000e0100-\U000e01ef]")
_SPACES = re.compile(" {2,}")
_AROUND_BREAK = re.compile(r" *\n *")
_MANY_BREAKS = re.compile(r"\n(?: *\n){2,}")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`\\]+", re.ASCII)


def tidy(value: str) -> str:
    """Return ``value`` in NFC with plain spaces and line breaks and nothing invisible."""
    lines = re.split("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", value)
    return "\n".join(text.nfc(_visible(line)) for line in lines)


def _visible(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    return line.translate({ord(sign): _printed(sign) for sign in set(line)})


def _printed(sign: str) -> str | None:
    """Return what is printed for a character; None for what nobody sees."""
    kind = unicodedata.category(sign)
    if kind == "Zs" or sign == "\t":
        return NBSP if sign in (NBSP, "\u202f", "\u2007") else " "
    return None if kind in _INVISIBLE or _NO_SIGN.match(sign) else sign


def runs_of(content: Content, *, upper: bool = False) -> tuple[Run, ...]:
    """Return the runs of a line, tidied, with no space at its ends or doubled.

    What papers keep on one line is joined by no-break spaces.
    """
    given = (Run(content),) if isinstance(content, str) else content
    tidied = [replace(run, text=tidy(run.text), link=_link(run.link)) for run in given]
    if upper:
        tidied = [replace(run, text=text.upper(run.text)) for run in tidied]
    return tuple(_spaced(_merged(tidied)))


def plain(runs: Iterable[Run]) -> str:
    """Return the words of runs."""
    return "".join(run.text for run in runs)


def line(words: str, *, upper: bool = False) -> str:
    """Return words as they are printed in one line."""
    return plain(runs_of(words.replace("\n", " "), upper=upper))


def _link(address: str) -> str:
    return address if len(address) <= 2000 and _LINK.fullmatch(address) else ""


def _merged(runs: list[Run]) -> list[Run]:
    """Join neighbours with one look, so that no word is cut for nothing."""
    merged: list[Run] = []
    for run in runs:
        if merged and replace(merged[-1], text="") == replace(run, text=""):
            merged[-1] = replace(run, text=text.nfc(merged[-1].text + run.text))
        elif run.text:
            merged.append(run)
    return merged


def _spaced(runs: list[Run]) -> list[Run]:
    """Return runs without doubled spaces, also where two runs meet."""
    found: list[Run] = []
    before = "\n"
    for run in runs:
        words = _SPACES.sub(" ", _MANY_BREAKS.sub("\n\n", run.text))
        words = _AROUND_BREAK.sub("\n", words)
        if before in " \n":
            words = words.lstrip(" ")
        if not words:
            continue
        before = words[-1]
        found.append(replace(run, text=text.keep_together(words)))
    return _without_end(found)


def _without_end(runs: list[Run]) -> list[Run]:
    """Return runs without spaces and breaks at the end."""
    while runs:
        rest = runs[-1].text.rstrip(" \n")
        if rest:
            return [*runs[:-1], replace(runs[-1], text=rest)]
        runs = runs[:-1]
    return runs
