"""Reports: the sample without loss, the paper, comparison, sums, the register."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from cms_directory import ORGANISATION, PERSON
from cms_reports import REPORT
from cms_reports.figures import LINES, empty_rows, figures_of, wrong_sums
from cms_reports.header import number_line, place_and_date, standard_of
from cms_reports.models import Issue, Report
from cms_reports.views import Cell, table
from sqlalchemy import func, select

from cms import SYSTEM, Item, ItemRelation, Refused, db, richtext
from cms.builtin.exchange.item_rows import load
from cms.content import service


def sample() -> list[dict]:
    source = files("cms_reports").joinpath("demo", "reports.json")
    return json.loads(source.read_text(encoding="utf-8"))


@pytest.fixture
def loaded(demo):
    return demo


def item_of(slug: str) -> Item:
    query = select(Item).where(Item.type == REPORT, Item.slug == slug)
    return db.session.scalars(query).one()


def related_slugs(item: Item, relation: str) -> list[str]:
    query = (
        select(Item.slug)
        .join(ItemRelation, ItemRelation.target_id == Item.id)
        .where(ItemRelation.source_id == item.id, ItemRelation.relation == relation)
        .order_by(ItemRelation.position)
    )
    return list(db.session.scalars(query))


def test_every_report_keeps_every_field(loaded):
    for record in sample():
        item = item_of(record["slug"])
        row = db.session.get(Report, item.id)
        assert item.title == record["title"]
        assert item.visibility == record["visibility"]
        for name in (
            "kind",
            "doc_type",
            "trich_yeu",
            "number",
            "place",
            "parent_issuer_line",
            "issuer_line",
            "period",
            "recipients",
            "status",
            "format",
            "standard",
        ):
            assert getattr(row, name) == record[name], (record["slug"], name)
        assert row.issued_at.isoformat() == record["issued_at"]
        assert row.signature_authority == record["signature"]["authority"]
        assert row.signature_title == record["signature"]["title"]
        assert related_slugs(item, "signer") == [record["signature"]["person"]]
        assert related_slugs(item, "issuer") == [record["issuer"]]
        assert related_slugs(item, "presenter") == [record["presenter"]]
        compared = record["compared_with"] or {}
        wanted = [compared["report"]] if compared else []
        assert related_slugs(item, "compared_with") == wanted


def test_the_period_compared_with_is_that_of_the_other_report(loaded):
    for record in sample():
        if record["compared_with"]:
            other = item_of(record["compared_with"]["report"])
            period = db.session.get(Report, other.id).period
            assert period["code"] == record["compared_with"]["period"]


def test_every_section_keeps_its_blocks(loaded):
    for record in sample():
        row = db.session.get(Report, item_of(record["slug"]).id)
        for kept, given in zip(row.sections, record["sections"], strict=True):
            assert (kept.no, kept.title) == (given["no"], given["title"])
            text = richtext.plain_text(kept.body)
            for block in given["blocks"]:
                if block["type"] == "stats_table":
                    assert kept.with_statistics
                elif block["type"] == "ul":
                    assert all(f"- {line}" in text for line in block["items"])
                else:
                    assert block["text"] in text
                    assert not block.get("no") or f"{block['no']}. " in text


def test_every_figure_is_kept(loaded):
    for record in sample():
        row = db.session.get(Report, item_of(record["slug"]).id)
        kept = {one.line: one for one in row.statistics}
        figures = record["statistics"]
        for part in ("cap_uy", "ubkt"):
            for name, values in figures[part].items():
                line = kept[f"{part}.{name}"]
                assert line.organisations == values.get("to_chuc")
                assert line.members == values.get("dang_vien")
        for form, count in figures["ky_luat"]["to_chuc"].items():
            assert kept[f"ky_luat.{form}"].organisations == count
        for form, count in figures["ky_luat"]["dang_vien"].items():
            assert kept[f"ky_luat.{form}"].members == count
        for part in ("to_cao", "khieu_nai"):
            for name, count in figures[part].items():
                assert kept[f"{part}.{name}"].petitions == count


def test_the_page_is_the_paper(loaded, client):
    for record in sample():
        page = client.get(f"/bao-cao/{record['slug']}").text
        for words in (
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            record["parent_issuer_line"],
            record["issuer_line"],
            f"Số {record['number']}",
            record["doc_type"],
            record["trich_yeu"],
            record["signature"]["authority"],
            record["signature"]["title"],
            *record["recipients"],
            *(section["title"] for section in record["sections"]),
        ):
            assert words in page, words


def test_the_statistics_are_compared_with_the_other_report(loaded, client):
    page = client.get("/bao-cao/bao-cao-so-ket-6-thang-dau-nam-2024").text
    assert "So sánh với" in page
    assert "tăng 3 (14,3%)" in page  # 24 organisations after 21
    assert "không đổi" in page
    alone = client.get("/bao-cao/bao-cao-so-ket-6-thang-dau-nam-2023").text
    assert "So sánh với" not in alone


def test_a_conference_and_its_report_know_each_other(config):
    from cms.testing import Browser
    from cms.testing.databases import opened

    names = ("conferences", "reports")
    with opened(config, names, ()) as build:
        rows = [row for _plugin, found in build.registry.demo for row in found()]
        load(rows, SYSTEM)
        browser = Browser(build.app)
        for record in sample():
            path = f"/hoi-nghi/{record['conference']}"
            assert f'"/bao-cao/{record["slug"]}"' in browser.get(path).text
            page = browser.get(f"/bao-cao/{record['slug']}").text
            assert f'"{path}"' in page


def test_the_sums_of_the_sample_hold(loaded):
    from cms_reports.demo import statistics

    for record in sample():
        assert list(wrong_sums(figures_of(statistics(record["statistics"])))) == []


def test_a_new_report_starts_with_every_line():
    assert [row["line"] for row in empty_rows()] == list(LINES)


def test_a_part_without_numbers_is_left_out_of_the_table():
    figures = {"to_cao.ton": {"petitions": 0}, "ky_luat.tong": {}}
    assert [part.lines[0].label for part in table(figures, {})] == [
        LINES["to_cao.ton"].label
    ]


def test_a_change_is_stated_in_number_and_percent():
    assert (Cell(8, 7).change, Cell(8, 7).percent) == (1, "14,3")
    assert (Cell(1, 2).change, Cell(1, 2).percent) == (-1, "50")
    assert Cell(1, 0).percent is None
    assert Cell(1, None).change is None


def test_party_and_state_papers_write_their_numbers_differently():
    assert number_line("58-BC/UBKTQU", "dang") == "Số 58-BC/UBKTQU"
    assert number_line("15/BC-UBND", "nha_nuoc") == "Số: 15/BC-UBND"
    assert number_line("7-BC/UBKTQU", None) == "7-BC/UBKTQU"
    dated = {"place": "Quận Sen", "issued_at": "2023-07-05"}
    assert place_and_date(dated) == "Quận Sen, ngày 05 tháng 7 năm 2023"


@pytest.mark.parametrize(
    ("system", "day", "rules"),
    [
        ("dang", "2011-07-05", None),
        ("dang", "2018-04-03", "36-HD/VPTW"),
        ("dang", "2026-01-11", "36-HD/VPTW"),
        ("dang", "2026-03-01", None),
        ("dang", "2026-05-27", "05-HD/VPTW"),
        ("nha_nuoc", "2019-12-31", None),
        ("nha_nuoc", "2021-01-01", "ND30"),
        (None, "2026-07-01", None),
        ("dang", None, None),
    ],
)
def test_layout_rules_follow_the_day_of_issue_as_far_as_they_are_known(
    system, day, rules
):
    assert standard_of({"format": system, "issued_at": day}) == rules
    chosen = {"format": system, "issued_at": day, "standard": "ND30"}
    assert standard_of(chosen) == "ND30"


def test_a_paper_of_no_stated_system_bears_the_marks_of_none(good, client):
    item = draft({**good, "status": "da_phat_hanh"})
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version) or item
    page = client.get(item.path).text
    assert "BÁO CÁO" in page
    for mark in ("ĐẢNG CỘNG SẢN VIỆT NAM", "CỘNG HÒA XÃ HỘI", "HD/VPTW"):
        assert mark not in page


@pytest.fixture
def good(make_item):
    body = make_item(
        ORGANISATION, title="Ủy ban", type="khac", level="quan", status="published"
    )
    person = make_item(PERSON, title="Lục Văn Ký", status="published")
    period = {"label": "năm 2027", "code": "2027", "from": None, "to": None}
    return {
        "kind": "tong_ket",
        "status": "da_phat_hanh",
        "period": period,
        "number": "15-BC/UBKTQU",
        "issued_at": "2027-01-05",
        "signature_authority": "T/M ỦY BAN KIỂM TRA",
        "recipients": ["Lưu Ủy ban Kiểm tra."],
        "issuer": body.id,
        "signer": person.id,
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (
            {
                "statistics": [
                    {"line": "ky_luat.khien_trach", "members": 4},
                    {"line": "ky_luat.tong", "members": 5},
                ]
            },
            "statistics",
        ),
        (
            {
                "statistics": [
                    {"line": "to_cao.tiep_nhan", "petitions": 3},
                    {"line": "to_cao.da_giai_quyet", "petitions": 1},
                    {"line": "to_cao.ton", "petitions": 1},
                ]
            },
            "statistics",
        ),
        (
            {
                "statistics": [
                    {"line": "ky_luat.tong", "members": 0},
                    {"line": "ky_luat.tong", "members": 0},
                ]
            },
            "statistics",
        ),
        ({"number": "mười lăm"}, "number"),
        ({"number": ""}, "number"),
        ({"recipients": []}, "recipients"),
        ({"signer": None}, "signer"),
    ],
)
def test_what_does_not_hold_is_refused(good, changed, field):
    item = draft({**good, **changed})
    with pytest.raises(Refused) as refused:
        service.submit(SYSTEM, item.id, item.version)
    assert field in {problem.field for problem in refused.value.problems}


def draft(data) -> Item:
    return service.create(SYSTEM, REPORT, {"title": "Báo cáo thử", **data})


def publish(item):
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version) or item
    return item


def issues(item) -> int:
    query = select(func.count()).select_from(Issue).where(Issue.item_id == item.id)
    return db.session.scalar(query)


def test_each_version_that_went_live_is_in_the_register(good, client):
    item = publish(draft(good))
    assert issues(item) == 1
    changed = service.save(SYSTEM, item.id, {"featured": True}, item.version)
    item = publish(changed)
    assert issues(item) == 1  # the same words and numbers
    changed = service.save(SYSTEM, item.id, {"trich_yeu": "khác"}, item.version)
    item = publish(changed)
    assert issues(item) == 2
    assert client.get(item.path).text.count("SHA-256") == 2


def test_a_report_that_is_not_issued_is_not_registered(good):
    item = publish(draft({**good, "status": "trinh_ky"}))
    assert issues(item) == 0
