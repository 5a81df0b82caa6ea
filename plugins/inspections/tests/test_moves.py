"""Moves of an inspection: only declared ones, each with what it needs, at every door."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import zipfile

import pytest
from cms_directory import ORGANISATION, PERSON
from cms_inspections import INSPECTION
from cms_inspections.choices import STATUSES
from cms_inspections.extensions import extensions_of
from cms_inspections.models import Inspection
from cms_inspections.requirements import EXTENSION, REQUIREMENTS, is_met
from cms_inspections.workflow import (
    MOVES,
    REOPEN,
    STATE_NEEDS,
    find_move,
    moves_from,
    needs_of,
)
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from cms import (
    SYSTEM,
    DemoItem,
    Item,
    Refused,
    Revision,
    current_snapshot,
    db,
    transaction,
)
from cms.accounts.models import Role
from cms.builtin.desk.item.corrections import correct
from cms.builtin.exchange.archive import MANIFEST, line_of
from cms.builtin.exchange.exporting import export_archive
from cms.builtin.exchange.importing import import_archive
from cms.builtin.exchange.item_rows import ImportProblem, load
from cms.content import service


pytestmark = pytest.mark.one_database


PLAN = {
    "title": "Việc thử",
    "code": "2027-KT-01",
    "type": "kt_chap_hanh",
    "status": "du_kien",
    "planned_start": "2027-01-04",
    "planned_end": "2027-02-26",
    "subjects": [{"kind": "dang_vien", "label": "Bí thư chi bộ", "count": 1}],
}


def paper(role: str, number: str, day: str = "2027-01-05", **more) -> dict:
    return {"role": role, "number": number, "date": day, **more}


@pytest.fixture
def owner(make_item):
    return make_item(
        ORGANISATION, title="Ban", type="khac", level="quan", status="published"
    )


@pytest.fixture
def leader(make_item):
    return make_item(PERSON, title="Người Dẫn Đoàn", status="published")


@pytest.fixture
def live(owner):
    """An inspection that is planned and on the site."""
    return publish(service.create(SYSTEM, INSPECTION, {**PLAN, "owner": owner.id}))


def publish(item: Item, actor=SYSTEM) -> Item:
    return service.publish(actor, item.id, item.version)


def change(item: Item, actor=SYSTEM, **values) -> Item:
    """Save some values and let them go live."""
    with transaction():
        saved = service.save(SYSTEM, item.id, values, item.version)
        return publish(saved, actor)


def refused_fields(item: Item, actor=SYSTEM, **values) -> set[str | None]:
    with pytest.raises(Refused) as refused:
        change(item, actor, **values)
    db.session.rollback()
    return {problem.field for problem in refused.value.problems if problem.block}


def status_of(item: Item) -> str | None:
    return db.session.scalar(
        select(Inspection.status).where(Inspection.item_id == item.id)
    )


def test_the_declared_states_are_those_that_one_can_choose():
    assert set(STATE_NEEDS) == {key for key, _label in STATUSES}
    ends = {end for move in MOVES for end in (move.source, move.target)}
    assert ends == set(STATE_NEEDS)
    assert len({(move.source, move.target) for move in MOVES}) == len(MOVES)
    assert {one for move in MOVES for one in needs_of(move)} <= set(REQUIREMENTS)


@pytest.mark.parametrize("status", ["hoan_thanh", "dang_tien_hanh", "xong_roi", None])
def test_planned_work_goes_nowhere_but_where_a_move_leads(live, status):
    assert "status" in refused_fields(live, status=status)
    assert status_of(live) == "du_kien"


def test_work_that_is_entered_as_it_stands_needs_what_any_path_to_there_needs(owner):
    item = service.create(
        SYSTEM, INSPECTION, {**PLAN, "status": "da_ket_luan", "owner": owner.id}
    )
    with pytest.raises(Refused) as refused:
        publish(item)
    fields = {problem.field for problem in refused.value.problems if problem.block}
    assert fields == {
        "team_lead",
        "documents",
        "actual_start",
        "actual_end",
        "conclusion",
    }


def test_what_led_to_a_state_is_not_taken_away_in_it(live, leader):
    under_way = start(live, leader)
    assert refused_fields(under_way, documents=[]) == {"documents"}
    assert refused_fields(under_way, actual_start=None) == {"actual_start"}
    assert change(under_way, focus="Thu chi").title


def start(item: Item, leader: Item) -> Item:
    prepared = change(item, status="chuan_bi")
    return change(
        prepared,
        status="dang_tien_hanh",
        team_lead=leader.id,
        actual_start="2027-01-06",
        documents=[paper("quyet_dinh", "1-QĐ/QU")],
    )


def test_a_deadline_moves_by_decision_only_and_every_former_one_stays(live, leader):
    item = start(live, leader)
    decided = current_snapshot(item)["documents"]
    assert refused_fields(item, planned_end="2027-04-30") == {"planned_end"}
    assert refused_fields(item, extended_to="2027-03-31") == {"extended_to"}
    unnumbered = [*decided, {"role": EXTENSION, "date": "2027-02-20"}]
    refused = refused_fields(item, extended_to="2027-03-31", documents=unnumbered)
    assert refused == {"extended_to"}
    first = paper(EXTENSION, "2-QĐ/QU", "2027-02-20", until="2027-03-31")
    item = change(item, extended_to="2027-03-31", documents=[*decided, first])
    assert refused_fields(item, extended_to="2027-05-31") == {"extended_to"}
    assert refused_fields(item, extended_to=None) == {"extended_to"}
    second = paper(EXTENSION, "3-QĐ/QU", "2027-03-20", until="2027-05-31")
    gone = refused_fields(item, extended_to="2027-05-31", documents=[*decided, second])
    assert gone == {"documents"}
    both = [*decided, first, second]
    item = change(item, extended_to="2027-05-31", documents=both)
    kept = current_snapshot(item)
    assert kept["planned_end"] == "2027-02-26"
    days = [one.until for one in extensions_of(kept)]
    assert days == [dt.date(2027, 3, 31), dt.date(2027, 5, 31)]


def test_closed_work_is_reopened_with_a_reason_by_who_may(live, user):
    gone = change(live, status="huy", note="Đã có thanh tra")
    assert refused_fields(gone, status="du_kien") == {"note"}
    person = user("approver")
    refused = refused_fields(gone, person, status="du_kien", note="Thanh tra hoãn")
    assert refused == {"status"}
    with transaction() as session:
        role = session.scalars(select(Role).where(Role.name == "approver")).one()
        role.permissions = [*role.permissions, REOPEN.name]
    back = change(gone, person, status="du_kien", note="Thanh tra hoãn")
    assert status_of(back) == "du_kien"


def test_a_small_correction_is_no_way_around(live):
    saved = service.save(SYSTEM, live.id, {"status": "huy"}, live.version)
    with pytest.raises(Refused) as refused:
        correct(SYSTEM, saved.id, saved.version)
    assert {one.field for one in refused.value.problems} == {"note"}
    db.session.rollback()
    assert status_of(live) == "du_kien"


FILLED = {
    "team_lead": lambda data, known: {"team_lead": known["leader"]},
    "launch": lambda data, known: add_paper(data, "quyet_dinh"),
    "start": lambda data, known: {"actual_start": "2027-01-06"},
    "end": lambda data, known: {"actual_end": "2027-02-20"},
    "result": lambda data, known: {"conclusion": "thuc_hien_tot"},
    "announcement": lambda data, known: add_paper(data, "thong_bao_ket_luan"),
    "follow_up_due": lambda data, known: {"follow_up_due": "2027-05-31"},
    "no_open_remedies": lambda data, known: {"follow_up_done": "2027-05-20"},
    "reason": lambda data, known: {"note": f"{data.get('note') or ''}\nvì thế"},
    "document": lambda data, known: add_paper(data, "ke_hoach"),
    "change_notice": lambda data, known: add_paper(data, "thong_bao_dieu_chinh"),
}


def add_paper(data: dict, role: str) -> dict:
    rows = data.get("documents") or []
    return {"documents": [*rows, paper(role, f"{len(rows) + 1}-{role}")]}


def make_machine(owner: Item, leader: Item) -> type[RuleBasedStateMachine]:
    known = {"leader": leader.id}
    codes = itertools.count(1)

    class Moves(RuleBasedStateMachine):
        """Anybody tries any state with anything said, or with all that it needs."""

        def __init__(self) -> None:
            super().__init__()
            values = {**PLAN, "code": f"2027-{next(codes)}", "owner": owner.id}
            self.item = publish(service.create(SYSTEM, INSPECTION, values))
            self.live = dict(current_snapshot(self.item))

        @rule(
            state=st.sampled_from(sorted(STATE_NEEDS)),
            given=st.sets(st.sampled_from(sorted(FILLED)), max_size=3),
        )
        def try_any(self, state: str, given: set[str]) -> None:
            self.move(state, sorted(given))

        @rule(pick=st.integers(0, 99))
        def make_a_declared_move(self, pick: int) -> None:
            moves = moves_from(self.live["status"])
            move = moves[pick % len(moves)]
            assert self.move(move.target, needs_of(move))

        def move(self, state: str, said: list[str]) -> bool:
            data = dict(self.live)
            for name in said:
                data |= FILLED[name](data, known)
            data["status"] = state
            key = self.item.id
            try:
                self.item = change(self.item, **data)
            except Refused:
                db.session.rollback()
                self.item = db.session.get(Item, key)
                return False
            move = find_move(self.live["status"], state)
            assert state == self.live["status"] or move
            for name in needs_of(move) if move else ():
                assert is_met(name, data, self.live), name
            self.live = dict(current_snapshot(self.item))
            return True

        @invariant()
        def what_is_live_is_declared(self) -> None:
            assert status_of(self.item) == self.live["status"]
            assert self.live["status"] in STATE_NEEDS

        def teardown(self) -> None:
            query = select(Revision.data).where(
                Revision.item_id == self.item.id, Revision.state == "published"
            )
            rows = db.session.scalars(query.order_by(Revision.number))
            history = [data["status"] for data in rows]
            for before, after in itertools.pairwise(history):
                assert before == after or find_move(before, after)

    return Moves


def test_no_path_leaves_the_declared_moves_and_history_tells_each(owner, leader):
    run_state_machine_as_test(
        make_machine(owner, leader),
        settings=settings(
            max_examples=5,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


DESK = "/ban-lam-viec/"


def test_the_desk_shows_the_moves_and_asks_for_what_is_missing(live, login_as):
    desk = login_as("administrator")
    page = desk.get(f"{DESK}sua/{live.id}").text
    assert f"{DESK}kiem-tra/{live.id}/chuyen/chuan_bi" in page
    assert f"{DESK}kiem-tra/{live.id}/chuyen/hoan_thanh" not in page
    form = f"{DESK}kiem-tra/{live.id}/chuyen/huy"
    version = live.version
    refused = desk.post(form, data={"version": version, "reason": ""})
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    done = desk.post(form, data={"version": version, "reason": "Đã có thanh tra"})
    assert done.status_code == 303
    # The site asks for a second person, who publishes it.
    assert status_of(live) == "du_kien"
    assert fresh(live).stage == "submitted"
    publish(fresh(live))
    assert status_of(live) == "huy"
    assert "Đã có thanh tra" in current_snapshot(live)["note"]


def fresh(item: Item) -> Item:
    db.session.rollback()
    db.session.refresh(item)
    return item


def test_of_two_who_extend_at_once_the_second_is_told_and_loses_no_word(live, login_as):
    desk = login_as("administrator")
    form = f"{DESK}kiem-tra/{live.id}/chuyen/extension"
    given = {"version": live.version, "until": "31/03/2027"}
    given |= {"extension_number": "9-QĐ/QU", "extension_date": "20/02/2027"}
    assert desk.post(form, data=given).status_code == 303
    publish(fresh(live))
    late = desk.post(form, data=given | {"extension_number": "10-QĐ/QU"})
    assert late.status_code == 422
    assert "10-QĐ/QU" in late.text
    kept = extensions_of(current_snapshot(fresh(live)))
    assert [one.number for one in kept] == ["9-QĐ/QU"]


def test_an_archive_brings_in_no_state_that_is_not_declared(live, tmp_path):
    file = tmp_path / "site.zip"
    export_archive(file)
    rewrite_rows(
        file, "items", lambda row: row.get("type") == INSPECTION and spoil(row)
    )
    slug, key = live.slug, live.id
    with transaction() as session:
        session.execute(delete(Item).where(Item.id == key))
    report = import_archive(file, SYSTEM)
    query = select(Item.id).where(Item.type == INSPECTION, Item.slug == slug)
    assert db.session.scalar(query) is None
    assert any(
        "danh sách" in words for one in report.parts.values() for words in one.left_out
    )


def test_lines_bring_in_nothing_that_its_state_forbids(owner, site):
    values = {**PLAN, "status": "hoan_thanh", "owner": {"ref": owner_name(owner)}}
    with pytest.raises(ImportProblem, match="2027-kt-01"):
        load([DemoItem(INSPECTION, "2027-kt-01", values)], SYSTEM)
    planned = {**values, "status": "du_kien"}
    assert load([DemoItem(INSPECTION, "2027-kt-01", planned)], SYSTEM) == 1
    query = select(Item.visibility).where(Item.slug == "2027-kt-01")
    assert db.session.scalar(query) == "internal"


def owner_name(owner: Item) -> str:
    return f"{owner.type}/{owner.slug}"


def spoil(row: dict) -> None:
    for revision in row["revisions"]:
        revision["data"]["status"] = "xong_roi"


def rewrite_rows(file, part, change_row) -> None:
    """Write an archive again in which ``change_row`` was applied to rows of a part."""
    with zipfile.ZipFile(file) as archive:
        members = {one.filename: archive.read(one) for one in archive.infolist()}
    rows = [json.loads(line) for line in members[f"{part}.jsonl"].splitlines()]
    for row in rows:
        change_row(row)
    lines = members[f"{part}.jsonl"] = b"".join(line_of(row) for row in rows)
    manifest = json.loads(members[MANIFEST])
    for one in manifest["parts"]:
        if one["name"] == part:
            one["sha256"] = hashlib.sha256(lines).hexdigest()
    members[MANIFEST] = line_of(manifest)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
