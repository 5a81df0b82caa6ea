"""The search page: finding with and without accents, filters, and finding nothing."""

import re

from cms.content.spine.models import Section
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
