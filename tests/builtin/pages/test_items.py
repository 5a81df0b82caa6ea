"""The page of an item: who sees it, what stands on it, where old addresses lead."""

import json
import re

from cms.accounts.permissions import SYSTEM
from cms.content import service


def description(page):
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return json.loads(block[1])


def test_published_item_shows_title_lead_author_and_press_date(note, client):
    item = note("Hội nghị sơ kết", summary="Sáng nay.", author="Mai Lan")

    page = client.get(item.path).text

    assert "<h1>Hội nghị sơ kết</h1>" in page
    assert '<p class="lead">Sáng nay.</p>' in page
    assert "Mai Lan" in page
    assert "(GMT+7)" in page


def test_title_is_escaped_everywhere_on_the_page(note, client):
    item = note('</script><script>alert("1")</script>')

    page = client.get(item.path).text

    assert "<script>alert" not in page
    assert description(page)["name"].startswith("</script>")


def test_news_is_described_as_a_news_article(note, client):
    item = note("Tin", summary="Một việc.", author="Mai Lan")

    about = description(client.get(item.path).text)

    assert about["@type"] == "NewsArticle"
    assert about["url"].endswith(item.path)
    assert about["author"]["name"] == "Mai Lan"


def test_record_with_day_and_place_is_described_as_an_event(note, client):
    item = note("Hội nghị", date="2024-07-09", location="Hội trường A")

    about = description(client.get(item.path).text)

    assert about["@type"] == "Event"
    assert about["startDate"] == "2024-07-09"
    assert about["location"]["name"] == "Hội trường A"


def test_page_names_its_canonical_address_and_its_feed(note, client):
    item = note("Tin")

    page = client.get(item.path + "?utm=1").text

    canonical = f'<link rel="canonical" href="http://127.0.0.1:8000{item.path}">'
    assert canonical in page
    assert 'type="application/atom+xml"' in page


def test_former_address_leads_to_the_new_one_for_good(note, client):
    item = note("Tin đầu")
    old = item.path
    item = service.save(SYSTEM, item.id, {"slug": "tin-sau"}, item.version)
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version) or item

    answer = client.get(old)

    assert (answer.status_code, answer.location) == (301, "/ghi-chu/tin-sau")


def test_former_address_of_a_trashed_item_is_gone(note, client):
    item = note("Tin đầu")
    old = item.path
    item = service.save(SYSTEM, item.id, {"slug": "tin-sau"}, item.version)
    for step in (service.submit, service.approve, service.publish, service.trash):
        item = step(SYSTEM, item.id, item.version) or item

    assert client.get(old).status_code == 404


def test_archived_item_keeps_its_page_with_a_notice(note, client):
    item = note("Quy chế cũ", status="archived")

    page = client.get(item.path)

    assert page.status_code == 200
    assert "notice-archived" in page.text
    assert '<meta name="robots" content="noindex">' in page.text


def test_archived_item_is_in_no_list_search_or_feed(note, client):
    item = note("Quy chế cũ", status="archived")

    places = ("/", "/ghi-chu", "/luu-tru", "/tim-kiem?q=quy+che", "/feed.atom")
    addresses = (*places, "/sitemap.xml", f"/luu-tru/{item.sort_date.year}")

    assert not [one for one in addresses if item.path in client.get(one).text]


def test_draft_has_no_page(note, client):
    item = note("Chưa xong", status="draft")

    assert client.get(item.path).status_code == 404


def test_internal_item_is_hidden_from_visitors_and_shown_to_staff(
    note, client, login_as
):
    item = note("Việc nội bộ", visibility="internal")

    inside = login_as("reader").get(item.path)

    assert client.get(item.path).status_code == 404
    assert "notice-internal" in inside.text
    assert "ld+json" not in inside.text


def test_linked_items_stand_on_both_pages(note, make_item, client):
    person = make_item("toy.person", title="Lý Thị Sen", status="published")
    item = note("Tin về chị Sen", people=[person.id])

    assert person.path in client.get(item.path).text
    page = client.get(person.path).text
    assert "Notes about them" in page
    assert item.path in page


def test_linked_item_that_the_reader_may_not_see_is_left_out(note, make_item, client):
    person = make_item("toy.person", title="Lý Thị Sen", status="published")
    hidden = note("Nội bộ", people=[person.id], visibility="internal")

    assert hidden.path not in client.get(person.path).text


def test_newer_and_older_items_stand_at_the_foot(note, client):
    first, second, third = (
        note(title, date=day)
        for title, day in (
            ("Một", "2024-01-01"),
            ("Hai", "2024-01-02"),
            ("Ba", "2024-01-03"),
        )
    )

    page = client.get(second.path).text

    assert f'<a rel="prev" href="{first.path}">' in page
    assert f'rel="next" href="{third.path}">' in page


def test_items_of_one_day_follow_each_other_without_a_circle(note, client):
    items = [note(f"Tin {number}", date="2024-01-01") for number in range(4)]

    walked, path = [], items[-1].path
    while path:
        walked.append(path)
        older = re.search(r'rel="prev" href="([^"]+)"', client.get(path).text)
        path = older[1] if older else None

    assert walked == [item.path for item in reversed(items)]


def test_page_needs_no_script_and_carries_no_inline_code(note, client):
    page = client.get(note("Tin", summary="Một việc.").path).text

    scripts = re.findall(r"<script(?![^>]*ld\+json)[^>]*>(.*?)</script>", page, re.S)
    assert not any(scripts)
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", page)


def test_an_address_with_a_slash_behind_it_leads_to_the_one_without(note, client):
    item = note("Tin")
    for path in (item.path, item.path.rpartition("/")[0]):
        answer = client.get(f"{path}/?trang=2")
        assert (answer.status_code, answer.location) == (301, f"{path}?trang=2")
    for path in ("//example.com/", "/%5Cexample.com/", "/"):
        assert client.get(path).location is None
