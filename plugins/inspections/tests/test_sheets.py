"""Sheets: what is exported equals the figures; what is imported is judged cell by cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from pathlib import Path

import pytest
from click.testing import Result
from cms_directory import ORGANISATION
from cms_inspections import INSPECTION, PROGRAMME
from cms_inspections.commands import export, import_
from cms_inspections.importing import preview_workbook
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from cms import SYSTEM, Item, current_snapshot, db, service


pytestmark = pytest.mark.one_database


ROWS = "/chuong-trinh/tong-quan/cuoc"
HEADS = ["Mã", "Nội dung kiểm tra, giám sát", "Loại", "Chủ thể kiểm tra", "Đối tượng"]
HEADS += ["Dự kiến bắt đầu", "Dự kiến kết thúc", "Chương trình", "Kiến nghị"]
START, END = dt.date(2027, 3, 1), dt.date(2027, 4, 30)
BODY, PLAN = "Ủy ban Kiểm tra", "Chương trình năm 2027"


def good(code: str, **changed) -> list:
    row = {
        "code": code,
        "title": "Việc thu nộp đảng phí",
        "type": "Kiểm tra tài chính đảng",
        "owner": BODY,
        "subjects": f"{BODY}; Bí thư chi bộ (2)",
        "start": START,
        "end": END,
        "programme": PLAN,
        "number": None,
    }
    return list({**row, **changed}.values())


@pytest.fixture
def plan(make_item):
    body = make_item(
        ORGANISATION, title=BODY, type="khac", level="quan", status="published"
    )
    values = {"title": PLAN, "kind": "nam", "year": 2027, "issuer": body.id}
    item = service.create(SYSTEM, PROGRAMME, {**values, "status": "dang_thuc_hien"})
    return service.publish(SYSTEM, item.id, item.version)


@pytest.fixture
def workbook(tmp_path, plan):
    """``workbook(rows, change)``: the path of a workbook with the headings and rows."""

    def write(rows, change=lambda sheet: None, heads=HEADS) -> Path:
        book = Workbook()
        book.active.title = "Kế hoạch"
        for row in [heads, *rows]:
            book.active.append(row)
        change(book.active)
        book.save(tmp_path / "plan.xlsx")
        return tmp_path / "plan.xlsx"

    return write


@pytest.fixture
def run(site):
    def invoke(*asked) -> Result:
        return site.app.test_cli_runner().invoke(import_, [str(one) for one in asked])

    return invoke


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Item.type == INSPECTION))


def places(path: Path) -> dict[str, str]:
    found = preview_workbook(path, SYSTEM).everything()
    return {one.place: one.message for one in found if one.block}


def test_the_export_of_a_year_adds_up_to_its_figures(demo, tmp_path):
    for kind in ("csv", "xlsx", "ods"):
        file = tmp_path / f"2026.{kind}"
        asked = ["2026", "--format", kind, "--output", str(file), "--on", "2026-11-23"]
        result = demo.app.test_cli_runner().invoke(export, asked)
        assert result.exit_code == 0, result.output
    text = (tmp_path / "2026.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 14
    states = Counter(row["Tình trạng"] for row in rows)
    assert states["Hoàn thành"] == 6
    assert sum(int(row["Kiến nghị"] or 0) for row in rows) == 15
    assert sum(int(row["Kiến nghị đã thực hiện"] or 0) for row in rows) == 12
    assert [row["Mã"] for row in rows if row["Quá hạn"]] == ["2026-DH-02"]
    assert [row["Mã"] for row in rows if row["Khắc phục quá hạn"]] == ["2026-KT-01"]
    assert sum(row["Công khai"] == "Có" for row in rows) == 11
    book = load_workbook(tmp_path / "2026.xlsx")
    heads = [cell.value for cell in book.worksheets[0][1]]
    start = book.worksheets[0][2][heads.index("Dự kiến bắt đầu")]
    assert isinstance(start.value, dt.datetime)
    totals = {(row[0], row[1]): row[2] for row in book.worksheets[1].values}
    assert totals["Tình trạng", "Hoàn thành"] == 6
    assert totals["Kiến nghị", None] == 15


def test_readers_download_what_they_may_see_and_no_more(demo, client, login_as):
    address = f"{ROWS}.csv?nam=2024"
    text = client.get(address).get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 10
    assert "Bành Chí Kiên" not in text
    assert not any(row["Thi hành kỷ luật"] or row["Ghi chú (nội bộ)"] for row in rows)
    staff = login_as("administrator").get(address).get_data().decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(staff)))) == 14
    assert "Cảnh cáo" in staff
    some = client.get(f"{ROWS}.csv?nam=2024&type=gs_chuyen_de").get_data().decode()
    assert len(some.splitlines()) == 1 + 3
    assert client.get(f"{ROWS}.exe?nam=2024").status_code == 404


def test_a_plan_comes_in_whole_and_what_is_here_stays(workbook, run):
    path = workbook([good("2027-01"), good("2027-02", number=3)])
    dry = run(path, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "2 new, 0 here already, 0 with faults" in dry.output
    assert count() == 0
    assert run(path).exit_code == 0
    assert count() == 2
    query = select(Item).where(Item.type == INSPECTION).order_by(Item.id)
    item = db.session.scalars(query).first()
    kept = current_snapshot(item)
    assert (kept["code"], kept["planned_end"]) == ("2027-01", "2027-04-30")
    assert [row["kind"] for row in kept["subjects"]] == ["to_chuc", "dang_vien"]
    assert kept["subjects"][1]["count"] == 2
    again = run(path)
    assert "0 new, 2 here already" in again.output
    assert count() == 2


def spoil(sheet):
    sheet["F2"] = "=DATE(2027;3;1)"
    sheet["I3"] = 1.5
    sheet["I4"] = "mười hai"
    sheet["A5"] = 12345678901234567890
    sheet["G6"] = "31/02/2027"
    sheet["D7"] = "Ban không có"
    sheet["C8"] = "Loại lạ"
    sheet["B9"] = None
    sheet["A10"] = "2027-02"
    sheet["E11"] = "Ban lạ"
    sheet["I12"] = 12345678901234567890
    sheet["F13"] = dt.date(2027, 6, 1)
    sheet["K14"] = "ngoài bảng"


BAD = {
    "F2",
    "I3",
    "I4",
    "A5",
    "G6",
    "D7",
    "C8",
    "B9",
    "A10",
    "E11",
    "I12",
    "G13",
    "K14",
}


def test_every_bad_cell_is_named_and_nothing_comes_in_half(workbook, run):
    path = workbook(
        [good(f"2027-0{n}") for n in range(1, 14)] + [good("2027-99")], spoil
    )
    assert set(places(path)) == BAD
    refused = run(path)
    assert refused.exit_code == 1
    assert "Kế hoạch!I3" in refused.output
    assert count() == 0
    rest = run(path, "--skip-bad")
    assert rest.exit_code == 0, rest.output
    assert count() == 1


def test_merged_cells_unknown_and_missing_headings_are_named(workbook):
    merged = workbook([good("1"), good("2")], lambda sheet: sheet.merge_cells("A2:A3"))
    assert "A2:A3" in places(merged)["A2"]
    unknown = workbook([good("1")], heads=[*HEADS[:-1], "Cột lạ"])
    assert "Cột lạ" in places(unknown)["I1"]
    missing = workbook([good("1")], heads=[None, *HEADS[1:]])
    assert "Mã" in places(missing)["A1"]


def test_the_desk_shows_what_a_workbook_would_bring_before_it_does(workbook, login_as):
    desk = login_as("reporter")
    address = "/ban-lam-viec/kiem-tra/nhap"
    path = workbook([good("2027-01", number=1.5), good("2027-02")])

    def send(**given):
        return desk.post(address, data={"file": path.open("rb"), **given})

    page = send()
    assert page.status_code == 422
    assert ">I2</th>" in page.text
    assert send(act="import").status_code == 422
    assert count() == 0
    assert send(act="skip").status_code == 303
    assert count() == 1
    item = db.session.scalars(select(Item).where(Item.type == INSPECTION)).one()
    assert item.status == "draft"
    assert desk.post(address, data={}).status_code == 422
    answer = desk.get("/ban-lam-viec/kiem-tra/mau.xlsx")
    assert not answer.direct_passthrough  # the trial of a plugin reads every page
    empty = load_workbook(io.BytesIO(answer.data))
    assert empty.worksheets[0]["A1"].value == "Mã"
    assert login_as("reader").get(address).status_code == 403


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40),
)


def test_any_cells_are_judged_and_none_breaks_the_reading(workbook):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(CELLS, min_size=9, max_size=9))
    def judge(row):
        found = preview_workbook(workbook([good("2027-1"), row]), SYSTEM)
        assert found.rows[0].is_good or found.rows[0].values["code"] in map(str, row)

    judge()
