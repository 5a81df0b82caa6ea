"""Make records of the directives and judgements that stood in rows of conferences.

Every row of every version becomes part of the history of one record: rows are
known again by their key, else by their words, else by their place. What is
live stays live. What stands only in a change that was never published becomes
a draft, what a change has altered becomes a version that can be restored, and
what was removed lies in the trash. Comments keep their ids and move along.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

from cms import text


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CONFERENCE = "conferences.conference"
MOVED_NOTE = "Từ bản đang viết của hội nghị."
LATE_NOTE = "Đã được đánh dấu quá hạn."
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Kind(NamedTuple):
    """One list of rows: what becomes of it, and what its fields are called now."""

    rows: str
    type: str
    address: str
    table: str
    renamed: dict[str, str]
    relations: tuple[str, ...]
    facet: str


KINDS = (
    Kind(
        "directives",
        "conferences.directive",
        "chi-dao",
        "conferences_directive",
        {"by_id": "given_by"},
        ("given_by", "responsible"),
        "status",
    ),
    Kind(
        "assessments",
        "conferences.assessment",
        "danh-gia",
        "conferences_assessment",
        {"person_id": "person"},
        ("person",),
        "polarity",
    ),
)

_columns = {
    "items": (
        "id type title slug path summary names language status stage visibility"
        " title_sort facet featured section_id parent_id position version banner"
        " created_by_id updated_by_id"
    ),
    "comments": "id item_id parent_id field",
    "item_relations": "id source_id target_id relation note position",
    "item_references": "item_id kind target is_draft",
    "conferences_overdue_notice": "id item_id digest",
    "redirects": "path",
}
_times = "published_at sort_date created_at updated_at deleted_at"


def _table(name: str, *more: sa.Column[Any]) -> Any:
    columns: list[Any] = [sa.column(one) for one in _columns.get(name, "").split()]
    if name == "items":
        columns += [sa.column(one, sa.DateTime()) for one in _times.split()]
    return sa.table(name, *columns, *more)


items, comments = _table("items"), _table("comments")
relations, refs = _table("item_relations"), _table("item_references")
notices, redirects = _table("conferences_overdue_notice"), _table("redirects")
revisions = sa.table(
    "revisions",
    *(sa.column(one) for one in ["id", "item_id", "number", "state", "note", "sealed"]),
    *(sa.column(one) for one in ["created_by_id", "edited_by_id"]),
    sa.column("data", sa.JSON()),
    sa.column("created_at", sa.DateTime()),
    sa.column("updated_at", sa.DateTime()),
)
jobs = sa.table(
    "jobs",
    *(sa.column(one) for one in ["name", "state", "attempts"]),
    sa.column("args", sa.JSON()),
    sa.column("run_at", sa.DateTime()),
    sa.column("created_at", sa.DateTime()),
)


def _directive_table() -> Any:
    table = op.create_table(
        "conferences_directive",
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=500), nullable=True),
        sa.Column("given_by", ID, nullable=True),
        sa.Column("responsible", sa.JSON(), nullable=True),
        sa.Column("item_id", ID, nullable=False),
        *_keys("conferences_directive", "given_by"),
    )
    for name in ("due", "status"):
        op.create_index(f"ix_conferences_directive_{name}", table.name, [name])
    return table


def _progress_table() -> Any:
    table = op.create_table(
        "conferences_progress",
        sa.Column("id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["conferences_directive.item_id"],
            name="fk_conferences_progress_item_id_conferences_directive",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conferences_progress"),
    )
    op.create_index("ix_conferences_progress_item_id", table.name, ["item_id"])
    return table


def _assessment_table() -> Any:
    return op.create_table(
        "conferences_assessment",
        sa.Column("polarity", sa.String(length=20), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("person", ID, nullable=True),
        sa.Column("report", ID, nullable=True),
        sa.Column("item_id", ID, nullable=False),
        *_keys("conferences_assessment", "person", "report"),
    )


def _keys(table: str, *links: str) -> Iterator[Any]:
    yield sa.ForeignKeyConstraint(
        ["item_id"], ["items.id"], name=f"fk_{table}_item_id_items", ondelete="CASCADE"
    )
    for name in links:
        yield sa.ForeignKeyConstraint(
            [name], ["items.id"], name=f"fk_{table}_{name}_items", ondelete="SET NULL"
        )
    yield sa.PrimaryKeyConstraint("item_id", name=f"pk_{table}")


def upgrade() -> None:
    for name in ("due", "item_id", "status"):
        op.drop_index(f"ix_conferences_directive_{name}", "conferences_directive")
    op.drop_table("conferences_directive")
    op.drop_index("ix_conferences_assessment_item_id", "conferences_assessment")
    op.drop_table("conferences_assessment")
    tables = {
        "directives": _directive_table(),
        "progress": _progress_table(),
        "assessments": _assessment_table(),
    }
    connection = op.get_bind()
    query = sa.select(items).where(items.c.type == CONFERENCE).order_by(items.c.id)
    moved = False
    for conference in connection.execute(query).mappings().all():
        moved = _Mover(connection, tables, dict(conference)).run() or moved
    if moved:
        # What is found by the words of the new records is written by the worker.
        now = _now()
        connection.execute(
            jobs.insert().values(
                name="conferences.index_records",
                args={},
                state="queued",
                attempts=0,
                run_at=now,
                created_at=now,
            )
        )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


class Entry:
    """One row through all versions: (revision, its key there, its values, its place)."""

    def __init__(self) -> None:
        self.versions: list[tuple[Any, str, dict[str, Any], int]] = []

    def add(self, revision: Any, key: str, row: dict[str, Any], place: int) -> None:
        self.versions.append((revision, key, row, place))

    def within(self, revision: Any) -> tuple[Any, str, dict[str, Any], int] | None:
        """Return the row as it stands in a revision."""
        found = [one for one in self.versions if revision and one[0].id == revision.id]
        return found[0] if found else None


def _ledger(versions: list[Any], name: str) -> list[Entry]:
    """Return the rows of one list, each with its history, the newest list's order last."""
    entries: list[Entry] = []
    for version in versions:
        rows = [row for row in version.data.get(name) or [] if isinstance(row, dict)]
        left = dict(enumerate(rows))
        free = list(entries)
        for same in (_same_key, _same_words, _same_place):
            for place, row in list(left.items()):
                known = next((e for e in free if same(e, row, place)), None)
                if known is not None:
                    known.add(version, _key(row, place), row, place)
                    free.remove(known)
                    del left[place]
        for place, row in left.items():
            entry = Entry()
            entry.add(version, _key(row, place), row, place)
            entries.append(entry)
    return entries


def _key(row: dict[str, Any], place: int) -> str:
    return str(row.get("key") or f"r{place + 1}")


def _same_key(entry: Entry, row: dict[str, Any], _place: int) -> bool:
    return bool(row.get("key")) and entry.versions[-1][2].get("key") == row["key"]


def _same_words(entry: Entry, row: dict[str, Any], _place: int) -> bool:
    mine, theirs = row.get("text"), entry.versions[-1][2].get("text")
    return bool(mine) and mine == theirs


def _same_place(entry: Entry, row: dict[str, Any], place: int) -> bool:
    """Tell whether a row without a key took the place of another with like words."""
    _version, _known, before, where = entry.versions[-1]
    if row.get("key") and before.get("key"):
        return False
    mine, theirs = set(str(row.get("text")).split()), str(before.get("text")).split()
    return where == place and 2 * len(mine & set(theirs)) >= len(mine)


class _Mover:
    """Moves the rows of one conference."""

    def __init__(self, connection: Any, tables: Any, conference: dict[str, Any]):
        self.connection, self.tables, self.conference = connection, tables, conference
        query = sa.select(revisions).where(revisions.c.item_id == conference["id"])
        self.versions = connection.execute(query.order_by(revisions.c.number)).all()
        states = {one.state: one for one in self.versions}
        self.live, self.working = states.get("published"), states.get("working")
        self.shown = self.live or self.working or (self.versions or [None])[-1]

    def run(self) -> bool:
        """Move the rows of both lists; tell whether there were any."""
        moved = False
        for kind in KINDS:
            for entry in _ledger(self.versions, kind.rows):
                self._move(kind, entry)
                moved = True
        for one in self.versions:
            data = {k: v for k, v in one.data.items() if k not in _LISTS}
            if data != one.data:
                self._run(
                    revisions.update().where(revisions.c.id == one.id).values(data=data)
                )
        gone = relations.c.relation.in_((*_LISTS, "responsible"))
        self._run(
            relations.delete().where(
                relations.c.source_id == self.conference["id"], gone
            )
        )
        whole = comments.c.field.in_(_LISTS)
        self._run(
            comments.update()
            .where(comments.c.item_id == self.conference["id"], whole)
            .values(field="")
        )
        return moved

    def _run(self, statement: Any) -> Any:
        return self.connection.execute(statement)

    def _move(self, kind: Kind, entry: Entry) -> None:
        """Make one record with its history, its rows, its links and its comments."""
        current, pending = entry.within(self.shown), entry.within(self.working)
        is_draft = self.live is not None and current is None and pending is not None
        is_gone = current is None and not is_draft
        valid = current or pending or entry.versions[-1]
        data = _record(kind, valid[2], self._language(valid[0]))
        is_draft = is_draft or _incomplete(kind, data)
        item_id = self._item(kind, data, valid, is_draft=is_draft, is_gone=is_gone)
        self._history(kind, entry, item_id, valid, is_draft=is_draft)
        if not is_draft:
            self._rows(kind, item_id, data)
        self._links(kind, item_id, data)
        self._comments(kind, entry, item_id)
        if kind.rows == "directives":
            self._notices(entry, item_id)

    def _language(self, version: Any) -> str:
        return version.data.get("language") or "vi"

    def _item(
        self,
        kind: Kind,
        data: dict[str, Any],
        valid: Any,
        *,
        is_draft: bool,
        is_gone: bool,
    ) -> int:
        parent, version = self.conference, valid[0]
        title = _shortened(data["text"]) or ""
        slug = self._free_slug(kind, title)
        deleted = parent["deleted_at"] or (_now() if is_gone else None)
        live_since = parent["published_at"] or version.created_at
        values = {
            "type": kind.type,
            "title": title,
            "slug": slug,
            "path": f"/{kind.address}/{slug}",
            "summary": "",
            "names": "",
            "banner": "",
            "language": data["language"],
            "status": "draft" if is_draft else "published",
            "stage": "draft" if is_draft else None,
            "visibility": "public",
            "title_sort": str(text.sort_key(title))[:800],
            "facet": str(data.get(kind.facet) or "")[:40] or None,
            "featured": False,
            "section_id": parent["section_id"],
            "parent_id": parent["id"],
            "position": valid[3] + 1,
            "version": 1,
            "created_by_id": version.created_by_id,
            "updated_by_id": version.edited_by_id,
            "published_at": None if is_draft else live_since,
            "sort_date": live_since,
            "created_at": version.created_at,
            "updated_at": version.updated_at,
            "deleted_at": deleted,
        }
        statement = items.insert().values(values).returning(items.c.id)
        return int(self._run(statement).scalar_one())

    def _free_slug(self, kind: Kind, title: str) -> str:
        base = text.slugify(title)[:150].strip("-") or text.slugify(kind.type)
        slug, number = base, 1
        while self._taken(f"/{kind.address}/{slug}"):
            number += 1
            slug = f"{base}-{number}"
        return slug

    def _taken(self, path: str) -> bool:
        used = sa.union_all(
            sa.select(items.c.path).where(items.c.path == path),
            sa.select(redirects.c.path).where(redirects.c.path == path),
        )
        return self._run(used).first() is not None

    def _history(
        self, kind: Kind, entry: Entry, item_id: int, valid: Any, *, is_draft: bool
    ) -> None:
        """Write each version in which the row differs from the one before."""
        written: list[dict[str, Any]] = []
        valid_id = valid[0].id
        for version, _row_key, row, _place in entry.versions:
            data = _record(kind, row, self._language(version))
            later = version.number > valid[0].number
            state = (
                "published" if version.state == "published" and not later else "kept"
            )
            if version.id == valid_id:
                state = "published"
            if is_draft:
                state = "working" if version.id == valid_id else "kept"
            if written and written[-1]["data"] == data:
                if version.id == valid_id:
                    written[-1]["state"] = state
                continue
            written.append(
                {
                    "item_id": item_id,
                    "number": len(written) + 1,
                    "state": state,
                    "data": data,
                    "note": MOVED_NOTE if later else "",
                    "sealed": True,
                    "created_by_id": version.created_by_id,
                    "edited_by_id": version.edited_by_id,
                    "created_at": version.created_at,
                    "updated_at": version.updated_at,
                }
            )
        self._run(revisions.insert().values(written))

    def _rows(self, kind: Kind, item_id: int, data: dict[str, Any]) -> None:
        table = self.tables[kind.rows]
        values = {
            column.name: data.get(column.name)
            for column in table.columns
            if column.name != "item_id"
        }
        if kind.rows == "directives":
            values["due"] = _day(data["due"])
        for name in ("given_by", "person", "report"):
            if not self._is_there(values.get(name)):
                values.pop(name, None)
        self._run(table.insert().values(item_id=item_id, **values))
        for position, row in enumerate(data.get("progress") or [], 1):
            progress = self.tables["progress"].insert()
            self._run(
                progress.values(
                    item_id=item_id,
                    position=position,
                    date=_day(row["date"]),
                    text=row["text"],
                    files=row["files"],
                )
            )

    def _is_there(self, item_id: Any) -> bool:
        query = sa.select(items.c.id).where(items.c.id == item_id)
        return self._run(query).first() is not None

    def _links(self, kind: Kind, item_id: int, data: dict[str, Any]) -> None:
        position = 0
        for name in kind.relations:
            value = data.get(name)
            for target in value if isinstance(value, list) else [value]:
                if target is None or not self._is_there(target):
                    continue
                self._run(
                    relations.insert().values(
                        source_id=item_id,
                        target_id=target,
                        relation=name,
                        note=None,
                        position=position,
                    )
                )
                self._run(
                    refs.insert().values(
                        item_id=item_id,
                        kind="item",
                        target=str(target),
                        is_draft=False,
                    )
                )
                position += 1

    def _comments(self, kind: Kind, entry: Entry, item_id: int) -> None:
        """Move what was said about the row, with the answers to it."""
        mine = comments.c.item_id == self.conference["id"]
        found: list[int] = []
        for key in {key for _version, key, _row, _place in entry.versions}:
            start = f"{kind.rows}/{key}/"
            query = sa.select(comments).where(mine, comments.c.field.startswith(start))
            for one in self._run(query).all():
                name = one.field.removeprefix(start)
                found.append(one.id)
                self._run(
                    comments.update()
                    .where(comments.c.id == one.id)
                    .values(item_id=item_id, field=kind.renamed.get(name, name))
                )
        if found:
            answers = comments.c.parent_id.in_(found)
            self._run(comments.update().where(mine, answers).values(item_id=item_id))

    def _notices(self, entry: Entry, item_id: int) -> None:
        """Give the record the days on which its row was found overdue."""
        for _version, _row_key, row, _place in entry.versions:
            words = f"{row.get('due') or ''}\n{row.get('text') or ''}"
            digest = hashlib.sha256(words.encode()).hexdigest()
            mine = notices.c.item_id == self.conference["id"]
            self._run(
                notices.update()
                .where(mine, notices.c.digest == digest)
                .values(item_id=item_id)
            )


_LISTS = tuple(kind.rows for kind in KINDS)


def _record(kind: Kind, row: dict[str, Any], language: str) -> dict[str, Any]:
    """Return a row as the snapshot of a record."""
    data: dict[str, Any] = {
        "title": "",
        "summary": "",
        "slug": "",
        "section_id": None,
        "image_id": None,
        "language": language,
        "visibility": "public",
        "featured": False,
        "expires_at": None,
        "text": row.get("text") or "",
    }
    if kind.rows == "assessments":
        person = row.get("person_id")
        return data | {
            "polarity": row.get("polarity"),
            "person": person,
            "report": None,
        }
    status, notes = row.get("status") or "chua_thuc_hien", []
    if row.get("progress"):
        notes.append(row["progress"])
    if status == "qua_han":
        # That it is late follows from its due day, if it has one.
        status = "dang_thuc_hien"
        if not row.get("due"):
            notes.append(LATE_NOTE)
    return data | {
        "source": "",
        "status": status,
        "due": row.get("due"),
        "withdrawal_reason": "",
        "given_by": row.get("by_id"),
        "responsible": row.get("responsible") or [],
        "progress": [
            {"key": f"r{n}", "date": None, "text": note, "files": []}
            for n, note in enumerate(notes, 1)
        ],
    }


def _incomplete(kind: Kind, data: dict[str, Any]) -> bool:
    return not data["text"].strip() or (
        kind.rows == "assessments" and not data["polarity"]
    )


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 200 else words[:199].rsplit(" ", 1)[0] + "…"


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def downgrade() -> None:
    """Put the records back into the rows of their conferences."""
    connection = op.get_bind()
    rows = {kind.rows: _rows_again(connection, kind) for kind in KINDS}
    for item_id in {key for kind in KINDS for key in rows[kind.rows]}:
        _fold(connection, item_id, {name: rows[name].get(item_id, []) for name in rows})
    op.drop_table("conferences_progress")
    op.drop_table("conferences_directive")
    op.drop_table("conferences_assessment")
    tables = _old_tables()
    for kind in KINDS:
        for item_id, found in rows[kind.rows].items():
            _fill(connection, tables[kind.rows], item_id, found)
        made = sa.select(items.c.id).where(items.c.type == kind.type)
        for table, column in (
            (refs, refs.c.item_id),
            (relations, relations.c.source_id),
        ):
            connection.execute(table.delete().where(column.in_(made)))
        connection.execute(revisions.delete().where(revisions.c.item_id.in_(made)))
        connection.execute(notices.delete().where(notices.c.item_id.in_(made)))
        connection.execute(items.delete().where(items.c.type == kind.type))


def _rows_again(connection: Any, kind: Kind) -> dict[int, list[dict[str, Any]]]:
    """Return the rows of all conferences; comments go back to them as a whole."""
    query = (
        sa.select(items.c.id, items.c.parent_id, revisions.c.data)
        .join_from(items, revisions, revisions.c.item_id == items.c.id)
        .where(items.c.type == kind.type, items.c.deleted_at.is_(None))
        .where(revisions.c.state.in_(("published", "working")))
        .order_by(items.c.parent_id, items.c.position, items.c.id, revisions.c.number)
    )
    newest: dict[int, tuple[int, dict[str, Any]]] = {}
    for item_id, parent_id, data in connection.execute(query):
        newest[item_id] = (parent_id, data)
    found: dict[int, list[dict[str, Any]]] = {}
    for item_id, (parent_id, data) in newest.items():
        old = {new: before for before, new in kind.renamed.items()}
        row = {old.get(name, name): value for name, value in data.items()}
        if "progress" in row:
            row["progress"] = "\n".join(one["text"] for one in row["progress"])
        names = _OLD_NAMES[kind.rows]
        key = f"i{item_id}"
        found.setdefault(parent_id, []).append(
            {"key": key, **{name: row.get(name) for name in names}}
        )
        connection.execute(
            comments.update()
            .where(comments.c.item_id == item_id)
            .values(item_id=parent_id, field="")
        )
    return found


_OLD_NAMES = {
    "directives": ("by_id", "text", "due", "responsible", "status", "progress"),
    "assessments": ("polarity", "text", "person_id"),
}


def _fold(connection: Any, item_id: int, rows: dict[str, Any]) -> None:
    """Write the rows into the live and the open version of a conference."""
    states = revisions.c.state.in_(("published", "working"))
    query = sa.select(revisions).where(revisions.c.item_id == item_id, states)
    newest = {
        one.state: one for one in connection.execute(query.order_by(revisions.c.number))
    }
    for one in newest.values():
        connection.execute(
            revisions.update()
            .where(revisions.c.id == one.id)
            .values(data={**one.data, **rows})
        )


def _fill(
    connection: Any, table: Any, item_id: int, rows: list[dict[str, Any]]
) -> None:
    there = sa.text("SELECT 1 FROM conferences_conference WHERE item_id = :id")
    if connection.execute(there, {"id": item_id}).first() is None:
        return
    for position, row in enumerate(rows, 1):
        values = {key: value for key, value in row.items() if key != "key"}
        if "due" in values:
            values["due"] = _day(values["due"])
        connection.execute(
            table.insert().values(item_id=item_id, position=position, **values)
        )


def _old_tables() -> dict[str, Any]:
    directive = op.create_table(
        "conferences_directive",
        sa.Column("by_id", ID, nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("responsible", sa.JSON(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("progress", sa.String(), nullable=True),
        *_old_keys("conferences_directive", "by_id"),
    )
    for name in ("due", "item_id", "status"):
        op.create_index(f"ix_conferences_directive_{name}", directive.name, [name])
    assessment = op.create_table(
        "conferences_assessment",
        sa.Column("polarity", sa.String(length=20), nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        *_old_keys("conferences_assessment", "person_id"),
    )
    op.create_index("ix_conferences_assessment_item_id", assessment.name, ["item_id"])
    return {"directives": directive, "assessments": assessment}


def _old_keys(table: str, link: str) -> Iterator[Any]:
    yield sa.Column("id", ID, nullable=False)
    yield sa.Column("position", sa.Integer(), nullable=False)
    yield sa.Column("item_id", ID, nullable=False)
    yield sa.ForeignKeyConstraint(
        [link], ["items.id"], name=f"fk_{table}_{link}_items", ondelete="SET NULL"
    )
    yield sa.ForeignKeyConstraint(
        ["item_id"],
        ["conferences_conference.item_id"],
        name=f"fk_{table}_item_id_conferences_conference",
        ondelete="CASCADE",
    )
    yield sa.PrimaryKeyConstraint("id", name=f"pk_{table}")
