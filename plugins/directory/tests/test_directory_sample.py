"""The sample of the directory is shown without loss."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files

import pytest
from cms_directory import ORGANISATION, PERSON, bylines, readable
from cms_directory.models import Organisation, Person, PositionTitle
from cms_directory.queries import holders
from sqlalchemy import select

from cms import Item, db


def sample(name: str) -> list[dict]:
    source = files("cms_directory").joinpath("demo", f"{name}.json")
    return json.loads(source.read_text(encoding="utf-8"))


@pytest.fixture
def loaded(demo):
    return demo


def item_of(kind: str, slug: str) -> Item:
    return db.session.scalars(
        select(Item).where(Item.type == kind, Item.slug == slug)
    ).one()


def slugs(kind: str) -> dict[int, str]:
    query = select(Item.id, Item.slug).where(Item.type == kind)
    return dict(db.session.execute(query).all())


def day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def related_slugs(item: Item, relation: str) -> list[str]:
    from cms import ItemRelation

    query = (
        select(Item.slug)
        .join(ItemRelation, ItemRelation.target_id == Item.id)
        .where(ItemRelation.source_id == item.id, ItemRelation.relation == relation)
        .order_by(ItemRelation.position)
    )
    return list(db.session.scalars(query))


def test_every_organisation_keeps_every_field(loaded):
    for record in sample("organisations"):
        item = item_of(ORGANISATION, record["slug"])
        row = db.session.get(Organisation, item.id)
        assert item.title == record["name"]
        for name in ("abbreviation", "type", "level", "party_members"):
            assert getattr(row, name) == record[name], (record["slug"], name)
        assert (row.aliases or []) == record["aliases"]
        assert row.valid_from == day(record["valid_from"])
        assert row.valid_to == day(record["valid_to"])
        for name in ("parent", "attached_to", "superior_commission", "successor"):
            wanted = [record[name]] if record.get(name) else []
            assert related_slugs(item, name) == wanted, (record["slug"], name)
        assert related_slugs(item, "predecessors") == record["predecessors"]


def test_every_person_keeps_every_field(loaded):
    organisations = slugs(ORGANISATION)
    codes = {row.item_id: row.code for row in db.session.scalars(select(PositionTitle))}
    for record in sample("people"):
        item = item_of(PERSON, record["slug"])
        row = db.session.get(Person, item.id)
        assert item.title == record["name"]
        for name in (
            "family_name",
            "given_name",
            "gender",
            "honorific",
            "is_party_member",
            "note",
        ):
            assert getattr(row, name) == record[name], (record["slug"], name)
        assert (row.middle_name or "") == (record["middle_name"] or "")
        kept = [
            {
                "title": post.title,
                "title_code": codes[post.title_id],
                "organisation": organisations[post.organisation_id],
                "valid_from": post.valid_from.isoformat() if post.valid_from else None,
                "valid_to": post.valid_to.isoformat() if post.valid_to else None,
                "display": post.display,
            }
            for post in row.positions
        ]
        assert kept == record["positions"]


def test_people_are_sorted_as_the_sample_ranks_them(loaded):
    query = select(Item.slug).where(Item.type == PERSON).order_by(Item.title_sort)
    by_rank = sorted(sample("people"), key=lambda record: record["sort_rank"])
    assert list(db.session.scalars(query)) == [record["slug"] for record in by_rank]


def test_a_byline_has_the_posts_of_the_day(loaded):
    person = item_of(PERSON, "mac-lan-an")
    before = bylines([person.id], dt.date(2024, 7, 1)).of(person.id)
    after = bylines([person.id], dt.date(2026, 7, 1)).of(person.id)
    assert before == "Ủy viên Ủy ban Kiểm tra Quận ủy"
    assert after == "Phó Chủ nhiệm Ủy ban Kiểm tra Quận ủy"


def test_a_byline_joins_posts_held_at_the_same_time(loaded):
    person = item_of(PERSON, "quach-minh-due")
    shown = bylines([person.id], dt.date(2024, 1, 1))
    assert shown.of(person.id) == "Quận ủy viên, Chánh Văn phòng Quận ủy"
    assert shown.rank(person.id) == 50


def test_people_of_a_body_stand_in_protocol_order(loaded, client):
    body = item_of(ORGANISATION, "ubkt-quan-uy-quan-sen")
    with loaded.app.test_request_context():
        found = holders(body.id, dt.date(2024, 1, 1))
    current = [one for one in found if one.current]
    assert current[0].title.startswith("Chủ nhiệm")
    assert [one.rank for one in current] == sorted(one.rank for one in current)


def test_a_persons_page_tells_present_and_former_posts(loaded, client):
    page = client.get("/nhan-su/mac-lan-an").text
    assert "Chức vụ tại ngày" in page
    assert "Chức vụ đã giữ" in page
    assert page.index("Phó Chủ nhiệm Ủy ban Kiểm tra") < page.index("Chức vụ đã giữ")
    assert "đến 22/07/2025" in page


def test_a_closed_body_names_its_successor(loaded, client):
    page = client.get("/to-chuc/ban-tuyen-giao-quan-uy-quan-sen").text
    assert "14/03/2025" in page
    assert "/to-chuc/ban-tuyen-giao-va-dan-van-quan-uy-quan-sen" in page


def test_a_new_body_names_each_predecessor_once(loaded, client):
    path = "/to-chuc/ban-tuyen-giao-va-dan-van-quan-uy-quan-sen"
    relations = client.get(path).text.split('class="relations"')[1].split("</div>")[0]
    for slug in ("ban-tuyen-giao-quan-uy-quan-sen", "ban-dan-van-quan-uy-quan-sen"):
        assert relations.count(f'"/to-chuc/{slug}"') == 1


def test_an_organisation_shows_its_place_in_the_tree(loaded, client):
    page = client.get("/to-chuc/ubkt-quan-uy-quan-sen").text
    assert "/to-chuc/thanh-uy-lien-hoa" in page  # above the parent
    assert "UBKT cấp trên" in page
    assert "UBKT cấp dưới" in page


def test_a_term_and_a_title_have_pages(loaded, client):
    assert "22/07/2025" in client.get("/nhiem-ky/nhiem-ky-2025-2030").text
    assert "Người giữ chức danh này" in client.get("/chuc-danh/chu-nhiem").text


def test_records_that_readers_may_not_see_are_not_handed_out(loaded, make_item):
    hidden = make_item(PERSON, title="Người chưa công khai")
    with loaded.app.test_request_context():
        assert readable([hidden.id, None]) == {}
