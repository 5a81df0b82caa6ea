"""The agenda: times follow from start and lengths, whatever is moved."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
from cms_conferences import CONFERENCE
from cms_conferences.agenda_times import check_order, current_place, moved, slots
from cms_directory import ORGANISATION, PERSON
from hypothesis import given, strategies as st

from cms import SYSTEM, Item, Refused, current_snapshot, db, site_zone
from cms.content import service


pytestmark = pytest.mark.one_database


ENTRIES = [
    {"type": "khai_mac", "title": "Khai mạc", "minutes": 10},
    {"type": "bao_cao", "title": "Báo cáo sơ kết", "minutes": 30},
    {"type": "giai_lao", "title": "Nghỉ giải lao", "minutes": 15},
    {"type": "ket_luan", "title": "Kết luận", "minutes": 20},
]


def timed(rows, start="08:00"):
    return [
        {**row, "start": slot.start_words}
        for row, slot in zip(rows, slots(rows, start), strict=True)
    ]


@pytest.fixture
def conference(site, make_item):
    """``conference()``: the id of a live conference of today with an agenda."""
    body = make_item(
        ORGANISATION, title="Ủy ban", type="khac", level="quan", status="published"
    )
    speaker = make_item(PERSON, title="Mạc Lan Ân", status="published")

    def hold(rows=None, **more):
        agenda = rows or timed(ENTRIES)
        agenda[1]["person_id"] = speaker.id
        today = dt.datetime.now(site_zone()).date().isoformat()
        data = {"type": "so_ket", "status": "du_kien", "date": today}
        data |= {"title": "Sơ kết", "organiser": body.id, "start": "08:00"}
        item = service.create(SYSTEM, CONFERENCE, {**data, "agenda": agenda, **more})
        for step in (service.submit, service.approve, service.publish):
            item = step(SYSTEM, item.id, item.version)
        return item.id

    return hold


lengths = st.lists(st.integers(1, 240), min_size=1, max_size=12)
moves = st.lists(st.tuples(st.integers(0, 11), st.sampled_from((-1, 1))), max_size=20)


@given(lengths, moves, st.integers(0, 23 * 60))
def test_times_have_neither_gap_nor_overlap_after_any_moves(
    given_lengths, order, first
):
    start = f"{first // 60:02}:{first % 60:02}"
    rows = [{"title": str(n), "minutes": one} for n, one in enumerate(given_lengths)]
    rows = timed(rows, start)
    for index, step in order:
        rows = moved(rows, index, step, start)
    assert sorted(row["title"] for row in rows) == sorted(
        str(n) for n in range(len(given_lengths))
    )
    clock = first
    for row in rows:
        assert row["start"] == f"{clock // 60 % 24:02}:{clock % 60:02}"
        clock += row["minutes"]
    assert clock - first == sum(given_lengths)
    bare = [{**row, "start": None} for row in rows]
    assert [one.start_words for one in slots(bare, start)] == [
        row["start"] for row in rows
    ]


def test_an_agenda_that_begins_after_the_conference_keeps_its_hour():
    rows = moved(timed(ENTRIES, "08:10"), 0, 1, "08:00")
    assert [row["start"] for row in rows] == ["08:10", "08:40", "08:50", "09:05"]


def test_a_missing_length_is_asked_for_and_nothing_is_guessed():
    rows = timed(ENTRIES)
    rows[0]["minutes"] = None
    with pytest.raises(Refused) as refused:
        moved(rows, 3, -1, "08:00")
    assert "1" in str(refused.value.problems[0].message)
    assert [one.start for one in slots([{"minutes": None}, {}], "08:00")] == [480, None]


def test_what_runs_backwards_is_refused_and_what_overlaps_is_told(site):
    rows = timed(ENTRIES)

    def found(place, start):
        changed = [dict(row) for row in rows]
        changed[place]["start"] = start
        with site.app.test_request_context():
            return [(one.field, one.block) for one in check_order({"agenda": changed})]

    assert found(1, "08:10") == []
    assert found(2, "07:30") == [("agenda-2-start", True)]
    assert found(2, "08:20") == [("agenda-2-start", False)]
    assert found(2, "08:10") == []  # parallel with the entry above


def test_entries_are_moved_on_the_desk_and_pages_show_the_new_times(
    conference, login_as, client
):
    item_id = conference()
    staff = login_as("approver")
    address = f"/ban-lam-viec/hoi-nghi/{item_id}/chuong-trinh"
    assert "08:10–08:40" in staff.get(address).text
    db.session.expire_all()
    version = db.session.get(Item, item_id).version
    staff.post(address, data={"place": 1, "to": "down", "version": version})

    db.session.expire_all()
    rows = current_snapshot(db.session.get(Item, item_id))["agenda"]
    assert [(row["title"], row["start"]) for row in rows] == [
        ("Khai mạc", "08:00"),
        ("Nghỉ giải lao", "08:10"),
        ("Báo cáo sơ kết", "08:25"),
        ("Kết luận", "08:55"),
    ]
    staff.post(address, data={"place": 1, "to": "down", "version": version})
    db.session.expire_all()
    assert current_snapshot(db.session.get(Item, item_id))["agenda"] == rows
    assert login_as("reader").get(address).status_code in (403, 404)


def test_entries_without_a_time_follow_on_the_page(conference, client):
    item_id = conference([dict(row) for row in ENTRIES])
    page = client.get(db.session.get(Item, item_id).path).text
    for words in ("08:00–08:10", "08:10–08:40", "08:40–08:55", "08:55–09:15"):
        assert words in page


def test_the_running_order_has_speakers_and_lengths(conference, login_as, client):
    address = f"/hoi-nghi/chuong-trinh/{conference()}.docx"
    answer = login_as("administrator").get(address)
    assert answer.status_code == 200
    body = docx.Document(io.BytesIO(answer.data)).element.body
    words = " ".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))
    for said in ("08:10–08:40", "30 phút", "Báo cáo sơ kết", "Mạc Lan Ân"):
        assert said in words.replace("\u00a0", " ")
    assert client.get(address).status_code in (302, 303, 401)


def test_now_shows_what_is_going_on_and_what_comes_next(
    conference, client, monkeypatch
):
    item_id = conference()
    path = db.session.get(Item, item_id).path
    assert f"{path}/bay-gio" in client.get(path).text

    def at(clock):
        day = dt.datetime.now(site_zone()).date()
        moment = dt.datetime.combine(day, dt.time.fromisoformat(clock), site_zone())
        utc = moment.astimezone(dt.UTC)
        monkeypatch.setattr("cms_conferences.agenda_pages.utcnow", lambda: utc)
        page = client.get(f"{path}/bay-gio?{clock}").text
        return page[page.index("<main") : page.index("</main>")]

    early, during, late = at("07:00"), at("08:15"), at("11:00")
    assert "aria-current" not in early
    assert early.index("Tiếp theo") < early.index("Khai mạc")
    current = during[during.index("aria-current") :].split("</li>")[0]
    assert "Báo cáo sơ kết" in current
    assert "Mạc Lan Ân" in current
    assert during.index("Tiếp theo") < during.index("Nghỉ giải lao")
    assert "Chương trình đã kết thúc" in late
    assert current_place([], 0) is None
