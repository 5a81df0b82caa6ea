"""Inspections and their figures as tables: only what the asker may see, typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from cms import (
    Actor,
    Item,
    ItemRelation,
    Table,
    db,
    holds_for,
    items_by_id,
    text,
    write_tables,
)
from cms_inspections.choices import (
    DISCIPLINE_FORMS,
    DISCIPLINE_TARGETS,
    DOCUMENT_ROLES,
    STATUSES,
    SUBJECT_KINDS,
    TYPES,
)
from cms_inspections.figures import Figures, count_figures
from cms_inspections.models import Inspection, InspectionDocument, Subject
from cms_inspections.queries import (
    Work,
    handling_of,
    recommendations_of,
    works_query,
)
from cms_inspections.record_models import Violation
from cms_inspections.scopes import Choice, Scope
from cms_inspections.sheet_columns import COLUMNS


BATCH = 500
_LINKS = ("programme", "owner", "team_lead", "team_members")


def export_inspections(
    scope: Scope, actor: Actor, kind: str, choice: Choice | None = None
) -> bytes:
    """Return the inspections of a scope as a file: ``csv``, ``xlsx`` or ``ods``.

    A workbook has a second sheet with the figures of the same inspections.
    """
    headers = [str(column.label) for column in COLUMNS]
    rows = _rows(scope, actor, choice)
    tables = [Table(_("Inspections and supervisions"), headers, rows)]
    if choice is None:
        tables.append(_figures_table(scope))
    return write_tables(tables, kind)


def _rows(scope: Scope, actor: Actor, choice: Choice | None) -> Iterator[list[Any]]:
    after = ""
    while True:
        works = _batch(scope, choice, after)
        if not works:
            return
        names = _names(works, scope)
        for work in works:
            yield _row(work, names, staff=holds_for(actor, "read", work.item))
        after = works[-1].detail.code or ""
        if len(works) < BATCH or not after:
            return


def _batch(scope: Scope, choice: Choice | None, after: str) -> list[Work]:
    query = works_query(scope, choice, after=after, limit=BATCH).options(
        selectinload(Inspection.subjects),
        selectinload(Inspection.documents),
        selectinload(Inspection.discipline),
    )
    rows = db.session.execute(query)
    return [Work(item, detail, scope.day) for item, detail in rows]


@dataclass(frozen=True)
class _Names:
    """What inspections are linked with, and the titles of what the asker may see."""

    links: Mapping[tuple[int, str], Sequence[int]]
    items: Mapping[int, Item]
    recommended: Mapping[int, tuple[int, int]]
    handled: Mapping[int, Sequence[Violation]]

    def of(self, number: int | None) -> str:
        found = self.items.get(number or 0)
        return found.title if found is not None else ""

    def linked(self, item: Item, relation: str) -> str:
        titles = [self.of(one) for one in self.links.get((item.id, relation), ())]
        return "; ".join(filter(None, titles))


def _names(works: Sequence[Work], scope: Scope) -> _Names:
    query = (
        select(ItemRelation.source_id, ItemRelation.relation, ItemRelation.target_id)
        .where(ItemRelation.source_id.in_([work.item.id for work in works]))
        .where(ItemRelation.relation.in_(_LINKS))
        .order_by(ItemRelation.position)
    )
    links: dict[tuple[int, str], list[int]] = defaultdict(list)
    for source, relation, target in db.session.execute(query):
        links[source, relation].append(target)
    ids = {one for several in links.values() for one in several}
    for work in works:
        for row in work.detail.subjects:
            ids |= {one for one in (row.organisation_id, row.person_id) if one}
    keys = [work.item.id for work in works]
    return _Names(
        links,
        items_by_id(ids, scope.criterion),
        recommendations_of(keys, scope.criterion),
        handling_of(keys, scope.criterion),
    )


def _row(work: Work, names: _Names, *, staff: bool) -> list[Any]:
    """Return the cells of an inspection; names of members and notes for staff only."""
    detail = work.detail
    special: dict[str, Any] = {
        "title": work.item.title,
        **{name: names.linked(work.item, name) for name in _LINKS},
        "subjects": "; ".join(
            _subject(row, names, staff=staff) for row in detail.subjects
        ),
        "documents": "; ".join(_document(row) for row in detail.documents),
        "discipline": _discipline(work, names, staff=staff),
        "overdue": _("Yes") if work.overdue else "",
        "follow_up_overdue": _("Yes") if work.follow_up_overdue else "",
        "visibility": _("Yes") if work.item.visibility == "public" else "",
        "note": (detail.note or "") if staff else "",
    }
    if work.item.id in names.recommended:
        given, done = names.recommended[work.item.id]
        special |= {"recommendations": given, "recommendations_done": done}
    cells: list[Any] = []
    for column in COLUMNS:
        if column.name in special:
            cells.append(special[column.name])
        elif column.kind == "choice":
            value = getattr(detail, column.name)
            cells.append(str(dict(column.choices).get(value, value or "")))
        else:
            cells.append(getattr(detail, column.name))
    return cells


def _subject(row: Subject, names: _Names, *, staff: bool) -> str:
    who = [row.label or "", names.of(row.organisation_id)]
    if staff:
        who.append(names.of(row.person_id))
    kind = str(dict(SUBJECT_KINDS).get(row.kind or "", ""))
    words = " – ".join(filter(None, who))
    return f"{kind}: {words}" + (f" ({row.count})" if row.count else "")


def _document(row: InspectionDocument) -> str:
    role = str(dict(DOCUMENT_ROLES).get(row.role or "", row.role or ""))
    words = " ".join(filter(None, [role, row.number]))
    return f"{words} ({text.format_date_short(row.date)})" if row.date else words


def _discipline(work: Work, names: _Names, *, staff: bool) -> str:
    """Return the disciplinary actions: those of records, else those of rows."""
    handled = names.handled.get(work.item.id)
    if handled:
        rows = [(one.target, one.handling, one.count) for one in handled]
    else:
        rows = [
            (one.target, one.form, one.count)
            for one in work.detail.discipline
            if staff or one.public
        ]
    targets, forms = dict(DISCIPLINE_TARGETS), dict(DISCIPLINE_FORMS)
    return "; ".join(
        f"{targets.get(target or '', '')}: {forms.get(form or '', '')}"
        + (f" ({count})" if count else "")
        for target, form, count in rows
    )


def _figures_table(scope: Scope) -> Table:
    figures = count_figures(scope)
    bodies = items_by_id([one for one in figures.by_owner if one], scope.criterion)
    owners = {number: item.title for number, item in bodies.items()}
    headers = [_("Figure"), _("Of which"), _("How many")]
    return Table(_("Totals"), headers, _figure_rows(figures, owners))


def _figure_rows(figures: Figures, owners: Mapping[int, str]) -> Iterator[list[Any]]:
    for label, count in (
        (_("Inspections and supervisions"), figures.total),
        (_("Completed"), figures.completed),
        (_("Extended"), figures.extended),
        (_("Public"), figures.public_items),
        (_("Overdue"), len(figures.overdue)),
        (_("Remedies overdue"), len(figures.follow_up_overdue)),
        (_("Recommendations"), figures.recommendations),
        (_("Recommendations carried out"), figures.recommendations_done),
    ):
        yield [label, "", count]
    sums: tuple[tuple[str, Mapping[Any, int], Mapping[Any, Any]], ...] = (
        (_("By kind of work"), figures.by_type, dict(TYPES)),
        (_("State of the work"), figures.by_status, dict(STATUSES)),
        (_("By deciding organisation"), figures.by_owner, owners),
    )
    for heading, counted, labels in sums:
        for key, count in counted.items():
            yield [heading, str(labels.get(key, "")), count]
    targets, forms = dict(DISCIPLINE_TARGETS), dict(DISCIPLINE_FORMS)
    for (target, form), count in figures.discipline.items():
        words = f"{targets.get(target, target)}: {forms.get(form, form)}"
        yield [_("Discipline"), words, count]
