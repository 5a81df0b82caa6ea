"""Rows of conferences become records: every version, comment and link is still there."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
import sqlalchemy as sa
from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_conferences.jobs import index_records
from cms_conferences.models import Directive, OverdueNotice
from cms_directory import ORGANISATION, PERSON

from cms import SYSTEM, Item, ItemRelation, Revision, current_snapshot, db
from cms.content import service
from cms.database.migrations import runner as migrate


def row(key, words, **more):
    """Return a row of directives as it was stored, with or without a key."""
    values = {"by_id": None, "due": None, "responsible": [], "progress": ""}
    values |= {"text": words, "status": "chua_thuc_hien"} | more
    return ({"key": key} if key else {}) | values


def made(item_id):
    """Return type, title and state of what belongs to a conference, in order."""
    query = select_children(item_id)
    return {one.title: one for one in db.session.scalars(query)}


def select_children(item_id):
    query = sa.select(Item).where(Item.parent_id == item_id)
    return query.order_by(Item.type, Item.position)


def states(item):
    query = sa.select(Revision.state, Revision.data).where(Revision.item_id == item.id)
    rows = db.session.execute(query.order_by(Revision.number))
    return [(state, data["text"]) for state, data in rows]


@pytest.fixture
def old(config, site, make_item):
    """A database as it was before: rows within snapshots; returns what it holds."""
    body = make_item(
        ORGANISATION, title="Ban", type="khac", level="quan", status="published"
    )
    person = make_item(PERSON, title="Lò Thị Mơ", status="published")
    live = conference(body, "Sơ kết")
    draft = conference(body, "Đang viết")
    for step in (service.submit, service.approve, service.publish):
        live = step(SYSTEM, live.id, live.version)
    changed = service.save(SYSTEM, live.id, {"location": "Hội trường"}, live.version)
    ids = {
        "body": body.id,
        "person": person.id,
        "live": live.id,
        "draft": draft.id,
    }
    assert changed.stage == "draft"
    db.session.rollback()
    db.session.close()
    migrate.downgrade(config, "conferences", "0001")
    with db.engine.begin() as connection:
        fill(connection, ids)
    return ids


def conference(body, title):
    data = {"type": "so_ket", "status": "da_dien_ra", "date": "2025-06-30"}
    data |= {"title": title, "organiser": body.id}
    return service.create(SYSTEM, CONFERENCE, data)


def fill(connection, ids):
    """Write rows into every version as the old form stored them."""
    revisions = sa.table(
        "revisions",
        *map(sa.column, ("id", "item_id", "state", "number", "note", "sealed")),
        *map(sa.column, ("created_at", "updated_at")),
        sa.column("data", sa.JSON()),
    )
    first = row("k1", "Rà soát hồ sơ", by_id=ids["person"], responsible=[ids["body"]])
    first |= {"due": "2025-09-30", "status": "qua_han", "progress": "Đã họp một lần."}
    second = row(None, "Báo cáo kết quả", status="hoan_thanh")
    removed = row("k9", "Việc đã bỏ")
    judged = {
        "key": "a1",
        "polarity": "merit",
        "text": "Làm tốt",
        "person_id": ids["person"],
    }
    by_state = {
        "published": [first, second],
        "working": [
            first | {"text": "Rà soát toàn bộ hồ sơ"},
            second,
            row("k3", "Việc mới"),
        ],
    }
    query = sa.select(revisions).where(revisions.c.item_id == ids["live"])
    for one in connection.execute(query).all():
        lists = {"directives": by_state[one.state], "assessments": [judged]}
        save(connection, revisions, one, lists)
    # An older version that still had a row which was removed later.
    oldest = {**connection.execute(query).all()[0].data, "directives": [first, removed]}
    connection.execute(
        sa.text(
            "UPDATE revisions SET number = number + 1 WHERE item_id = :id AND number = 2"
        ),
        {"id": ids["live"]},
    )
    connection.execute(
        sa.text("UPDATE revisions SET number = 4 WHERE item_id = :id AND number = 3"),
        {"id": ids["live"]},
    )
    connection.execute(
        sa.text("UPDATE revisions SET number = 3 WHERE item_id = :id AND number = 1"),
        {"id": ids["live"]},
    )
    now = dt.datetime.fromisoformat("2025-07-01")
    connection.execute(
        revisions.insert().values(
            item_id=ids["live"],
            number=1,
            state="kept",
            data=oldest,
            note="",
            sealed=True,
            created_at=now,
            updated_at=now,
        )
    )
    query = sa.select(revisions).where(revisions.c.item_id == ids["draft"])
    for one in connection.execute(query).all():
        save(connection, revisions, one, {"directives": [row("d1", "Trong bản nháp")]})
    comments = (
        ("directives/k1/by_id", "Ai chỉ đạo?", None),
        ("directives", "Đủ chưa?", None),
        ("title", "Tên đúng", None),
    )
    for number, (field, body, parent) in enumerate(comments, 101):
        comment(connection, number, ids["live"], field, body, parent)
    comment(connection, 104, ids["live"], "directives/k1/by_id", "Đồng chí Mơ", 101)
    digest = hashlib.sha256("2025-09-30\nRà soát hồ sơ".encode())
    connection.execute(
        sa.text(
            "INSERT INTO conferences_overdue_notice (item_id, digest, noticed_at)"
            " VALUES (:id, :digest, :at)"
        ),
        {"id": ids["live"], "digest": digest.hexdigest(), "at": now},
    )


def save(connection, revisions, one, lists):
    connection.execute(
        revisions.update().where(revisions.c.id == one.id).values(data=one.data | lists)
    )


def comment(connection, number, item_id, field, body, parent):
    connection.execute(
        sa.text(
            "INSERT INTO comments (id, item_id, parent_id, field, quote, before, after,"
            " body, state, guest, created_at) VALUES (:id, :item, :parent, :field, '',"
            " '', '', :body, 'open', '', :at)"
        ),
        {
            "id": number,
            "item": item_id,
            "parent": parent,
            "field": field,
            "body": body,
            "at": dt.datetime.fromisoformat("2025-07-02"),
        },
    )


def said():
    rows = db.session.execute(
        sa.text("SELECT id, item_id, field FROM comments ORDER BY id")
    )
    return {number: (item_id, field) for number, item_id, field in rows}


@pytest.fixture
def moved(config, old):
    db.session.rollback()
    migrate.upgrade(config)
    return old


def test_what_is_live_stays_live_with_its_words_links_and_state(moved):
    first = made(moved["live"])["Rà soát hồ sơ"]
    detail = db.session.get(Directive, first.id)

    assert (first.type, first.status, first.stage) == (DIRECTIVE, "published", None)
    assert first.path == "/chi-dao/ra-soat-ho-so"
    assert (detail.status, detail.due) == ("dang_thuc_hien", dt.date(2025, 9, 30))
    assert detail.given_by == moved["person"]
    assert [note.text for note in detail.progress] == ["Đã họp một lần."]
    query = sa.select(ItemRelation.relation, ItemRelation.target_id).where(
        ItemRelation.source_id == first.id
    )
    assert set(db.session.execute(query).all()) == {
        ("given_by", moved["person"]),
        ("responsible", moved["body"]),
    }


def test_no_version_of_any_row_is_lost_and_none_goes_live_unseen(moved):
    found = made(moved["live"])

    assert set(found) == {
        "Rà soát hồ sơ",
        "Báo cáo kết quả",
        "Việc mới",
        "Việc đã bỏ",
        "Làm tốt",
    }
    assert states(found["Rà soát hồ sơ"]) == [
        ("published", "Rà soát hồ sơ"),
        ("kept", "Rà soát toàn bộ hồ sơ"),
    ]
    assert states(found["Báo cáo kết quả"]) == [("published", "Báo cáo kết quả")]
    assert states(found["Việc mới"]) == [("working", "Việc mới")]
    assert found["Việc mới"].status == "draft"
    assert found["Việc đã bỏ"].deleted_at is not None
    assert found["Làm tốt"].type == ASSESSMENT
    assert "Trong bản nháp" in made(moved["draft"])


def test_pages_show_what_they_showed_and_old_versions_open(moved, client, login_as):
    page = client.get("/hoi-nghi/so-ket").text
    assert "Rà soát hồ sơ" in page
    assert "Làm tốt" in page
    assert "Rà soát toàn bộ" not in page
    assert "Việc mới" not in page
    assert "Việc đã bỏ" not in page
    staff = login_as("administrator")
    for child in db.session.scalars(select_children(moved["live"])).all():
        if child.deleted_at is None:
            assert staff.get(f"/ban-lam-viec/sua/{child.id}").status_code == 200
    item = db.session.get(Item, moved["live"])
    service.restore(SYSTEM, item.id, 1, item.version)
    assert "directives" not in current_snapshot(item)


def test_comments_keep_their_ids_and_go_with_their_row(moved):
    first = made(moved["live"])["Rà soát hồ sơ"]

    assert said() == {
        101: (first.id, "given_by"),
        102: (moved["live"], ""),
        103: (moved["live"], "title"),
        104: (first.id, "given_by"),
    }


def test_notices_of_what_was_overdue_go_with_their_row(moved):
    first = made(moved["live"])["Rà soát hồ sơ"]

    assert db.session.scalars(sa.select(OverdueNotice.item_id)).all() == [first.id]


def test_the_worker_lets_the_records_be_found(moved, client):
    names = db.session.execute(sa.text("SELECT name FROM jobs")).scalars().all()
    assert "conferences.index_records" in names
    db.session.rollback()

    index_records()

    assert "/chi-dao/ra-soat-ho-so" in client.get("/tim-kiem?q=rà soát hồ sơ").text


def test_a_downgrade_puts_the_rows_back(config, moved):
    db.session.rollback()
    db.session.close()

    migrate.downgrade(config, "conferences", "0001")

    query = sa.text(
        "SELECT text FROM conferences_directive WHERE item_id = :id ORDER BY position"
    )
    rows = db.session.execute(query, {"id": moved["live"]}).scalars().all()
    assert rows[:2] == ["Rà soát hồ sơ", "Báo cáo kết quả"]
    item = db.session.get(Item, moved["live"])
    words = [one["text"] for one in current_snapshot(item)["directives"]]
    assert words[:2] == ["Rà soát hồ sơ", "Báo cáo kết quả"]
    assert set(said()) == {101, 102, 103, 104}
