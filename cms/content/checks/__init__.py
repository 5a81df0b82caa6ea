"""Checks of an item: missing values, rules, and what blocks publishing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from cms import media
from cms.actors import Actor
from cms.build_context import current_build
from cms.content.fields.answers import Kind
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item
from cms.content.spine.queries import content_type_of
from cms.errors import Problem
from cms.extensions import db
from cms.settings import get_settings


__all__ = [
    "blocking_rules",
    "look",
    "media_texts_of",
    "missing",
    "ruled",
    "texts_of",
]


def find_problems(item: Item, data: Snapshot, actor: Actor) -> list[Problem]:
    """Return all that could be better before ``item`` goes live with ``data``.

    What the form still needs first, then what features and plugins say. What
    blocks comes before what can be passed over.
    """
    found = missing(data)
    found += ruled(
        current_build().manager.check(
            "check_item", item=item, data=data, transition="publish", actor=actor
        )
    )
    return sorted(found, key=lambda problem: not problem.block)


def missing(data: Snapshot) -> list[Problem]:
    """Return what the form still needs; links to absent types are not missed."""
    form = data.content_type.form.of(data)
    form.drop_absent(current_build().registry.content_types)
    return [
        Problem(message, name)
        for name, messages in form.missing().items()
        for message in messages
    ]


def texts_of(item: Item, data: Mapping[str, Any]) -> dict[str, str]:
    """Return what is written in each place of a snapshot, by the name of its input.

    For rules of plugins: rows, keywords and captions of texts are in it, rich
    text comes as plain text, empty places not at all.
    """
    snapshot = data if isinstance(data, Snapshot) else None
    snapshot = snapshot or Snapshot(content_type_of(item), data)
    return {one.name: one.text for one in snapshot.passages()}


def media_texts_of(item: Item, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is published about the pictures and files of a snapshot.

    Pairs of the name of the input and of words: title, description, caption,
    credit and file name, as readers get them with the medium.
    """
    snapshot = data if isinstance(data, Snapshot) else None
    snapshot = snapshot or Snapshot(content_type_of(item), data)
    shown = snapshot.references(Kind.MEDIA)
    known = media.words_of(db.session(), {one.target for one in shown})
    return [(one.name, words) for one in shown for words in known.get(one.target, ())]


def ruled(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems with ``block`` as the site's settings decide for their rules."""
    blocking = blocking_rules()
    return [
        replace(problem, block=problem.rule in blocking) if problem.rule else problem
        for problem in problems
    ]


def blocking_rules() -> frozenset[str]:
    """Return the names of the rules that keep an item from going live on this site."""
    chosen = get_settings().blocking_rules
    if chosen is not None:
        return frozenset(chosen)
    rules = current_build().registry.rules.values()
    return frozenset(one.name for one in rules if one.blocks)
