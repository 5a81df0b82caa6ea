"""What is judged good or bad, by whom, however it is written."""

from __future__ import annotations

import pytest
from cms_extraction import extract


OPENING = (
    "Huyện ủy Vĩnh Hạ sơ kết công tác kiểm tra\n\nSáng 05/7/2022, Huyện ủy Vĩnh Hạ tổ chức"
    " Hội nghị sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2022. Đồng chí Ngô Sĩ"
    " Tài, Chủ nhiệm UBKT Huyện ủy trình bày báo cáo.\n\n"
)


def judged(written, opening=OPENING):
    records = extract(opening + written).records
    return [(one["by"], one["polarity"], one["text"]) for one in records["assessments"]]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (
            "Ưu điểm: các chi bộ sinh hoạt đúng kỳ; việc thu nộp đảng phí đầy đủ.",
            [
                ("report", "merit", "các chi bộ sinh hoạt đúng kỳ"),
                ("report", "merit", "việc thu nộp đảng phí đầy đủ"),
            ],
        ),
        (
            "Về tồn tại: biên bản của 3 chi bộ chưa ghi rõ kết luận.",
            [("report", "shortcoming", "biên bản của 3 chi bộ chưa ghi rõ kết luận")],
        ),
        (
            "Theo bản báo cáo, nền nếp được giữ vững; nguyên nhân hạn chế là do ít người.",
            [("report", "merit", "nền nếp được giữ vững")],
        ),
        (
            "Ghi nhận những kết quả Huyện ủy đã đạt được, đồng chí Lê Văn Ba, Phó Chủ"
            " nhiệm UBKT Tỉnh ủy đề nghị rà soát hồ sơ.",
            [("le-van-ba", "merit", "Ghi nhận những kết quả Huyện ủy đã đạt được")],
        ),
        (
            "Đồng chí Lê Văn Ba, Bí thư Huyện ủy nhận xét báo cáo ngắn gọn, đúng trọng"
            " tâm và dặn UBKT Huyện ủy làm tốt việc lưu hồ sơ.",
            [("le-van-ba", "merit", "báo cáo ngắn gọn, đúng trọng tâm")],
        ),
        ("Kết quả: kiểm tra 4 chi bộ, 9 đảng viên.", []),
        ("Đồng chí Lê Văn Ba, Bí thư Huyện ủy góp ý chuyện sinh hoạt trễ giờ.", []),
    ],
)
def test_a_judgement_is_the_words_that_judge(written, expected):
    assert judged(written) == expected


def test_under_a_heading_nobody_judges_where_no_report_was_given():
    opening = OPENING.replace(" trình bày báo cáo", " chủ trì")
    assert judged("Hạn chế: hồ sơ còn sơ sài.", opening) == []


def test_a_name_that_reads_like_a_verb_is_a_name():
    records = extract(
        f"{OPENING}Phát biểu chỉ đạo, đồng chí Đinh Văn Đạt, Bí thư Huyện ủy yêu cầu: rà"
        " soát hồ sơ; bồi dưỡng cán bộ."
    ).records
    assert [(one["by"], one["text"]) for one in records["directives"]] == [
        ("dinh-van-dat", "rà soát hồ sơ"),
        ("dinh-van-dat", "bồi dưỡng cán bộ"),
    ]


def test_a_pronoun_means_who_acted_and_not_whom_they_sent():
    records = extract(
        f"{OPENING}Bà Lê Thị Ba, Bí thư Huyện ủy giao ông Hà Sĩ Bách, Chánh Văn phòng Huyện"
        " ủy soạn mẫu hồ sơ. Bà yêu cầu các xã bám địa bàn."
    ).records
    assert {one["by"] for one in records["directives"]} == {"le-thi-ba"}
