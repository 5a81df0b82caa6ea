"""Documents of fictional bodies, as a report or letter of each layout would be."""

import datetime as dt
import io
from dataclasses import replace

from PIL import Image

from cms.documents import (
    Authority,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Level,
    List,
    Paragraph,
    Run,
    Signature,
    Table,
    choose_profile,
    parse_document_number,
)


SENTENCE = (
    "Trong 6 tháng đầu năm, Đảng bộ Quận Sen có 27 tổ chức cơ sở đảng với 8.212 đảng "
    "viên; các chi bộ đã thực hiện Quy định số 296-QĐ/TW và kế hoạch của cấp ủy."
)


def picture(color=(20, 80, 120)):
    """Return a small PNG file."""
    target = io.BytesIO()
    Image.new("RGB", (40, 20), color).save(target, "PNG")
    return target.getvalue()


def cell(words, **spans):
    return Cell((Paragraph(words),), **spans)


def figures(rows=5):
    """Return a table with two rows of headers, a covered column and numbers."""
    heads = (
        (cell("TT", rows=2), cell("Nội dung", rows=2), cell("Số lượng", columns=2)),
        (cell("Tổ chức"), cell("Đảng viên")),
    )
    body = tuple(
        (cell(f"{n}"), cell(f"Kiểm tra lần {n}"), cell(f"{n:02d}"), cell(f"{n}00"))
        for n in range(1, rows + 1)
    )
    columns = (
        Column(1, "center"),
        Column(5),
        Column(2, "number"),
        Column(2, "number"),
    )
    return Table(columns, heads + body, 2, "Bảng 1. Kết quả kiểm tra")


BODY = (
    Heading("TÌNH HÌNH CHUNG"),
    Paragraph(SENTENCE),
    Heading("KẾT QUẢ THỰC HIỆN"),
    Heading("Kiểm tra của cấp ủy", Level.SECOND),
    Paragraph(
        (
            Run("Diện tích "),
            Run("12", bold=True),
            Run(" m"),
            Run("2", script="super"),
            Run(", xem "),
            Run("trang của Quận", link="https://quan-sen.example/bao-cao"),
            Run(".\nDòng thứ hai."),
        )
    ),
    Heading("Kiểm tra chuyên đề", Level.THIRD),
    List(
        (
            (
                Paragraph("Một số đơn vị triển khai chậm;"),
                List(((Paragraph("hồ sơ thiếu;"),), (Paragraph("báo cáo muộn."),))),
            ),
            (Paragraph("Việc lưu trữ chưa đầy đủ."), Paragraph("Đoạn tiếp theo.")),
        )
    ),
    List(tuple((Paragraph(f"Việc thứ {n}."),) for n in range(3, 14)), True, 3),
    Heading("Giám sát của cấp ủy", Level.SECOND),
    figures(),
    Figure(picture(), "Biểu đồ số cuộc kiểm tra theo quý", "Hình 1. Theo quý"),
    Heading("PHƯƠNG HƯỚNG"),
    Paragraph(SENTENCE),
)

PARTY_2024 = Document(
    profile=choose_profile("party", dt.date(2024, 7, 5)).name,
    date=dt.date(2024, 7, 5),
    place="Quận Sen",
    superior="Quận ủy Quận Sen",
    issuer="Ủy ban Kiểm tra",
    number=parse_document_number("58-BC/UBKTQU"),
    type="Báo cáo",
    title="sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2024",
    body=BODY,
    recipients=(
        "Thường trực Quận ủy",
        "Ủy ban Kiểm tra Thành ủy (để báo cáo)",
        "Lưu Ủy ban Kiểm tra Quận ủy",
    ),
    signatures=(
        Signature(
            "Chủ nhiệm", "Đinh Trọng Nhã", Authority.COLLECTIVE, "Ủy ban Kiểm tra"
        ),
    ),
)
PARTY_2026 = replace(
    PARTY_2024,
    profile=choose_profile("party", dt.date(2026, 1, 9)).name,
    date=dt.date(2026, 1, 9),
    number=parse_document_number("05-BC/UBKTQU"),
    title="tổng kết công tác kiểm tra, giám sát năm 2025",
)
STATE = Document(
    profile=choose_profile("state", dt.date(2026, 10, 12)).name,
    date=dt.date(2026, 10, 12),
    place="Liên Hoa",
    superior="Ủy ban nhân dân thành phố",
    issuer="Thanh tra thành phố",
    number=parse_document_number("07/BC-TTTP"),
    type="Báo cáo",
    title="Kết quả công tác thanh tra 9 tháng đầu năm 2026",
    body=BODY,
    addressees=("Ủy ban nhân dân thành phố",),
    recipients=("Như trên", "Lưu: VT, TTTP"),
    signatures=(
        Signature(
            "Phó Chánh Thanh tra", "Lê Thu Mai", Authority.DEPUTY, "Chánh Thanh tra"
        ),
    ),
)
LETTER = replace(
    STATE,
    type="",
    title="cung cấp số liệu",
    number=parse_document_number("05/TTTP-VP"),
    addressees=("Sở Tư pháp", "Sở Nội vụ"),
    body=BODY[1:2],
)
MINUTES = replace(
    PARTY_2026,
    type="Biên bản",
    title="Hội nghị sơ kết",
    draft="Dự thảo lần 1",
    number=None,
    signatures=(
        Signature("Thư ký", "Hà Minh An"),
        Signature("Chủ trì", "Đinh Trọng Nhã", mark="(Đã ký)"),
    ),
)
SAMPLES = {
    "party of 2024": PARTY_2024,
    "party of 2026": PARTY_2026,
    "state": STATE,
    "letter": LETTER,
    "minutes": MINUTES,
}
