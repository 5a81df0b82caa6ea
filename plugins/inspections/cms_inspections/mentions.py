"""The rule that figures in a text agree with the tracker that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import or_, select

from cms import (
    Item,
    ItemRelation,
    Problem,
    Rule,
    current_build,
    db,
    editable,
    text,
    texts_of,
    visible,
)
from cms_inspections import INSPECTION, PROGRAMME
from cms_inspections.models import Inspection, Subject


FIGURES: Final = "inspections.figures"
RULES: Final = (Rule(FIGURES, _l("A figure differs from the inspection tracker")),)

# "kiểm tra 06 tổ chức đảng", "giám sát đối với 12 đảng viên".
_FIGURE = re.compile(
    r"(kiem tra|giam sat)((?:(?![.;\n]|kiem tra|giam sat).){0,60}?)\b(\d{1,3})"
    r"\s+(to chuc dang|dang vien)\b"
)
_VERBS = {"kiem tra": "kt_", "giam sat": "gs_"}
_KINDS = {"to chuc dang": "to_chuc", "dang vien": "dang_vien"}


def check_figures(item: Item, data: Mapping[str, Any], actor: Any) -> Iterator[Problem]:
    """Yield counts of organisations and members that the linked programmes deny."""
    if current_build().registry.content_types[item.type].plugin == "inspections":
        return
    programmes = _programmes(item, data)
    if not programmes:
        return
    known: dict[tuple[str, str], int] | None = None
    for field, words in texts_of(item, data).items():
        for match in _FIGURE.finditer(text.fold(words)):
            verb, _between, digits, noun = match.groups()
            known = known if known is not None else _counts(programmes, actor)
            there = known.get((_VERBS[verb], _KINDS[noun]))
            if there is None or int(digits) == there:
                continue
            quote = words[match.start(3) : match.end(4)]
            message = _(
                "The text says %(said)s; the tracker has %(there)s.",
                said=quote,
                there=text.pad2(there),
            )
            yield Problem(message, field, rule=FIGURES, quote=quote)


def _programmes(item: Item, data: Mapping[str, Any]) -> set[int]:
    """Return the programmes that an item is linked with in this snapshot."""
    content_type = current_build().registry.content_types[item.type]
    form = content_type.form.of(data)
    found: set[int] = set()
    for relation in content_type.relations:
        field = form._fields.get(relation.name)
        if field is not None and PROGRAMME in relation.targets:
            found.update(field.ids)
    return found


def _counts(programmes: set[int], actor: Any) -> dict[tuple[str, str], int]:
    """Return how many organisations and members were inspected and supervised.

    Only inspections that ``actor`` may know of count.
    """
    linked = select(ItemRelation.source_id).where(
        ItemRelation.relation == "programme", ItemRelation.target_id.in_(programmes)
    )
    query = (
        select(Inspection.type, Subject.kind, Subject.count)
        .join(Item, Item.id == Inspection.item_id)
        .join(Subject, Subject.item_id == Inspection.item_id)
        .where(
            Item.type == INSPECTION,
            Item.id.in_(linked),
            Item.deleted_at.is_(None),
            or_(editable(actor), visible(actor, archived=True)),
        )
    )
    found: dict[tuple[str, str], int] = {}
    for kind_of_work, kind, count in db.session.execute(query):
        key = ((kind_of_work or "")[:3], kind or "")
        found[key] = found.get(key, 0) + (count or 1)
    return found
