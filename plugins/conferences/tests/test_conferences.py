"""Conferences: the sample without loss, the page, rules, slots, panel and job."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files

import pytest
from cms_conferences import CONFERENCE, DIRECTIVE
from cms_conferences.jobs import notice_overdue
from cms_conferences.models import Conference, Directive, OverdueNotice
from cms_conferences.queries import is_overdue, open_directives, overdue_rows
from cms_conferences.types import shortened
from cms_conferences.views import conference_view
from cms_directory import ORGANISATION, PERSON, today
from sqlalchemy import func, select

from cms import (
    SYSTEM,
    Child,
    Item,
    ItemRelation,
    Refused,
    current_snapshot,
    db,
    transaction,
)
from cms.content import service


DAY = dt.date(2026, 11, 23)
# That something is late is no state any more: it follows from the due day.
NOW_CALLED = {"qua_han": "dang_thuc_hien"}


def sample() -> list[dict]:
    source = files("cms_conferences").joinpath("demo", "conferences.json")
    return json.loads(source.read_text(encoding="utf-8"))


@pytest.fixture
def loaded(demo):
    return demo


def item_of(slug: str) -> Item:
    query = select(Item).where(Item.type == CONFERENCE, Item.slug == slug)
    return db.session.scalars(query).one()


def directives_at(item: Item) -> list[Child]:
    query = (
        select(Item, Directive)
        .join(Directive, Directive.item_id == Item.id)
        .where(Item.parent_id == item.id)
        .order_by(Item.position)
    )
    return [Child(*row) for row in db.session.execute(query)]


def slugs() -> dict[int | None, str | None]:
    found = dict(db.session.execute(select(Item.id, Item.slug)).all())
    return {**found, None: None}


def written(moment: dt.date | dt.time | None) -> str | None:
    if isinstance(moment, dt.time):
        return moment.strftime("%H:%M")
    return moment.isoformat() if moment else None


def related_slugs(item: Item, relation: str) -> list[str]:
    query = (
        select(Item.slug)
        .join(ItemRelation, ItemRelation.target_id == Item.id)
        .where(ItemRelation.source_id == item.id, ItemRelation.relation == relation)
        .order_by(ItemRelation.position)
    )
    return list(db.session.scalars(query))


def test_every_conference_keeps_every_field(loaded):
    for record in sample():
        item = item_of(record["slug"])
        row = db.session.get(Conference, item.id)
        assert item.title == record["title"]
        for name in ("type", "format", "location", "minutes_number", "status"):
            assert getattr(row, name) == record[name]
        for name in ("date", "start", "end"):
            assert written(getattr(row, name)) == record[name]
        assert row.online_points == record.get("online_points")
        for name in ("period", "next_period"):
            kept, given = getattr(row, name) or {}, record[name] or {}
            assert {key: kept.get(key) for key in given} == given
        assert related_slugs(item, "organiser") == [record["organiser"]]
        assert related_slugs(item, "chairs") == record["chairs"]
        assert related_slugs(item, "secretary") == [record["secretary"]]


def test_every_row_of_the_sample_is_kept_in_order(loaded):
    by_id = slugs()
    for record in sample():
        row = db.session.get(Conference, item_of(record["slug"]).id)
        assert [
            {
                "order": one.position,
                "type": one.type,
                "title": one.title,
                "person": by_id[one.person_id],
                "organisation": by_id[one.organisation_id],
                "start": written(one.start),
                "minutes": one.minutes,
                "document": one.document,
            }
            for one in row.agenda
        ] == record["agenda"]
        assert [
            {
                "kind": one.kind,
                "role": one.role,
                "person": by_id[one.person_id],
                "text": one.text,
                "count": one.count,
                "organisation": by_id[one.organisation_id],
            }
            for one in row.attendees
        ] == record["attendees"]
        assert [
            {
                "slug": one.code,
                "type": one.type,
                "title": one.title,
                "number": one.number,
                "date": written(one.date),
                "file": one.file_name,
                "public": one.public,
            }
            for one in row.documents
        ] == record["documents"]
        assert [
            {
                "by": by_id[one.given_by],
                "text": one.text,
                "due": written(one.due),
                "responsible": by_id[(one.responsible or [None])[0]],
                "status": one.status,
            }
            for one in (child.detail for child in directives_at(row.item))
        ] == [
            {key: value for key, value in given.items() if key != "order"}
            | {"status": NOW_CALLED.get(given["status"], given["status"])}
            for given in record["directives"]
        ]


def test_directives_are_numbered_for_each_speaker_as_in_the_sample(loaded):
    for record in sample():
        item = item_of(record["slug"])
        with loaded.app.test_request_context():
            children = {DIRECTIVE: directives_at(item)}
            shown = conference_view(item, current_snapshot(item), children).directives
        assert [one.number for one in shown] == [
            given["order"] for given in record["directives"]
        ]


def test_the_page_shows_agenda_attendance_papers_and_directives(loaded, client):
    for record in sample():
        page = client.get(f"/hoi-nghi/{record['slug']}").text
        assert record["location"] in page
        assert record["period"]["label"] in page
        assert record["minutes_number"] in page
        for row in record["agenda"]:
            assert row["title"] in page
            assert row["start"] in page
            assert not row["person"] or f'"/nhan-su/{row["person"]}"' in page
        for row in record["attendees"]:
            assert not row["text"] or row["text"] in page
            assert not row["person"] or f'"/nhan-su/{row["person"]}"' in page
        for row in record["documents"]:
            assert row["title"] in page
            assert not row["number"] or row["number"] in page
            assert row["file"] in page
        for row in record["directives"]:
            assert row["text"] in page


def test_attendance_is_listed_by_role_in_protocol_order(loaded, client):
    page = client.get("/hoi-nghi/hoi-nghi-so-ket-6-thang-dau-nam-2023").text
    attendance = page.split("Thành phần</h2>")[1]
    places = [
        attendance.index(f"<h3>{role}</h3>")
        for role in ("Chủ trì", "Khách mời", "Trình bày báo cáo", "Đại biểu")
    ]
    assert places == sorted(places)
    assert attendance.index("Lương Hạ Mây") < attendance.index("Đinh Trọng Nhã")


def test_a_person_has_the_conferences_attended_with_the_role(loaded, client):
    page = client.get("/nhan-su/kieu-thuc-uyen").text
    assert "Hội nghị đã dự" in page
    assert "(Trình bày báo cáo)" in page


def test_an_organisation_shows_the_directives_it_must_carry_out(loaded, client):
    page = client.get("/to-chuc/ban-to-chuc-quan-uy-quan-sen").text
    texts = [
        row["text"]
        for record in sample()
        for row in record["directives"]
        if row["responsible"] == "ban-to-chuc-quan-uy-quan-sen"
    ]
    assert texts
    assert all(text in page for text in texts)


def test_the_desk_has_the_open_directives(loaded, login_as):
    with loaded.app.test_request_context():
        from flask_login import login_user

        staff = login_as("administrator")
        login_user(staff.user)
        found = open_directives(DAY)
    wanted = [
        row["text"]
        for record in sample()
        for row in record["directives"]
        if row["status"] != "hoan_thanh"
    ]
    assert sorted(one.directive.text for one in found) == sorted(wanted)
    assert sum(one.overdue for one in found) >= 1


def test_what_is_done_or_withdrawn_is_never_overdue():
    assert not is_overdue("hoan_thanh", dt.date(2020, 1, 1), DAY)
    assert not is_overdue("rut_lai", dt.date(2020, 1, 1), DAY)
    assert not is_overdue("dang_thuc_hien", None, DAY)
    assert is_overdue("dang_thuc_hien", dt.date(2026, 11, 22), DAY)
    assert not is_overdue("dang_thuc_hien", DAY, DAY)


def test_the_job_notes_each_overdue_directive_once(loaded):
    notice_overdue()
    count = select(func.count()).select_from(OverdueNotice)
    first = db.session.scalar(count)
    db.session.rollback()
    notice_overdue()
    assert first >= 1
    assert db.session.scalar(count) == first


@pytest.mark.parametrize("status", [None, "dang_thuc_hien", "hoan_thanh"])
def test_the_job_and_the_pages_call_the_same_directives_overdue(
    site, make_item, status
):
    held = conference(make_item, date="2025-06-30", status="da_dien_ra")
    for step in (service.submit, service.publish):
        held = step(SYSTEM, held.id, held.version)
    given = {"text": "Rà soát", "due": "2025-07-31", "status": "dang_thuc_hien"}
    one = service.create(SYSTEM, DIRECTIVE, given, parent_id=held.id)
    with transaction() as session:  # an old row may say nothing
        session.get_one(Directive, one.id).status = status
    late = is_overdue(status, dt.date(2025, 7, 31), DAY)
    assert ({row.item_id for row in overdue_rows(DAY)} == {one.id}) is late


def conference(make_item, **data):
    body = make_item(
        ORGANISATION, title="Ủy ban", type="khac", level="quan", status="published"
    )
    given = {
        "type": "so_ket",
        "status": "du_kien",
        "date": (today() + dt.timedelta(days=10)).isoformat(),
        "organiser": body.id,
    }
    title = {"title": "Hội nghị thử"}
    return service.create(SYSTEM, CONFERENCE, {**title, **given, **data})


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"date": "2026-05-02", "date_end": "2026-05-01"}, "date_end"),
        ({"start": "10:00", "end": "09:00"}, "end"),
        (
            {
                "attendee_total": 5,
                "attendees": [
                    {"kind": "group", "role": "dai_bieu", "text": "A", "count": 6}
                ],
            },
            "attendee_total",
        ),
        ({"agenda": [{"type": "bao_cao", "document": "không-có"}]}, "agenda"),
    ],
)
def test_what_cannot_be_is_refused(make_item, data, field):
    item = conference(make_item, **data)
    with pytest.raises(Refused) as refused:
        service.submit(SYSTEM, item.id, item.version)
    assert field in {problem.field for problem in refused.value.problems}


def live(make_item, **data):
    item = conference(make_item, **data)
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version) or item
    return item


def test_no_number_stands_beside_groups_that_nobody_counted(make_item, client):
    person = make_item(PERSON, title="Lục Văn Ký", status="published")
    chair = {"role": "chu_tri", "person_id": person.id}
    groups = [{"role": "dai_bieu", "text": f"Khối {n}"} for n in (1, 2, 3)]
    page = client.get(live(make_item, attendees=[chair, *groups]).path).text
    assert "Khối 3" in page
    assert "Số người dự được ghi" not in page
    counted = [{**group, "count": 20} for group in groups]
    title = {"title": "Hội nghị khác"}
    page = client.get(live(make_item, attendees=[chair, *counted], **title).path).text
    assert "<dd>61</dd>" in page


def test_a_new_conference_is_not_held_in_any_way(make_item, client):
    page = client.get(live(make_item).path).text
    assert "Hội nghị thử" in page
    assert "Trực tiếp" not in page


def test_a_body_that_was_closed_by_then_is_refused_and_allowed_on_older_days(make_item):
    closed = make_item(
        ORGANISATION,
        title="Ban cũ",
        type="khac",
        level="quan",
        valid_to="2025-06-30",
        status="published",
    )
    item = conference(make_item, organiser=closed.id, date="2025-07-01")
    with pytest.raises(Refused) as refused:
        service.submit(SYSTEM, item.id, item.version)
    (problem,) = refused.value.problems
    assert problem.field == "organiser"
    item = service.save(SYSTEM, item.id, {"date": "2025-06-30"}, item.version)
    service.submit(SYSTEM, item.id, item.version)
    rows = [{"role": "dai_bieu", "text": "Khối cũ", "organisation_id": closed.id}]
    item = conference(make_item, attendees=rows, title="Hội nghị nữa")
    with pytest.raises(Refused) as refused:
        service.submit(SYSTEM, item.id, item.version)
    assert {one.field for one in refused.value.problems} == {"attendees"}


def test_open_directives_stand_once_with_their_unit_and_on_its_desk(
    make_item, user, login_as, client
):
    from cms.builtin.desk.site.account_person_service import link_person

    body = make_item(
        ORGANISATION, title="Phòng A", type="khac", level="quan", status="published"
    )
    posts = [{"title": "Trưởng phòng", "organisation_id": body.id}]
    person = make_item(PERSON, title="Lục Văn Ký", status="published", positions=posts)
    account = user("reader")
    link_person(SYSTEM, account, person.id)
    parent = live(make_item)
    for text, status in (
        ("Rà soát hồ sơ", "chua_thuc_hien"),
        ("Nộp báo cáo", "hoan_thanh"),
    ):
        data = {"text": text, "status": status, "responsible": [body.id]}
        service.create(SYSTEM, DIRECTIVE, data, parent_id=parent.id)
    assert client.get(body.path).text.count("Rà soát hồ sơ") == 1
    page = login_as(account).get("/ban-lam-viec/").text
    card = page[page.index("Chờ đơn vị tôi") :].split("</section>")[0]
    assert "Rà soát hồ sơ" in card
    assert "Nộp báo cáo" not in card


def test_the_home_page_announces_what_is_coming(make_item, client):
    item = conference(make_item, title="Hội nghị chuyên đề sắp tới", start="14:00")
    assert "Hội nghị sắp diễn ra" not in client.get("/").text
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version) or item
    page = client.get("/").text
    assert "Hội nghị sắp diễn ra" in page
    assert page.count("Hội nghị chuyên đề sắp tới") >= 1


def test_a_paper_for_staff_is_not_shown_to_readers(make_item, client, login_as):
    papers = [
        {"type": "bao_cao", "title": "Tài liệu nội bộ", "public": False},
        {"type": "bao_cao", "title": "Tài liệu công khai", "public": True},
    ]
    item = conference(make_item, documents=papers)
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version) or item
    assert "Tài liệu công khai" in client.get(item.path).text
    assert "Tài liệu nội bộ" not in client.get(item.path).text
    assert "Tài liệu nội bộ" in login_as("reader").get(item.path).text
    assert "Tài liệu nội bộ" not in client.get("/tim-kiem?q=nội bộ").text


def test_people_whom_readers_may_not_see_are_left_out(make_item, client):
    hidden = make_item(PERSON, title="Nguyễn Không Công Khai")
    rows = [{"kind": "person", "role": "khach_moi", "person_id": hidden.id, "count": 1}]
    item = conference(make_item, attendees=rows, chairs=[hidden.id])
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version) or item
    page = client.get(item.path)
    assert page.status_code == 200
    assert "Không Công Khai" not in page.text


def test_a_long_note_is_cut_at_a_word():
    assert shortened("ngắn") == "ngắn"
    cut = shortened("từ " * 200)
    assert len(cut) <= 200
    assert cut.endswith("từ…")
