"""The ledger of directives: filters, visibility, pages, how far a conference is."""

from __future__ import annotations

import datetime as dt

import pytest
from cms_conferences import CONFERENCE, DIRECTIVE
from cms_conferences.ledger import (
    ALL,
    OPEN,
    OVERDUE,
    Filters,
    ledger_page,
    ledger_query,
    share_of,
)
from cms_conferences.models import Directive
from cms_directory import ORGANISATION, today
from sqlalchemy import event, true

from cms import ANONYMOUS, SYSTEM, Item, current_snapshot, db, visible
from cms.content import service


LEDGER = "/ban-lam-viec/so-chi-dao"
LATE = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=2)).isoformat()


@pytest.fixture
def body(make_item):
    def make(title="Ban Tổ chức"):
        data = {"type": "khac", "level": "quan", "status": "published"}
        return make_item(ORGANISATION, title=title, **data).id

    return make


@pytest.fixture
def held(site, body):
    """``held("2025-06-30")``: the id of a live conference of that day."""
    organiser = body("Ủy ban Kiểm tra")

    def hold(day="2025-06-30", *, live=True, **more):
        data = {"type": "so_ket", "status": "da_dien_ra", "date": day}
        data |= {"title": f"Sơ kết {day}", "organiser": organiser, **more}
        item = service.create(SYSTEM, CONFERENCE, data)
        for step in (service.submit, service.approve, service.publish) if live else ():
            item = step(SYSTEM, item.id, item.version)
        return item.id

    return hold


def give(parent, words, **data):
    item = service.create(SYSTEM, DIRECTIVE, {"text": words, **data}, parent_id=parent)
    db.session.rollback()
    return item.id


def texts(filters):
    page = ledger_page(filters, today(), true())
    return [entry.directive.text for entry in page.items]


def test_the_ledger_narrows_by_state_owner_and_year(held, body):
    unit, other = body("Phòng A"), body("Phòng B")
    first, second = held("2024-06-30"), held("2025-06-30")
    give(first, "Trễ", due=LATE, responsible=[unit])
    give(first, "Không hạn", responsible=[other])
    give(second, "Xong", status="hoan_thanh", due="2025-07-31", responsible=[unit])

    assert texts(Filters(OPEN)) == ["Trễ", "Không hạn"]
    assert texts(Filters(OVERDUE)) == ["Trễ"]
    assert texts(Filters("hoan_thanh")) == ["Xong"]
    assert texts(Filters(ALL)) == ["Xong", "Trễ", "Không hạn"]
    assert texts(Filters(ALL, owner=unit)) == ["Xong", "Trễ"]
    assert texts(Filters(ALL, year=2024)) == ["Trễ", "Không hạn"]
    assert texts(Filters(ALL, owner=unit, year=2025)) == ["Xong"]


def test_what_changes_state_or_day_moves_in_the_ledger(held):
    item_id = give(held(), "Rà soát", due=LATE)
    version = db.session.get(Item, item_id).version
    saved = service.save(SYSTEM, item_id, {"due": None}, version)
    assert texts(Filters(OVERDUE)) == []
    assert texts(Filters(OPEN)) == ["Rà soát"]
    service.save(SYSTEM, item_id, {"status": "hoan_thanh"}, saved.version)
    assert texts(Filters(OPEN)) == []


def test_pages_follow_each_other_without_gap_or_double(held):
    parent = held()
    days = [None, *(f"2030-01-{day:02}" for day in range(1, 7)), "2030-01-03"]
    for number, day in enumerate(days):
        give(parent, f"Việc {number}", due=day)

    seen, cursor = [], None
    while True:
        page = ledger_page(
            Filters(OPEN), today(), true(), cursor=cursor, limit=3, count_cap=100
        )
        seen += [entry.directive.text for entry in page.items]
        cursor = page.next
        if cursor is None:
            break

    wanted = ["Việc 1", "Việc 2", "Việc 3", "Việc 7", "Việc 4", "Việc 5", "Việc 6"]
    assert seen == [*wanted, "Việc 0"]
    assert page.total == 8
    back = ledger_page(Filters(OPEN), today(), true(), cursor=page.previous, limit=3)
    assert [entry.directive.text for entry in back.items] == [
        "Việc 7",
        "Việc 4",
        "Việc 5",
    ]


def test_readers_count_only_what_they_may_see(held, client, body):
    unit, parent = body("Phòng A"), held()
    give(parent, "Công khai", responsible=[unit])
    give(parent, "Việc nội bộ", responsible=[unit], visibility="internal")
    give(held("2025-01-31", live=False), "Ở bản nháp", responsible=[unit])

    slug = db.session.get(Item, unit).slug
    for address in (
        f"{db.session.get(Item, parent).path}/chi-dao",
        f"/chi-dao/don-vi/{slug}",
    ):
        page = client.get(address).text
        assert "Công khai" in page
        assert "0/1" in page
        assert "Việc nội bộ" not in page
        assert "Ở bản nháp" not in page
    assert share_of(Filters(ALL, owner=unit), today(), visible(ANONYMOUS)).holding == 1
    hidden = db.session.get(Item, held("2025-03-31", live=False)).slug
    assert client.get(f"/hoi-nghi/{hidden}/chi-dao").status_code == 404


def test_the_status_page_says_how_far_a_conference_is_and_narrows(held, client):
    parent = held()
    give(parent, "Đã làm", status="hoan_thanh")
    give(parent, "Đang trễ", due=LATE, status="dang_thuc_hien")
    reason = {"status": "rut_lai", "withdrawal_reason": "Trùng"}
    give(parent, "Đã bỏ", **reason)
    path = db.session.get(Item, parent).path

    page = client.get(f"{path}/chi-dao").text
    assert "Đã hoàn thành 1/2 · 1 quá hạn · 1 rút lại" in page
    assert f'href="{path}/chi-dao"' in client.get(path).text
    late = client.get(f"{path}/chi-dao?loai=overdue").text
    assert "Đang trễ" in late
    assert "Đã làm" not in late


def test_staff_see_the_ledger_as_list_and_board_and_the_list_of_the_desk(
    held, login_as, body
):
    give(held(), "Trễ hai ngày", due=LATE, responsible=[body("Phòng A")])
    staff = login_as("approver")

    page = staff.get(LEDGER).text
    assert "Trễ hai ngày" in page
    assert "Quá hạn" in page
    assert "/tien-do" in page
    assert "Trễ hai ngày" in staff.get(f"{LEDGER}?view=board").text
    assert "Trễ hai ngày" not in staff.get(f"{LEDGER}?state=hoan_thanh").text
    nonsense = staff.get(f"{LEDGER}?state=x&year=99999&owner=abc&cursor=ố")
    assert "Trễ hai ngày" in nonsense.text
    listed = staff.get(f"/ban-lam-viec/noi-dung/{DIRECTIVE}/").text
    assert "Quá hạn" in listed
    assert dt.date.fromisoformat(LATE).strftime("%Y") in listed
    reader = login_as("reader").get(LEDGER).text
    assert "Trễ hai ngày" in reader
    assert "/tien-do" not in reader


def test_a_page_of_the_ledger_asks_as_often_for_many_as_for_few(held, login_as):
    parent, staff = held(), login_as("approver")

    def count():
        asked = []
        note = lambda *parts: asked.append(parts[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", note)
        staff.get(LEDGER)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    give(parent, "Một")
    count()
    few = count()
    for number in range(12):
        give(parent, f"Việc {number}")
    count()  # the first one after a change also learns of it
    assert count() == few


@pytest.mark.one_database
@pytest.mark.parametrize("state", [OPEN, OVERDUE, "hoan_thanh", ALL])
def test_long_lists_walk_an_index(site, state):
    query = ledger_query(Filters(state), today(), visible(ANONYMOUS))
    page = query.order_by(Directive.due_order, Directive.item_id).limit(51)
    whole = page.compile(db.engine, compile_kwargs={"render_postcompile": True})
    values = tuple(whole.params[name] for name in whole.positiontup)
    values = tuple(str(one) if isinstance(one, dt.date) else one for one in values)
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {whole}", values)
        plan = [row[3] for row in rows]
    assert "conferences_directive USING INDEX ix_conferences_directive_" in plan[0]
    assert not any("TEMP B-TREE" in line for line in plan)


def test_its_owner_notes_progress_with_evidence_and_keeps_what_was_typed(
    held, login_as, client
):
    item_id = give(held(), "Lập danh sách")
    staff = login_as("approver")
    address = f"/ban-lam-viec/chi-dao/{item_id}/tien-do"
    version = db.session.get(Item, item_id).version
    assert staff.get(address).status_code == 200

    bad = {"text": "Đã gửi", "link": "javascript:alert(1)", "status": "hoan_thanh"}
    answer = staff.post(address, data={**bad, "version": version})
    assert answer.status_code == 422
    assert "Đã gửi" in answer.text
    assert "https://" in answer.text
    assert (
        staff.post(address, data={"text": " ", "version": version}).status_code == 422
    )
    stale = {"text": "Đã gửi", "status": "hoan_thanh", "version": version - 1}
    answer = staff.post(address, data=stale)
    assert answer.status_code == 409
    assert "Đã gửi" in answer.text
    assert current_snapshot(db.session.get(Item, item_id))["progress"] == []

    good = {**bad, "link": "https://quansen.example/cv-12", "version": version}
    assert staff.post(address, data=good).status_code == 303

    db.session.expire_all()
    item = db.session.get(Item, item_id)
    data = current_snapshot(item)
    assert data["status"] == "hoan_thanh"
    (note,) = data["progress"]
    assert (note["date"], note["text"]) == (today().isoformat(), "Đã gửi")
    assert 'href="https://quansen.example/cv-12"' in client.get(item.path).text


def test_what_is_open_is_moved_to_the_next_conference_of_its_kind(
    held, login_as, client
):
    before, after = held("2025-01-15"), held("2025-07-15")
    held("2025-04-15", type="giao_ban")
    done = give(before, "Đã xong", status="hoan_thanh")
    left = give(before, "Còn dở", due="2025-03-31")
    staff = login_as("approver")
    page = staff.get(f"/ban-lam-viec/sua/{after}").text
    card = page[page.index('id="viec-ky-truoc"') :].split("</section>")[0]
    assert "Còn dở" in card
    assert f'value="{left}:' in card
    assert f'value="{done}:' not in card
    first = staff.get(f"/ban-lam-viec/sua/{before}").text
    assert 'id="viec-ky-truoc"' not in first
    version = db.session.get(Item, left).version
    address = f"/ban-lam-viec/hoi-nghi/{after}/viec-ky-truoc"

    stale = {"directive": [f"{left}:{version}", f"{done}:1"]}
    staff.post(address, data=stale)
    db.session.expire_all()
    assert current_snapshot(db.session.get(Item, left))["status"] == "chua_thuc_hien"
    staff.post(address, data={"directive": f"{left}:{version}"})

    db.session.expire_all()
    assert current_snapshot(db.session.get(Item, left))["status"] == "chuyen_ky"
    assert texts(Filters(ALL, parent=after)) == ["Còn dở"]
    assert texts(Filters(OVERDUE)) == ["Còn dở"]
    path = db.session.get(Item, before).path
    assert "Đã hoàn thành 1/1 · 1 chuyển kỳ sau" in client.get(f"{path}/chi-dao").text
    assert "Chuyển tiếp thành" in client.get(db.session.get(Item, left).path).text


def test_a_due_day_before_the_conference_is_refused_at_its_place(held, login_as):
    parent = held("2025-06-30")
    staff = login_as("approver")
    address = f"/ban-lam-viec/tao/{DIRECTIVE}/ban-ghi?cha={parent}"
    data = {"text": "Việc", "status": "chua_thuc_hien", "due": "29/06/2025"}
    data |= {"language": "vi", "visibility": "public"}
    answer = staff.post(address, data=data)
    assert answer.status_code == 422
    assert "trước ngày hội nghị (30/6/2025)" in answer.text
    assert staff.post(address, data={**data, "due": "30/06/2025"}).status_code == 303
