"""The rule that figures in a text agree with the tracker that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, select

from cms import (
    Actor,
    Item,
    ItemRelation,
    Problem,
    Rule,
    current_build,
    db,
    known_to,
    text,
    texts_of,
)
from cms_inspections import INSPECTION, PROGRAMME
from cms_inspections.models import Inspection, Subject
from cms_inspections.scopes import programmes_below


FIGURES: Final = "inspections.figures"
RULES: Final = (Rule(FIGURES, _l("A figure differs from the inspection tracker")),)

# "kiểm tra 06 tổ chức đảng", "giám sát đối với 12 đảng viên".
_FIGURE = re.compile(
    r"(kiem tra|giam sat)((?:(?![.;\n]|kiem tra|giam sat).){0,60}?)\b(\d{1,3})"
    r"\s+(to chuc dang|dang vien)\b"
)
# Work of every level together, which one tracker does not count; mere comparisons.
_ELSEWHERE = re.compile(r"\b(?:cac cap|toan dang bo|co so)\b")
_COMPARED = re.compile(r"\b(?:tang|giam|so voi)\b")
_VERBS = {"kiem tra": "kt_", "giam sat": "gs_"}
_KINDS = {"to chuc dang": "to_chuc", "dang vien": "dang_vien"}

Counts = dict[tuple[str, str], int]


def check_figures(
    item: Item, data: Mapping[str, Any], actor: Actor
) -> Iterator[Problem]:
    """Yield counts of organisations and members that the linked programmes deny."""
    if current_build().registry.content_types[item.type].plugin == "inspections":
        return
    programmes = _linked(item, data, PROGRAMME)
    if not programmes:
        return
    known: Counts | None = None
    named: Counts = {}
    for field, words in texts_of(item, data).items():
        for match in _figures(text.fold(words)):
            if known is None:
                known = _counts(_under(programmes, actor), actor)
                named = _counts(_linked(item, data, INSPECTION), actor)
            key = (_VERBS[match[1]], _KINDS[match[4]])
            there = known.get(key)
            if there is None or int(match[3]) in (there, named.get(key)):
                continue
            quote = words[match.start(3) : match.end(4)]
            message = _(
                "The text says %(said)s; the tracker has %(there)s.",
                said=quote,
                there=text.pad2(there),
            )
            yield Problem(message, field, rule=FIGURES, quote=quote)


def _figures(folded: str) -> Iterator[re.Match[str]]:
    """Yield figures that speak of one body's work, not of all levels together."""
    for match in _FIGURE.finditer(folded):
        begin = max(folded.rfind(end, 0, match.start()) for end in (". ", "\n")) + 1
        before = folded[begin : match.start()]
        if not (_ELSEWHERE.search(before) or _COMPARED.search(match[2])):
            yield match


def _linked(item: Item, data: Mapping[str, Any], kind: str) -> set[int]:
    """Return the records of a kind that an item is linked with in this snapshot."""
    content_type = current_build().registry.content_types[item.type]
    form = content_type.form.of(data)
    found: set[int] = set()
    for relation in content_type.relations:
        if relation.name in form and kind in relation.targets:
            found.update(form[relation.name].ids)
    return found


def _under(programmes: set[int], actor: Actor) -> Select[int]:
    """Return a query for the ids of the inspections below programmes, at any depth."""
    tree = programmes_below(programmes, known_to(actor))
    return select(ItemRelation.source_id).where(
        ItemRelation.relation == "programme", ItemRelation.target_id.in_(tree)
    )


def _counts(inspections: Select[int] | Collection[int], actor: Actor) -> Counts:
    """Return how many organisations and members were inspected and supervised.

    Only inspections that ``actor`` may know of count.
    """
    query = (
        select(Inspection.type, Subject.kind, Subject.count)
        .join(Item, Item.id == Inspection.item_id)
        .join(Subject, Subject.item_id == Inspection.item_id)
        .where(
            Item.type == INSPECTION,
            Item.id.in_(inspections),
            Item.deleted_at.is_(None),
            known_to(actor),
        )
    )
    found: Counts = {}
    for kind_of_work, kind, count in db.session.execute(query):
        key = ((kind_of_work or "")[:3], kind or "")
        found[key] = found.get(key, 0) + (count or 1)
    return found
