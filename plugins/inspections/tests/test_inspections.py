"""Programmes and inspections: the sample without loss, sums, restraint, rules."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from importlib.resources import files

import pytest
from cms_directory import ORGANISATION
from cms_inspections import INSPECTION, PROGRAMME
from cms_inspections.choices import stage_number
from cms_inspections.commands import overdue
from cms_inspections.deadlines import is_follow_up_overdue, is_overdue
from cms_inspections.models import Inspection, Programme
from cms_inspections.queries import late_work
from sqlalchemy import and_, select

from cms import SYSTEM, Item, ItemRelation, Refused, db, transaction
from cms.accounts.models import Role
from cms.content import service


DAY = dt.date(2026, 11, 23)


def sample() -> list[dict]:
    source = files("cms_inspections").joinpath("demo", "programmes.json")
    return json.loads(source.read_text(encoding="utf-8"))


@pytest.fixture
def loaded(demo):
    return demo


def item_of(kind: str, slug: str) -> Item:
    query = select(Item).where(Item.type == kind, Item.slug == slug)
    return db.session.scalars(query).one()


def slugs() -> dict[int | None, str | None]:
    found = dict(db.session.execute(select(Item.id, Item.slug)).all())
    return {**found, None: None}


def related_slugs(item: Item, relation: str) -> list[str]:
    query = (
        select(Item.slug)
        .join(ItemRelation, ItemRelation.target_id == Item.id)
        .where(ItemRelation.source_id == item.id, ItemRelation.relation == relation)
        .order_by(ItemRelation.position)
    )
    return list(db.session.scalars(query))


def written(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def test_every_programme_keeps_every_field(loaded):
    for record in sample():
        item = item_of(PROGRAMME, record["slug"])
        row = db.session.get(Programme, item.id)
        assert item.title == record["title"]
        for name in ("kind", "number", "status"):
            assert getattr(row, name) == record[name]
        assert row.year == record.get("year")
        assert written(row.issued_at) == record["issued_at"]
        term = {"from": row.term_from, "to": row.term_to}
        assert term == record.get("term", {"from": None, "to": None})
        assert (row.objectives or []) == record.get("objectives", [])
        assert (row.focus or []) == record.get("focus", [])
        assert [
            {"order": one.position, "title": one.title} for one in row.task_groups
        ] == record.get("task_groups", [])
        assert [
            {"date": written(one.date), "title": one.title} for one in row.milestones
        ] == record.get("milestones", [])
        for kept, given in zip(row.targets, record.get("targets", []), strict=True):
            assert (kept.code, kept.text, kept.unit) == (
                given["code"],
                given["text"],
                given["unit"],
            )
            assert kept.target == given["target"]
            assert kept.achieved == given["achieved"]
        assert related_slugs(item, "issuer") == [record["issuer"]]
        assert related_slugs(item, "signer") == [record["signer"]]
        parent = [record["parent"]] if record.get("parent") else []
        assert related_slugs(item, "parent") == parent


def test_a_programme_lists_its_children(loaded, client):
    for record in sample():
        page = client.get(f"/chuong-trinh/{record['slug']}").text
        for slug in record.get("children", []):
            assert f'"/chuong-trinh/{slug}"' in page


def test_every_inspection_keeps_every_field(loaded):
    by_id = slugs()
    for programme in sample():
        for record in programme.get("items", []):
            item = item_of(INSPECTION, record["code"].lower())
            row = db.session.get(Inspection, item.id)
            assert item.title == record["content"]
            for name in ("code", "type", "status", "focus", "note"):
                assert getattr(row, name) == record[name], (record["code"], name)
            assert kept_days(row) == given_days(record)
            assert kept_result(row) == record["result"]
            confidential = record["visibility"] == "confidential"
            assert row.confidential == confidential
            assert item.visibility == (
                "internal" if confidential else record["visibility"]
            )
            assert related_slugs(item, "programme") == [programme["slug"]]
            assert related_slugs(item, "owner") == [record["owner"]]
            assert related_slugs(item, "team_lead") == [record["team"]["lead"]]
            assert related_slugs(item, "team_members") == record["team"]["members"]
            assert [
                {
                    "kind": one.kind,
                    "organisation": by_id[one.organisation_id],
                    "label": one.label,
                    "count": one.count,
                    "person": by_id[one.person_id],
                }
                for one in row.subjects
            ] == [{"count": None, "person": None, **one} for one in record["subjects"]]
            assert [
                {"role": one.role, "number": one.number, "date": written(one.date)}
                for one in row.documents
            ] == record["documents"]
            extended = [one.until for one in row.documents if one.until]
            assert extended == ([row.extended_to] if record["extended_to"] else [])
            assert [
                {
                    "target": one.target,
                    "form": one.form,
                    "count": one.count,
                    "decision": one.decision,
                    "date": written(one.date),
                }
                for one in row.discipline
            ] == record["discipline"]


def kept_days(row: Inspection) -> list[str | None]:
    names = (
        "checkpoint_from",
        "checkpoint_to",
        "planned_start",
        "planned_end",
        "extended_to",
        "actual_start",
        "actual_end",
        "follow_up_due",
        "follow_up_done",
    )
    return [row.planned_quarter, *(written(getattr(row, name)) for name in names)]


def given_days(record: dict) -> list[str | None]:
    checkpoint, follow_up = record["checkpoint"] or {}, record["follow_up"] or {}
    return [
        record["planned"]["quarter"],
        checkpoint.get("from"),
        checkpoint.get("to"),
        record["planned"]["start"],
        record["planned"]["end"],
        record["extended_to"],
        record["actual"]["start"],
        record["actual"]["end"],
        follow_up.get("due"),
        follow_up.get("done"),
    ]


def kept_result(row: Inspection) -> dict | None:
    names = (
        "conclusion",
        "merits",
        "shortcomings",
        "causes",
        "recommendations",
        "recommendations_done",
    )
    found = {name: getattr(row, name) for name in names}
    return found if any(value is not None for value in found.values()) else None


def test_only_two_things_are_late_on_the_day_of_the_sample(loaded):
    live = and_(Item.status == "published", Item.deleted_at.is_(None))
    found = {work.detail.code: work for work in late_work(DAY, live)}
    assert set(found) == {"2026-DH-02", "2026-KT-01"}
    assert found["2026-DH-02"].overdue
    assert found["2026-KT-01"].follow_up_overdue


def test_the_command_lists_what_is_late(loaded):
    result = loaded.app.test_cli_runner().invoke(overdue, ["--on", "2026-11-23"])
    assert result.exit_code == 0, result.output
    assert "2026-DH-02\toverdue since 2026-10-09" in result.output
    assert "2026-KT-01\tremedies due 2026-10-31" in result.output
    early = loaded.app.test_cli_runner().invoke(overdue, ["--on", "2020-01-01"])
    assert "Nothing is late" in early.output


def test_overdue_follows_from_state_and_days():
    end = dt.date(2026, 11, 22)
    assert is_overdue("dang_tien_hanh", end, DAY)
    assert not is_overdue("theo_doi_khac_phuc", end, DAY)
    assert not is_overdue("dang_tien_hanh", DAY, DAY)
    assert is_follow_up_overdue(end, None, DAY)
    assert not is_follow_up_overdue(end, end, DAY)
    assert [stage_number(one) for one in ("du_kien", "cho_ket_luan", "hoan_thanh")] == [
        0,
        1,
        2,
    ]
    assert stage_number("huy") is None


def test_readers_see_members_by_function_and_never_by_name(loaded, client, login_as):
    page = client.get("/kiem-tra-giam-sat/2024-gs-02").text
    assert "Bí thư Đảng ủy phường Gò Lụa" in page
    assert "banh-chi-kien" not in page
    assert "2024-gs-02" not in client.get("/nhan-su/banh-chi-kien").text
    staff = login_as("reader").get("/kiem-tra-giam-sat/2024-gs-02").text
    assert "banh-chi-kien" in staff


def test_discipline_and_notes_are_for_staff(loaded, client, login_as):
    path = "/kiem-tra-giam-sat/2024-dh-02"
    assert "78-QĐ/UBKTQU" not in client.get(path).text
    assert "78-QĐ/UBKTQU" in login_as("reader").get(path).text
    late = "/kiem-tra-giam-sat/2026-dh-02"
    assert "đã hết thời gian gia hạn" not in client.get(late).text
    assert "đã hết thời gian gia hạn" in login_as("reader").get(late).text


def test_internal_inspections_are_nothing_to_readers(loaded, client):
    for programme in sample():
        for record in programme.get("items", []):
            status = client.get(f"/kiem-tra-giam-sat/{record['code'].lower()}")
            wanted = 200 if record["visibility"] == "public" else 404
            assert status.status_code == wanted, record["code"]


def confidential_path() -> str:
    code = next(
        record["code"]
        for programme in sample()
        for record in programme.get("items", [])
        if record["visibility"] == "confidential"
    )
    return f"/kiem-tra-giam-sat/{code.lower()}"


def test_confidential_inspections_need_their_own_right(loaded, login_as):
    path = confidential_path()
    assert login_as("approver").get(path).status_code == 404
    assert login_as("administrator").get(path).status_code == 200
    with transaction() as session:
        role = session.scalars(select(Role).where(Role.name == "reader")).one()
        role.permissions = [*role.permissions, "inspections.confidential"]
    assert login_as("reader").get(path).status_code == 200


def test_a_confidential_draft_is_hidden_too(make_item, login_as):
    item = make_item(INSPECTION, title="Việc mật", confidential=True)
    path = f"/ban-lam-viec/sua/{item.id}"
    reporter = login_as("reporter")
    listed = reporter.get("/ban-lam-viec/noi-dung/inspections.item/")
    assert listed.status_code == 200
    assert "Việc mật" not in listed.text
    assert reporter.get(path).status_code == 404
    assert login_as("administrator").get(path).status_code == 200


def test_a_new_inspection_is_internal(make_item):
    assert make_item(INSPECTION).visibility == "internal"


GOOD = {
    "code": "2027-KT-01",
    "type": "kt_chap_hanh",
    "status": "du_kien",
    "planned_start": "2027-01-04",
    "planned_end": "2027-02-26",
    "subjects": [{"kind": "dang_vien", "label": "Bí thư chi bộ", "count": 1}],
}


# What work needs that is entered as completed.
COMPLETING = {"actual_start", "actual_end", "conclusion", "team_lead", "documents"}


def draft(**changed) -> Item:
    title = {"title": "Việc thử"}
    return service.create(SYSTEM, INSPECTION, {**title, **GOOD, **changed})


@pytest.fixture
def owner(make_item):
    return make_item(
        ORGANISATION, title="Ban", type="khac", level="quan", status="published"
    )


def refused_fields(item) -> set[str | None]:
    with pytest.raises(Refused) as refused:
        service.submit(SYSTEM, item.id, item.version)
    return {problem.field for problem in refused.value.problems if problem.block}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"planned_end": "2027-01-01"}, {"planned_end"}),
        ({"status": "hoan_thanh"}, COMPLETING),
        (
            {"follow_up_due": "2027-03-01", "status": "hoan_thanh"},
            COMPLETING | {"follow_up_done"},
        ),
        ({"extended_to": "2027-03-31"}, {"extended_to"}),
        ({"status": "huy"}, {"note"}),
        ({"status": "chuyen_ky"}, {"documents"}),
        ({"status": "dang_tien_hanh"}, {"team_lead", "documents", "actual_start"}),
        ({"discipline": [{"target": "to_chuc", "form": "khai_tru"}]}, {"discipline"}),
        ({"visibility": "public", "confidential": True}, {"visibility"}),
        ({"visibility": "public", "subjects": [{"kind": "dang_vien"}]}, {"subjects"}),
    ],
)
def test_the_rules_of_the_procedure_hold(owner, changed, fields):
    item = draft(owner=owner.id, **changed)
    assert refused_fields(item) == fields


def test_two_inspections_do_not_share_a_code(owner):
    first = draft(owner=owner.id)
    for step in (service.submit, service.approve, service.publish):
        first = step(SYSTEM, first.id, first.version) or first
    second = draft(owner=owner.id)
    assert refused_fields(second) == {"code"}


def test_the_overview_adds_up_what_this_reader_may_see(loaded, client, login_as):
    page = client.get("/chuong-trinh/tong-quan?nam=2026").text
    assert "<strong>11</strong>" in page
    staff = login_as("administrator").get("/chuong-trinh/tong-quan?nam=2026").text
    assert "<strong>14</strong>" in staff
    assert client.get("/chuong-trinh/tong-quan?nam=1999").status_code == 404
    assert client.get("/chuong-trinh/tong-quan").status_code == 200


def test_the_share_of_a_target_is_whole_and_at_most_a_hundred():
    from cms_inspections.views import goal

    assert goal({"target": "85", "achieved": "91"}).share == 100
    assert goal({"target": "100", "achieved": "98.9"}).share == 98
    assert goal({"target": "100"}).share is None
    assert goal({"target": "2", "achieved": "2"}).reached
    assert goal({"target": "1,5"}).target is None
    assert goal({"target": "1.5"}).target == Decimal("1.5")
