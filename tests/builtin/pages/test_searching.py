"""The search page: finding with and without accents, filters, and finding nothing."""

import re

from cms.content.spine.models import Section
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db


def found(page):
    return re.findall(r'<h2><a href="([^"]+)"', page)


def test_without_words_the_page_is_the_form_alone(client):
    page = client.get("/tim-kiem").text

    assert 'name="q"' in page
    assert 'class="found"' not in page


def test_words_without_accents_find_and_mark_the_words_with_them(note, client):
    item = note("Hội nghị sơ kết", summary="Tại hội trường.")

    page = client.get("/tim-kiem?q=hoi+nghi").text

    assert found(page) == [item.path]
    assert "<mark>Hội" in page


def test_words_of_the_reader_are_shown_escaped(client):
    page = client.get("/tim-kiem?q=%3Cscript%3Ealert(1)%3C/script%3E").text

    assert "<script>alert" not in page


def test_filters_narrow_by_kind_section_and_year(note, make_item, client):
    with transaction():
        section = Section(slug="kiem-tra", title="Kiểm tra")
        db.session.add(section)
    filed = note("Giám sát một", section_id=section.id, date="2023-03-01")
    person = make_item("toy.person", title="Giám sát viên", status="published")

    assert found(client.get("/tim-kiem?q=giam+sat&loai=toy.person").text) == [
        person.path
    ]
    assert found(client.get(f"/tim-kiem?q=giam+sat&muc={section.id}").text) == [
        filed.path
    ]
    assert found(client.get("/tim-kiem?q=giam+sat&nam=2023").text) == [filed.path]


def test_newest_order_goes_by_date_and_pages_go_on(note, client):
    made = [
        note(f"Giám sát {number}", date=f"2024-01-{number:02}").path
        for number in range(1, 26)
    ]

    first = client.get("/tim-kiem?q=giam+sat&thu-tu=moi").text
    following = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = client.get("/tim-kiem" + following.replace("&amp;", "&")).text

    assert found(first) + found(second) == made[::-1]


def test_finding_nothing_offers_ways_on(client):
    page = client.get("/tim-kiem?q=khongcogi&nam=2024").text

    assert 'class="empty"' in page
    assert 'href="/tim-kiem?q=khongcogi"' in page


def test_what_the_reader_may_not_see_is_not_found(note, client, login_as):
    item = note("Giám sát nội bộ", visibility="internal")

    assert found(client.get("/tim-kiem?q=giam+sat").text) == []
    assert found(login_as("reader").get("/tim-kiem?q=giam+sat").text) == [item.path]


def facets(page):
    """Return the facets of a search page: label → {value: count}, and what is chosen."""
    found, chosen = {}, []
    for block in re.findall(r'<div class="facet">(.*?)</div>', page, re.S):
        label = re.search(r"<h2>(.*?)</h2>", block)[1]
        for link in re.findall(r"<a href=.*?</a>", block, re.S):
            bare = re.sub(r"<svg.*?</svg>|<span class=\"visually.*?</span>", "", link)
            value, count = re.sub(r"<[^>]+>", "", bare).strip().rsplit(" ", 1)
            found.setdefault(label, {})[value] = int(count)
            if "aria-current" in link:
                chosen.append(value)
    return found, chosen


def test_facets_count_what_a_filter_would_find_and_take_filters_back(
    note, make_item, client
):
    for year in (2022, 2023, 2023):
        note(f"Giám sát {year}", date=f"{year}-03-01")
    make_item("toy.person", title="Giám sát viên", status="published")
    this_year = str(utcnow().year)

    counts, chosen = facets(client.get("/tim-kiem?q=giam+sat").text)
    assert counts == {
        "Loại": {"Notes": 3, "People": 1},
        "Năm": {this_year: 1, "2023": 2, "2022": 1},
    }
    assert chosen == []

    page = client.get("/tim-kiem?q=giam+sat&nam=2023").text
    assert facets(page) == ({"Năm": counts["Năm"]}, ["2023"])
    back = re.search(r'href="([^"]+)" aria-current="true"', page)[1]
    assert len(found(client.get(back.replace("&amp;", "&")).text)) == 4


def test_a_facet_that_asks_nothing_is_left_out(note, client):
    note("Giám sát", date="2023-03-01")
    assert facets(client.get("/tim-kiem?q=giam+sat").text) == ({}, [])


def test_suggestions_find_titles_while_one_types(note, make_item, client):
    item = note("Hội nghị sơ kết")
    person = make_item("toy.person", title="Hội trưởng Mai", status="published")
    note("Hội kín", visibility="internal")

    found = client.get("/tim-kiem/goi-y?q=hoi").json["suggestions"]

    assert {one["url"] for one in found} == {item.path, person.path}
    assert {one["kind"] for one in found} == {"Note", "Person"}
    assert client.get("/tim-kiem/goi-y?q=").json == {"suggestions": []}
    assert client.get("/tim-kiem/goi-y").json == {"suggestions": []}
