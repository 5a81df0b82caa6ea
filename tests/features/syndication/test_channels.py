"""Feeds of keywords and of people: what they hold, for whom, and what they cost."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import event, insert, select, update
from toy_site import ToyPlugin

from cms.builtin.statistics import refresh_statistics
from cms.content.spine.models import Item, ItemRelation, Redirect, Section, SiteRedirect
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.syndication import queries
from cms.features.tags.models import ItemTag, Tag
from cms.hookspecs import hookimpl
from cms.testing import inline


ATOM = {"a": "http://www.w3.org/2005/Atom"}


class Directory(ToyPlugin):
    """The toy plugin, whose people are people; nothing else is said of feeds."""

    @hookimpl
    def register_content_types(self):
        from dataclasses import replace

        note, person = super().register_content_types()
        return [note, replace(person, represents="person")]


@pytest.fixture
def extra_plugins():
    return (inline("toy", Directory()),)


def titles(answer):
    assert answer.status_code == 200
    feed = ET.fromstring(answer.data)
    return [one.text for one in feed.findall("a:entry/a:title", ATOM)]


def tag(name, items):
    """Let items carry a keyword."""
    with transaction() as session:
        row = Tag(slug=name, name=name)
        session.add(row)
        session.flush()
        rows = [{"item_id": item, "tag_id": row.id} for item in items]
        if rows:
            session.execute(insert(ItemTag).values(rows))


@pytest.mark.parametrize("few", [queries.FEW, 2])
def test_who_is_written_about_and_what_carries_a_keyword_has_a_feed(
    note, notes, make_item, client, monkeypatch, few
):
    monkeypatch.setattr(queries, "FEW", few)
    person = make_item("toy.person", title="Nguyễn Văn Sen", status="published")
    made = notes(25, people=[person.id])
    note("Về người khác")
    note("Nội bộ", people=[person.id], visibility="internal")
    note("Nháp", people=[person.id], status="draft")
    tag("ky-luat", [item.id for item in made[5:10]])

    about = titles(client.get(f"{person.path}/feed.atom"))
    assert about == [item.title for item in reversed(made)][:20]
    assert titles(client.get("/the/ky-luat/feed.atom")) == [
        item.title for item in reversed(made[5:10])
    ]
    for address in (f"{person.path}/feed.rss", "/the/ky-luat/feed.rss"):
        assert b"<item>" in client.get(address).data
    assert f'href="{person.path}/feed.atom"' in client.get(person.path).text
    page = client.get("/the/ky-luat").text
    assert page.count('href="/the/ky-luat/feed.atom"') == 2


def test_there_is_no_feed_of_what_is_not_for_everybody(note, make_item, client):
    hidden = make_item(
        "toy.person", title="Ẩn", visibility="internal", status="published"
    )
    trashed = make_item("toy.person", title="Nháp")
    item = note("Nội bộ", visibility="internal", people=[hidden.id, trashed.id])
    shown = note("Tin")
    tag("kin", [item.id])
    tag("khong-ai", [])
    for address in (
        *(f"{hidden.path}/feed.atom", f"{trashed.path}/feed.rss"),
        *("/the/kin/feed.atom", "/the/khong-ai/feed.rss", "/the/khong-co/feed.atom"),
        *(f"{shown.path}/feed.atom", "/nguoi/khong-co/feed.atom", "/x/y/feed.rss"),
        *("/nguoi/%00/feed.atom", "/the/%E2%80%AE/feed.atom", "/nguoi/a%2fb/feed.rss"),
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert "Nội bộ" not in answer.text


def test_feeds_follow_what_has_another_address_now(note, make_item, client):
    person = make_item("toy.person", title="Sen", status="published")
    old = person.path
    note("Tin", people=[person.id])
    with transaction() as session:
        session.add(Redirect(path="/nguoi/cu", item_id=person.id))
        session.add(SiteRedirect(path="/chuyen-muc/cu", target="/chuyen-muc/moi"))
        session.add(SiteRedirect(path="/the/cu", target="https://example.com/"))
    for address, target in {
        "/nguoi/cu/feed.atom": f"{old}/feed.atom",
        "/chuyen-muc/cu/feed.rss": "/chuyen-muc/moi/feed.rss",
        "/the/cu/feed.atom": None,
    }.items():
        answer = client.get(address)
        assert answer.status_code == (301 if target else 404), address
        assert answer.headers.get("Location") == target
    with transaction() as session:
        values = {"visibility": "internal"}
        session.execute(update(Item).where(Item.id == person.id).values(**values))
    assert client.get("/nguoi/cu/feed.atom").status_code == 404


def watched(client, address):
    """Return the questions of a page: statements with their parameters."""
    client.get(address)
    seen = []

    def remember(_connection, _cursor, statement, parameters, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", remember)
    answer = client.get(address)
    event.remove(db.engine, "before_cursor_execute", remember)
    assert answer.status_code == 200, address
    return seen


def fill(person, first, count):
    """Write many notes as rows: of two sections, half with a keyword and about somebody."""
    section = db.session.scalars(select(Section.id)).first()
    day = dt.timedelta(hours=7)
    moments = [utcnow() - number * day for number in range(first, first + count)]
    rows = [
        {
            "type": "toy.note",
            "title": f"Hàng {number}",
            "slug": f"hang-{number}",
            "path": f"/ghi-chu/hang-{number}",
            "status": "published",
            "stage": None,
            "section_id": section if number % 3 == 0 else None,
            "published_at": moment,
            "sort_date": moment,
            "title_sort": f"hang {number}",
        }
        for number, moment in enumerate(moments, first)
    ]
    with transaction() as session:
        session.execute(insert(Item), rows)
        ids = session.scalars(select(Item.id).where(Item.type == "toy.note")).all()
        session.execute(ItemTag.__table__.delete())
        session.execute(ItemRelation.__table__.delete())
        number = session.scalars(select(Tag.id)).one()
        session.execute(
            insert(ItemTag), [{"item_id": one, "tag_id": number} for one in ids[::2]]
        )
        session.execute(
            insert(ItemRelation),
            [
                {"source_id": one, "target_id": person, "relation": "people"}
                for one in ids[::2]
            ],
        )
    refresh_statistics()


def test_no_feed_archive_or_part_of_the_site_map_sorts_a_table(
    make_item, client, monkeypatch, database_kind
):
    """What a page costs stays the same, however much there is."""
    from cms.features.syndication import sitemap

    monkeypatch.setattr(sitemap, "PER_FILE", 1000)
    person = make_item("toy.person", title="Sen", status="published")
    with transaction() as session:
        session.add(Section(slug="kiem-tra", title="Kiểm tra"))
    tag("ky-luat", [])
    year = utcnow().year
    most = {
        "/feed.atom": 2,
        "/ghi-chu/feed.rss": 2,
        "/chuyen-muc/kiem-tra/feed.atom": 3,
        "/the/ky-luat/feed.atom": 5,
        f"{person.path}/feed.atom": 5,
        "/luu-tru": 4,
        f"/luu-tru/{year - 1}": 4,
        f"/luu-tru/{year - 1}/6": 4,
        "/sitemap.xml": 3,
        "/sitemap-1.xml": 2,
        "/sitemap-3.xml": 2,
    }
    fill(person.id, 1, 60)
    small = {
        address: len(watched(client, address))
        for address in most
        if not address.startswith(("/sitemap-", "/luu-tru/"))
    }
    fill(person.id, 61, 2500)
    for address, number in most.items():
        found = watched(client, address)
        assert len(found) <= number, (address, [one for one, _values in found])
        assert len(found) <= small.get(address, number) + 1, address
        if database_kind != "sqlite":
            continue
        for statement, parameters in found:
            if "FROM items" not in statement:
                continue  # sections, of which there are few
            with db.engine.connect() as connection:
                plan = connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {statement}", parameters
                ).all()
            steps = [row[3] for row in plan]
            assert not [one for one in steps if "TEMP B-TREE" in one], (
                address,
                statement,
                steps,
            )
            assert not [one for one in steps if one.startswith("SCAN items")], (
                address,
                statement,
                steps,
            )


def test_the_archive_counts_no_further_than_it_says(note, client, monkeypatch):
    from cms.builtin.pages import lists, queries as pages

    for module in (lists, pages):
        monkeypatch.setattr(module, "MOST_COUNTED", 3)
    for number in range(3):
        note(f"Tin {number}")
    year = utcnow().year
    assert "(3)" in client.get("/luu-tru").text
    note("Tin nữa")
    assert "(3+)" in client.get("/luu-tru").text
    page = client.get(f"/luu-tru/{year}").text
    assert page.count("(3+)") == 2  # the year and the month


def test_dates_out_of_any_archive_leave_it_whole(note, client):
    item, other = note("Xa"), note("Gần")
    for moment in ("0001-01-01", "9999-12-31"):
        when = dt.datetime.fromisoformat(f"{moment}T00:00:00+00:00")
        with transaction() as session:
            values = {"sort_date": when}
            session.execute(update(Item).where(Item.id == item.id).values(**values))
        page = client.get("/luu-tru")
        assert page.status_code == 200
        assert f"/luu-tru/{utcnow().year}" in page.text
    assert other.id
