"""Home, lists, sections and the archive: what they hold, in which order, at what cost."""

import datetime as dt
import re

import pytest
from sqlalchemy import text

from cms.accounts.permissions import ANONYMOUS
from cms.builtin.pages.queries import list_query, newest_of_each
from cms.builtin.statistics import refresh_statistics
from cms.content.spine.models import Item, Section
from cms.database.transaction import transaction
from cms.extensions import db


def paths(page):
    """Return the addresses of the items in a page, in order, each once."""
    return list(dict.fromkeys(re.findall(r'href="(/(?:ghi-chu|nguoi)/[^"./]+)"', page)))


@pytest.fixture
def section():
    with transaction():
        found = Section(slug="kiem-tra", title="Kiểm tra")
        db.session.add(found)
    return found


def test_empty_site_says_so(client):
    assert 'class="empty"' in client.get("/").text


def test_home_begins_with_the_newest_story(note, client):
    note("Cũ", date="2024-01-01")
    newest = note("Mới", date="2024-05-01")

    assert paths(client.get("/").text)[0] == newest.path


def test_featured_story_leads_the_home_page(note, client):
    featured = note("Quan trọng", date="2024-01-01", featured=True)
    note("Mới", date="2024-05-01")

    assert paths(client.get("/").text)[0] == featured.path


def test_home_shows_no_draft_and_nothing_internal(note, client):
    note("Nháp", status="draft")
    note("Nội bộ", visibility="internal")

    assert paths(client.get("/").text) == []


def test_list_pages_hold_every_item_once(notes, client):
    made = [item.path for item in notes(45, date="2024-01-01")]

    found, address = [], "/ghi-chu"
    while address:
        page = client.get(address).text
        found += paths(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/ghi-chu{following[1]}".replace("&amp;", "&") if following else None

    assert found == made[::-1]


def test_page_before_leads_back_to_the_first_page(notes, client):
    notes(25, date="2024-01-01")
    first = client.get("/ghi-chu").text
    following = re.search(r'rel="next" href="([^"]+)"', first)[1]

    second = client.get("/ghi-chu" + following.replace("&amp;", "&")).text
    back = re.search(r'rel="prev" href="([^"]+)"', second)[1].replace("&amp;", "&")

    assert paths(client.get("/ghi-chu" + back).text) == paths(first)


def test_forged_cursor_gives_the_first_page(note, client):
    note("Tin")

    assert client.get("/ghi-chu?cursor=abc").status_code == 200


def test_list_is_filtered_by_its_choice_and_by_year(note, client):
    note("Ngắn", kind="short", date="2023-05-01")
    long = note("Dài", kind="long", date="2024-05-01")

    assert paths(client.get("/ghi-chu?loai=long").text) == [long.path]
    assert paths(client.get("/ghi-chu?nam=2024").text) == [long.path]
    assert paths(client.get("/ghi-chu?nam=1800").text) != []


def test_people_stand_in_the_order_of_the_alphabet(make_item, client):
    for title in ("Đạt", "Ánh", "An", "Dũng"):
        make_item("toy.person", title=title, status="published")

    titles = re.findall(
        r'class="card-title"><a [^>]+>([^<]+)', client.get("/nguoi").text
    )

    assert titles == ["An", "Ánh", "Dũng", "Đạt"]


def test_section_page_holds_what_is_filed_there(note, client, section):
    inside = note("Trong", section_id=section.id)
    note("Ngoài")

    assert paths(client.get("/chuyen-muc/kiem-tra").text) == [inside.path]


def test_archive_counts_years_as_the_clock_on_the_wall_does(note, client):
    item = note("Đêm giao thừa")
    with transaction():
        item.sort_date = dt.datetime(2024, 12, 31, 18, tzinfo=dt.UTC)

    assert "/luu-tru/2025" in client.get("/luu-tru").text
    assert paths(client.get("/luu-tru/2025/1").text) == [item.path]
    assert paths(client.get("/luu-tru/2024").text) == []


def test_archive_leaves_out_people(make_item, client):
    make_item("toy.person", title="Sen", status="published")

    assert paths(client.get("/luu-tru").text) == []
    assert "/luu-tru/20" not in client.get("/luu-tru").text


@pytest.mark.parametrize(
    "address", ["/khong-co", "/chuyen-muc/khong-co", "/luu-tru/2024/13", "/luu-tru/1"]
)
def test_what_is_not_there_is_answered_with_404_and_a_search_box(client, address):
    answer = client.get(address)

    assert answer.status_code == 404
    assert 'action="/tim-kiem"' in answer.text


def test_statements_do_not_grow_with_the_number_of_items(notes, statements):
    addresses = ("/", "/ghi-chu", "/luu-tru/2024", "/tim-kiem?q=tin")
    notes(10, date="2024-01-01")
    few = {address: len(statements(address)) for address in addresses}
    notes(90, date="2024-01-01")

    assert {address: len(statements(address)) for address in addresses} == few
    assert few.pop("/tim-kiem?q=tin") <= 5  # hits, fitness, a page, facets, sections
    assert max(few.values()) <= 4, few


def test_item_page_asks_at_most_six_questions(note, make_item, statements):
    people = [
        make_item("toy.person", title=f"Người {number}", status="published").id
        for number in range(12)
    ]
    item = note("Tin", summary="Lời dẫn", people=people)

    assert len(statements(item.path)) <= 6


def test_lists_walk_an_index_and_sort_nothing(site, notes, database_kind):
    if database_kind != "sqlite":
        return
    notes(40)
    refresh_statistics()
    query = (
        list_query(ANONYMOUS, Item.type == "toy.note")
        .order_by(Item.sort_date.desc(), Item.id.desc())
        .limit(21)
    )
    words = query.compile(db.engine, compile_kwargs={"literal_binds": True})

    plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {words}")).all()

    steps = " ".join(row[3] for row in plan)
    assert "SEARCH items USING INDEX" in steps
    assert "TEMP B-TREE" not in steps


def test_newest_of_each_type_come_in_one_statement(site, note, make_item):
    note("Tin")
    make_item("toy.person", title="Sen", status="published")

    found = newest_of_each(ANONYMOUS, {"toy.note": 1, "toy.person": 1})

    assert [len(items) for items in found.values()] == [1, 1]
