"""Atom and RSS: what they hold, for whom, and that nobody fetches them twice."""

import html
import re
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import update

from cms.content import service
from cms.content.spine.models import Item, Section
from cms.database.transaction import transaction
from cms.extensions import db


ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def entries(answer):
    return ET.fromstring(answer.data).findall("a:entry", ATOM)


def test_atom_feed_has_what_the_standard_asks_for(note, client):
    item = note("Tin <một> & hai", summary="Lời dẫn")

    answer = client.get("/feed.atom")

    feed = ET.fromstring(answer.data)
    assert answer.mimetype == "application/atom+xml"
    assert feed.get(LANGUAGE) == "vi"
    assert all(feed.find(f"a:{name}", ATOM) is not None for name in ("id", "updated"))
    (entry,) = entries(answer)
    assert entry.find("a:title", ATOM).text == "Tin <một> & hai"
    assert entry.find("a:link", ATOM).get("href").endswith(item.path)
    assert entry.find("a:id", ATOM).text.startswith("urn:uuid:")
    assert entry.find("a:category", ATOM).get("label") == "Note"


def test_rss_feed_has_what_the_standard_asks_for(note, client):
    item = note("Tin", summary="Lời dẫn")

    answer = client.get("/feed.rss")

    channel = ET.fromstring(answer.data).find("channel")
    assert answer.mimetype == "application/rss+xml"
    assert channel.find("language").text == "vi"
    assert channel.find("item/link").text.endswith(item.path)
    assert channel.find("item/guid").get("isPermaLink") == "false"
    assert parsedate_to_datetime(channel.find("item/pubDate").text)


def test_words_in_angle_brackets_reach_who_reads_a_feed(note, client):
    words = "Triển khai <Đề án số 7> & các việc"
    note("Tin", summary=words)
    (entry,) = entries(client.get("/feed.atom"))
    assert entry.find("a:summary", ATOM).text == words
    about = ET.fromstring(client.get("/feed.rss").data).find("channel/item/description")
    # A description is HTML: what a reader of feeds shows of it.
    assert html.unescape(re.sub("<[^>]*>", "", about.text)) == words


@pytest.mark.parametrize("address", ["/feed.atom", "/feed.rss", "/sitemap.xml"])
def test_what_no_xml_holds_is_left_out(note, client, address):
    item = note("Tin")
    path = item.path
    bad = "\x01\x0b\x1f\ufffe\uffff"
    with transaction() as session:
        values = {"title": f"Tin{bad} mới", "path": f"{path}{bad}"}
        session.execute(update(Item).where(Item.id == item.id).values(**values))
    text = "".join(ET.fromstring(client.get(address).data).itertext())
    assert path in text or "Tin mới" in text


def test_newest_comes_first_and_twenty_at_most(notes, client):
    made = notes(25)

    titles = [
        one.find("a:title", ATOM).text for one in entries(client.get("/feed.atom"))
    ]

    assert titles == [item.title for item in reversed(made)][:20]


def test_type_and_section_have_feeds_of_their_own(note, make_item, client):
    with transaction():
        section = Section(slug="kiem-tra", title="Kiểm tra")
        db.session.add(section)
    note("Trong", section_id=section.id)
    note("Ngoài")
    make_item("toy.person", title="Sen", status="published")

    assert len(entries(client.get("/ghi-chu/feed.atom"))) == 2
    assert len(entries(client.get("/nguoi/feed.atom"))) == 1
    assert len(entries(client.get("/chuyen-muc/kiem-tra/feed.atom"))) == 1
    assert b"<item>" in client.get("/chuyen-muc/kiem-tra/feed.rss").data


@pytest.mark.parametrize("address", ["/x/feed.atom", "/chuyen-muc/x/feed.rss"])
def test_feed_of_nothing_is_not_there(client, address):
    assert client.get(address).status_code == 404


def test_feed_holds_public_items_only_whoever_asks(note, login_as):
    note("Nội bộ", visibility="internal")
    note("Nháp", status="draft")

    assert entries(login_as("administrator").get("/feed.atom")) == []


def test_unchanged_feed_is_not_sent_again(note, client):
    note("Tin")
    first = client.get("/feed.atom")

    by_tag = client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get(
        "/feed.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]}
    )

    assert (by_tag.status_code, by_date.status_code) == (304, 304)


def test_new_item_changes_the_feed(note, client):
    note("Tin")
    tag = client.get("/feed.atom").headers["ETag"]
    note("Tin nữa")

    answer = client.get("/feed.atom", headers={"If-None-Match": tag})

    assert answer.status_code == 200


def test_feed_may_be_kept_by_caches_for_a_minute(note, client):
    assert client.get("/feed.atom").headers["Cache-Control"] == "public, max-age=60"


def test_a_feed_asks_for_its_items_and_for_what_it_said_last(note, statements):
    note("Tin")

    assert len(statements("/feed.atom")) == 2


def last_changed(client, item):
    """Return when feed, site map and the page itself say that the item changed."""
    (entry,) = entries(client.get("/feed.atom"))
    site_map = client.get("/sitemap.xml").text
    page = client.get(item.path).text
    moment = entry.find("a:updated", ATOM).text
    assert f"<lastmod>{moment[:19]}+00:00</lastmod>" in site_map
    assert f'"dateModified": "{moment}"' in page
    return moment


def test_a_draft_over_a_live_page_is_no_change_for_readers(note, client, user):
    item, writer, publisher = note("Tin"), user("reporter"), user("administrator")
    before = last_changed(client, item)

    item = service.save(writer, item.id, {"summary": "Mới"}, item.version)
    unpublished = last_changed(client, item)
    service.publish(publisher, item.id, item.version)

    assert unpublished == before
    assert last_changed(client, item) > before
