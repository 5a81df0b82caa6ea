"""A feed never says that it is older than it said before, and ids outlive addresses."""

import datetime as dt
import time
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import delete, select, text, update

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.spine.models import Item, Section
from cms.database.base import utcnow
from cms.database.engines import WRITES
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.syndication import moments
from cms.features.syndication.models import FeedState


ATOM = {"a": "http://www.w3.org/2005/Atom"}


def change(item, **values):
    with transaction() as session:
        session.execute(update(Item).where(Item.id == item.id).values(**values))
    db.session.expire_all()


def step(name, item):
    db.session.rollback()
    found = db.session.get_one(Item, item.id)
    getattr(service, name)(SYSTEM, found.id, found.version)


class Reader:
    """Somebody who fetches a feed again and again, and checks what it says."""

    def __init__(self, client, address):
        self.client, self.address = client, address
        self.moment, self.body = None, b""

    def look(self):
        """Tell whether the feed is another one; it is newer if and only if it is."""
        answer = self.client.get(self.address)
        assert answer.status_code == 200
        moment = answer.last_modified
        if self.address.endswith("atom"):
            said = ET.fromstring(answer.data).find("a:updated", ATOM).text
            assert dt.datetime.fromisoformat(said) == moment
        else:
            said = ET.fromstring(answer.data).find("channel/lastBuildDate").text
            assert parsedate_to_datetime(said) == moment
        is_new = answer.data != self.body
        if self.moment is not None:
            assert (moment > self.moment) == is_new, (moment, self.moment)
            since = {"If-Modified-Since": self.modified}
            known = self.client.get(self.address, headers=since).status_code
            assert known == (200 if is_new else 304)
        self.moment, self.body = moment, answer.data
        self.modified = answer.headers["Last-Modified"]
        return is_new


def test_every_change_moves_a_feed_on_and_nothing_moves_it_back(note, client):
    with transaction() as session:
        sections = [Section(slug=one, title=one) for one in ("mot", "hai")]
        session.add_all(sections)
        session.flush()
        here, there = (one.id for one in sections)
    first = note("Tin một", section_id=here)
    newest = note("Tin hai", section_id=here)
    readers = [
        Reader(client, f"{page}/feed.{kind}")
        for page in ("", "/ghi-chu", "/chuyen-muc/mot")
        for kind in ("atom", "rss")
    ]
    for reader in readers:
        assert reader.look()
        assert not reader.look()
    changes = {
        "withdrawn": lambda: step("archive", newest),
        "restored": lambda: change(newest, status="published"),
        "thrown away": lambda: step("trash", newest),
        "taken back": lambda: change(newest, deleted_at=None),
        "expired": lambda: change(newest, expires_at=utcnow() - dt.timedelta(days=1)),
        "for ever": lambda: change(newest, expires_at=None),
        "at another address": lambda: change(first, path="/ghi-chu/moi", slug="moi"),
        "by another title": lambda: change(first, title="Tin khác"),
        "before its time": lambda: change(
            newest, published_at=utcnow() + dt.timedelta(days=1)
        ),
        "long ago": lambda: change(
            newest, published_at=dt.datetime(1999, 1, 1, tzinfo=dt.UTC)
        ),
        "for staff": lambda: change(newest, visibility="internal"),
    }
    for name, make in changes.items():
        make()
        assert all(reader.look() for reader in readers), name
        assert not any(reader.look() for reader in readers), name
    change(first, section_id=there)
    assert [reader.look() for reader in readers] == [False] * 4 + [True] * 2
    with transaction() as session:
        session.execute(delete(Item).where(Item.id == first.id))
    assert [reader.look() for reader in readers] == [True] * 4 + [False] * 2


def test_a_draft_moves_no_feed(note, client):
    item = note("Tin")
    reader = Reader(client, "/feed.atom")
    reader.look()
    service.save(SYSTEM, item.id, {"summary": "Nháp"}, item.version)
    assert not reader.look()


def test_ids_stay_when_addresses_change(note, make_item, client):
    with transaction() as session:
        section = Section(slug="cu", title="Mục")
        session.add(section)
        session.flush()
        number = section.id
    item = note("Tin", section_id=number)

    def ids(address):
        feed = ET.fromstring(client.get(address).data)
        entry = feed.find("a:entry", ATOM)
        return feed.find("a:id", ATOM).text, entry.find("a:id", ATOM).text

    before = ids("/chuyen-muc/cu/feed.atom")
    guid = ET.fromstring(client.get("/feed.rss").data).find("channel/item/guid").text
    assert guid == before[1]
    change(item, path="/ghi-chu/moi", slug="moi", title="Khác")
    with transaction() as session:
        session.execute(update(Section).values(slug="moi", title="Khác"))
    assert ids("/chuyen-muc/moi/feed.atom") == before
    again = note("Tin")  # another item with the address of the first
    feed = ET.fromstring(client.get("/feed.atom").data)
    found = [one.text for one in feed.findall("a:entry/a:id", ATOM)]
    assert len(set(found)) == 2
    assert again.path == "/ghi-chu/tin"


def test_nobody_waits_for_the_note_and_the_feed_goes_on(note, client):
    item = note("Tin")
    reader = Reader(client, "/feed.atom")
    reader.look()
    step("archive", item)
    db.session.rollback()
    holder = db.engine.connect().execution_options(**{WRITES: True})
    lock = "UPDATE feed_states SET digest = digest"  # and on SQLite everything
    holder.execute(text(lock))
    began = time.monotonic()
    answer = client.get("/feed.atom")
    assert answer.status_code == 200
    assert answer.last_modified > reader.moment
    assert time.monotonic() - began < 3
    holder.rollback()
    holder.close()
    assert reader.look()
    assert not reader.look()


def test_what_feeds_said_is_no_change_for_readers(note, client):
    stamp = text("SELECT content FROM site_state")
    note("Tin")
    before = db.session.scalar(stamp)
    db.session.rollback()
    assert client.get("/feed.atom").status_code == 200
    assert len(db.session.scalars(select(FeedState)).all()) == 1
    assert db.session.scalar(stamp) == before


@pytest.mark.parametrize("newest", [dt.datetime.max.replace(tzinfo=dt.UTC)])
def test_an_instant_at_the_end_of_time_is_no_error(site, newest):
    assert moments.changed_at("x", "1" * 64, newest)
    assert moments.changed_at("x", "1" * 64, newest)
