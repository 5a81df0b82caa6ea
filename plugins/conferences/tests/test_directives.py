"""Directives: ticked off from the desk by who holds the right, each by itself."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from cms_conferences import ASSESSMENT, CONFERENCE, DIRECTIVE
from cms_directory import ORGANISATION, today
from sqlalchemy import func, select

from cms import SYSTEM, Item, Refused, Revision, current_snapshot, db, transaction
from cms.accounts.models import Grant, Role
from cms.content import service


PEOPLE = 16
DESK = "/ban-lam-viec/"


@pytest.fixture
def body(make_item):
    return make_item(
        ORGANISATION, title="Ban Tổ chức", type="khac", level="quan", status="published"
    )


@pytest.fixture
def held(site, body):
    """A conference that took place and is on the site."""
    data = {"type": "so_ket", "status": "da_dien_ra", "date": "2025-06-30"}
    data |= {"title": "Sơ kết sáu tháng", "organiser": body.id}
    item = service.create(SYSTEM, CONFERENCE, data)
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version)
    db.session.rollback()
    return item.id


@pytest.fixture
def directive(held):
    """``directive("…")``: the id of a directive given there."""

    def give(words, **data):
        data = {"text": words, **data}
        item = service.create(SYSTEM, DIRECTIVE, data, parent_id=held)
        db.session.rollback()
        return item.id

    return give


@pytest.fixture
def owner(user, site):
    """Somebody who may tick directives off and do nothing else."""

    def make():
        person = user(None)
        with transaction() as session:
            name = f"owner{person.id}"
            rights = ["content.read", f"{DIRECTIVE}.edit"]
            role = Role(name=name, title=name, permissions=rights)
            session.add(role)
            person.grants.append(Grant(role=role))
        return person

    return make


def fresh(item_id):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Item, item_id)


def revisions_of(item_id):
    query = select(func.count()).where(Revision.item_id == item_id)
    return db.session.scalar(query)


def tick(browser, item_id, **data):
    data.setdefault("version", fresh(item_id).version)
    return browser.post(f"{DESK}chi-dao/{item_id}/xong", data=data)


def test_its_owner_ticks_it_off_on_the_desk_and_takes_it_back(
    held, directive, owner, login_as, client
):
    item_id = directive("Rà soát hồ sơ quý III", due="2025-09-30")
    before = fresh(held).version, revisions_of(held)
    browser = login_as(owner())
    assert f"chi-dao/{item_id}/xong" in browser.get(DESK).text

    answer = tick(browser, item_id, note="Đã rà soát 12 hồ sơ.")

    assert answer.status_code == 303
    page = client.get(fresh(held).path).text
    assert "Đã rà soát 12 hồ sơ." in page
    assert "1/1" in page
    assert (fresh(held).version, revisions_of(held)) == before
    data = current_snapshot(fresh(item_id))
    assert data["status"] == "hoan_thanh"
    assert data["progress"][0]["date"] == today().isoformat()

    desk = browser.get(DESK).text
    assert "Đã lưu" in desk
    undo = desk.split("/ban-lam-viec/hoan-tac/")[1].split('"')[0]
    browser.post(f"{DESK}hoan-tac/{undo}", data={"back": DESK})

    assert current_snapshot(fresh(item_id))["status"] == "chua_thuc_hien"
    assert "0/1" in client.get(fresh(held).path).text
    assert revisions_of(item_id) == 2


def test_without_the_right_there_is_no_button_and_no_way(directive, login_as):
    item_id = directive("Báo cáo trước ngày 15")
    reader, reporter = login_as("reader"), login_as("reporter")

    for browser in (reader, reporter):
        page = browser.get(DESK).text
        assert "Báo cáo trước ngày 15" in page
        assert "/xong" not in page
        assert tick(browser, item_id).status_code in (403, 404)
    assert current_snapshot(fresh(item_id))["status"] == "chua_thuc_hien"


def test_who_ticks_what_somebody_has_just_changed_is_sent_to_look(
    directive, owner, login_as
):
    item_id = directive("Họp chi bộ")
    browser, old = login_as(owner()), fresh(item_id).version
    service.save(SYSTEM, item_id, {"due": "2026-01-31"}, old)

    answer = tick(browser, item_id, version=old)

    assert answer.headers["Location"].endswith(f"/sua/{item_id}")
    assert current_snapshot(fresh(item_id))["status"] == "chua_thuc_hien"


def test_sixteen_people_tick_sixteen_directives_of_one_conference_at_once(
    held, directive, owner, login_as
):
    ids = [directive(f"Việc số {number}") for number in range(PEOPLE)]
    browsers = [login_as(owner()) for _ in ids]
    versions = [fresh(item_id).version for item_id in ids]
    before = fresh(held).version, revisions_of(held)
    db.session.rollback()
    gate = Barrier(PEOPLE)

    def at_once(browser, item_id, version):
        gate.wait()
        address = f"{DESK}chi-dao/{item_id}/xong"
        return browser.post(address, data={"version": version}).headers["Location"]

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(at_once, browsers, ids, versions))

    assert answers == [DESK] * PEOPLE
    states = {current_snapshot(fresh(item_id))["status"] for item_id in ids}
    assert states == {"hoan_thanh"}
    assert (fresh(held).version, revisions_of(held)) == before


def test_what_is_withdrawn_needs_a_reason_and_no_longer_counts(held, directive, client):
    gone, left = directive("Bỏ việc này"), directive("Giữ việc này")
    with pytest.raises(Refused) as refused:
        service.save(SYSTEM, gone, {"status": "rut_lai"}, fresh(gone).version)
    assert {one.field for one in refused.value.problems} == {"withdrawal_reason"}

    values = {"status": "rut_lai", "withdrawal_reason": "Trùng với chỉ đạo khác"}
    service.save(SYSTEM, gone, values, fresh(gone).version)
    service.save(SYSTEM, left, {"status": "hoan_thanh"}, fresh(left).version)

    page = client.get(fresh(held).path).text
    assert "1/1" in page
    assert "Trùng với chỉ đạo khác" in page


def test_late_is_what_is_due_and_open_today_and_is_stored_nowhere(
    held, directive, client
):
    yesterday = (today() - dt.timedelta(days=1)).isoformat()
    item_id = directive("Trễ hạn một ngày", due=yesterday)
    assert "Quá hạn" in client.get(fresh(held).path).text

    later = (today() + dt.timedelta(days=1)).isoformat()
    service.save(SYSTEM, item_id, {"due": later}, fresh(item_id).version)

    assert "Quá hạn" not in client.get(fresh(held).path).text


def test_a_directive_is_edited_in_its_conference_and_stands_on_its_own_page(
    held, directive, login_as, client
):
    item_id = directive("Kiện toàn tổ chức")
    staff = login_as("approver")
    page = staff.get(f"{DESK}sua/{held}").text
    assert f'name="child-{item_id}-text"' in page
    before = fresh(held).version

    answer = staff.post(
        f"{DESK}sua/{item_id}/tai-cho",
        data={
            f"child-{item_id}-text": "Kiện toàn tổ chức bộ máy",
            f"child-{item_id}-status": "dang_thuc_hien",
            f"child-{item_id}-visibility": "public",
            f"child-{item_id}-language": "vi",
            "version": fresh(item_id).version,
        },
    )

    assert answer.headers["Location"].endswith(f"/sua/{held}#child-{item_id}")
    assert fresh(held).version == before
    shown = client.get(fresh(item_id).path).text
    assert "Kiện toàn tổ chức bộ máy" in shown
    assert f'href="{fresh(held).path}"' in shown


def test_assessments_say_who_made_them_and_are_added_on_the_desk(
    held, login_as, client
):
    staff = login_as("approver")
    address = f"{DESK}tao/{ASSESSMENT}/ban-ghi?cha={held}"
    assert staff.get(address).status_code == 200
    empty = staff.post(address, data={"text": "", "language": "vi"})
    assert empty.status_code == 422

    given = {"text": "Nề nếp được giữ vững", "polarity": "merit"}
    given |= {"language": "vi", "visibility": "public"}
    answer = staff.post(address, data=given)

    assert answer.status_code == 303
    assert "Nề nếp được giữ vững" in client.get(fresh(held).path).text
