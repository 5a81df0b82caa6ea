"""Findings, recommendations, violations: records that count and are seen as they may be."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from cms_directory import ORGANISATION
from cms_inspections import FINDING, INSPECTION, PROGRAMME, RECOMMENDATION, VIOLATION
from cms_inspections.export import export_inspections
from cms_inspections.figures import count_figures
from cms_inspections.record_choices import RECOMMENDATION_MOVES
from cms_inspections.scopes import Scope

from cms import ANONYMOUS, SYSTEM, Item, Refused, current_snapshot, db, service


pytestmark = pytest.mark.one_database


DAY = dt.date(2027, 6, 1)


@pytest.fixture
def body(make_item):
    return make_item(
        ORGANISATION, title="Chi bộ Một", type="khac", level="quan", status="published"
    )


@pytest.fixture
def plan(body):
    values = {"title": "Năm 2027", "kind": "nam", "year": 2027, "issuer": body.id}
    return publish(PROGRAMME, {**values, "status": "dang_thuc_hien"})


@pytest.fixture
def live(body, plan):
    values = {
        "title": "Việc thử",
        "code": "2027-KT-01",
        "type": "kt_chap_hanh",
        "status": "du_kien",
        "planned_start": "2027-01-04",
        "planned_end": "2027-02-26",
        "subjects": [{"kind": "dang_vien", "label": "Bí thư", "count": 1}],
        "owner": body.id,
        "programme": plan.id,
        "recommendations": 7,
        "recommendations_done": 5,
        "visibility": "public",
    }
    return publish(INSPECTION, values)


def publish(kind, values):
    item = service.create(SYSTEM, kind, values)
    return service.publish(SYSTEM, item.id, item.version)


def add(live, type_name, **values):
    return service.create(SYSTEM, type_name, values, parent_id=live.id)


def violation(live, body, **changed):
    values = {
        "text": "Chi sai quỹ",
        "target": "dang_vien",
        "label": "Bí thư chi bộ",
        "handling": "canh_cao",
        "decision": "9-QĐ/UBKT",
        "decided_on": "2027-03-01",
        "decided_by": body.id,
    }
    return add(live, VIOLATION, **{**values, **changed})


def refused(call, *args, **values) -> set[str | None]:
    with pytest.raises(Refused) as found:
        call(*args, **values)
    db.session.rollback()
    return {one.field for one in found.value.problems if one.block}


def test_records_count_instead_of_stated_numbers_as_far_as_one_may_see(
    plan, live, body
):
    scope = Scope.of(SYSTEM, [plan.id], DAY)
    stated = count_figures(scope)
    assert (stated.recommendations, stated.recommendations_done) == (7, 5)
    add(live, RECOMMENDATION, text="Thu đủ đảng phí", due="2027-05-01")
    done = {"status": "hoan_thanh", "done": "2027-04-01", "visibility": "internal"}
    add(live, RECOMMENDATION, text="Công khai quỹ", **done)
    withdrawn = {"status": "rut", "reason": "Trùng"}
    add(live, RECOMMENDATION, text="Trùng", **withdrawn)
    violation(live, body, count=2)
    found = count_figures(Scope.of(SYSTEM, [plan.id], DAY))
    assert (found.recommendations, found.recommendations_done) == (2, 1)
    assert dict(found.discipline) == {("dang_vien", "canh_cao"): 2}
    text = export_inspections(scope, SYSTEM, "csv").decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["Kiến nghị"], row["Kiến nghị đã thực hiện"]) == ("2", "1")
    assert row["Thi hành kỷ luật"] == "Đảng viên: Cảnh cáo (2)"
    public = count_figures(Scope.of(ANONYMOUS, [plan.id], DAY))
    assert (public.recommendations, public.recommendations_done) == (1, 0)
    assert not public.discipline


def test_the_page_shows_each_record_to_whom_it_may(live, body, client, login_as):
    add(live, FINDING, kind="uu_diem", text="Sổ sách rõ ràng")
    add(live, FINDING, kind="bai_hoc", text="Kiểm tra sớm")
    add(live, RECOMMENDATION, text="Thu đủ đảng phí", due="2020-05-01")
    violation(live, body)
    page = client.get(live.path).text
    for words in ("Sổ sách rõ ràng", "Kiểm tra sớm", "Thu đủ đảng phí", "Quá hạn"):
        assert words in page
    assert "Chi sai quỹ" not in page
    staff = login_as("reader").get(live.path).text
    assert "Chi sai quỹ" in staff
    assert "9-QĐ/UBKT" in staff


def test_a_lesson_is_used_again_and_linked_both_ways(live, body, client):
    lesson = add(live, FINDING, kind="bai_hoc", text="Kiểm tra sớm")
    values = {**current_snapshot(live), "code": "2027-2", "lessons": [lesson.id]}
    values = {name: one for name, one in values.items() if name != "slug"}
    later = publish(INSPECTION, values)
    assert lesson.path in client.get(later.path).text
    assert later.path in client.get(lesson.path).text


STATES = {
    "chua_thuc_hien": {},
    "dang_thuc_hien": {},
    "hoan_thanh": {"done": "2027-04-01"},
    "rut": {"reason": "Trùng"},
}


@pytest.mark.parametrize("source", STATES)
def test_a_recommendation_moves_as_declared_and_is_reopened_with_a_reason(live, source):
    for target in STATES.keys() - {source}:
        made = add(live, RECOMMENDATION, text="Việc", status=source, **STATES[source])
        values = {"status": target, "done": None, **STATES[target]}
        if target not in RECOMMENDATION_MOVES[source]:
            asked = {**values, "reason": "Lý do mới"}
            assert save_refused(made, asked) == {"status"}
            continue
        if source in ("hoan_thanh", "rut"):
            assert save_refused(made, values) == {"reason"}
            values["reason"] = "Lý do mới"
        assert service.save(SYSTEM, made.id, values, made.version)


def save_refused(item, values) -> set[str | None]:
    return refused(service.save, SYSTEM, item.id, values, item.version)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"decision": None}, {"decision"}),
        ({"decided_on": None, "decided_by": None}, {"decided_on", "decided_by"}),
        ({"target": "dang_vien_du_bi", "handling": "khai_tru"}, {"handling"}),
        ({"handling": "bia_dat"}, {"handling"}),
        ({"label": None}, {"label"}),
        (
            {"effective_from": "2027-03-01", "effective_to": "2027-01-01"},
            {"effective_to"},
        ),
        (
            {"appeal_outcome": "xoa"},
            {"appealed_on", "appeal_decision", "appeal_decided_on"},
        ),
        ({"appealed_on": "2027-02-01"}, {"appealed_on"}),
    ],
)
def test_a_violation_goes_from_decision_to_appeal_and_skips_nothing(
    live, body, changed, fields
):
    assert refused(violation, live, body, **changed) == fields


def test_what_was_decided_changes_by_a_decision_only(live, body):
    item = violation(live, body)
    change = {"handling": "khien_trach"}
    assert save_refused(item, change) == {"handling"}
    appeal = {
        "appealed_on": "2027-03-20",
        "appeal_outcome": "thay_doi",
        "appeal_decision": "12-QĐ/QU",
        "appeal_decided_on": "2027-04-20",
    }
    version = db.session.get(Item, item.id).version
    assert service.save(SYSTEM, item.id, {**change, **appeal}, version)


def test_a_recommendation_is_ticked_off_from_the_desk(live, login_as):
    item = add(live, RECOMMENDATION, text="Thu đủ đảng phí")
    number, version = item.id, item.version
    desk = login_as("administrator")
    address = f"/ban-lam-viec/kien-nghi/{number}/xong"
    assert address in desk.get("/ban-lam-viec/").text
    assert desk.post(address, data={"version": version}).status_code == 303
    db.session.rollback()
    kept = current_snapshot(db.session.get(Item, number, populate_existing=True))
    assert kept["status"] == "hoan_thanh"
    assert kept["done"]
    reader = login_as("reader").post(address, data={"version": version})
    assert reader.status_code in (403, 404)
