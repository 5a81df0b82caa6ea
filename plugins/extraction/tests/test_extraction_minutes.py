"""Minutes say day, place and who came in a head of labelled lines."""

from __future__ import annotations

from cms_extraction import extract


MINUTES = (
    "BIÊN BẢN HỌP CHI BỘ PHÒNG NỘI VỤ\n\n"
    "Thời gian: 14 giờ 30, ngày 05/9/2014.\n"
    "Địa điểm: phòng họp tầng 3.\n"
    "Thành phần: đảng viên Chi bộ Phòng Nội vụ huyện Vĩnh Hạ.\n"
    "Chủ trì: đ/c Lê Văn Ba - Bí thư Chi bộ. Thư ký: đ/c Ngô Thị Tám.\n"
    "Nội dung: Họp sơ kết công tác kiểm tra, giám sát quý III năm 2014.\n"
    "1. Đ/c Lê Văn Ba đọc báo cáo.\n"
    "2. Thảo luận:\n"
    "- Đ/c Trần Sĩ Tài: đề nghị công khai danh sách.\n"
    "- Đ/c Vũ Thị Năm: nhất trí với báo cáo.\n"
)


def test_the_head_of_minutes_is_read_as_part_of_the_meeting():
    records = extract(MINUTES).records
    meeting = records["conference"]
    assert meeting["date"] == "2014-09-05"
    assert meeting["start_time"] == "14:30"
    assert meeting["location"] == "phòng họp tầng 3"
    assert meeting["organiser"] == "chi-bo-phong-noi-vu-huyen-vinh-ha"
    assert meeting["chairs"] == ["le-van-ba"]
    roles = {one["key"]: one["roles"] for one in records["people"]}
    assert "thu_ky" in roles["ngo-thi-tam"]


def test_what_stands_in_the_list_below_a_discussion_is_discussion():
    records = extract(MINUTES).records
    assert [(one["type"], one["person"]) for one in records["agenda"]] == [
        ("bao_cao", "le-van-ba"),
        ("thao_luan", "tran-si-tai"),
        ("thao_luan", "vu-thi-nam"),
    ]


def test_labelled_lines_elsewhere_are_no_head():
    text = MINUTES.replace("Nội dung: Họp", "Nhà trường mới sơn lại cổng.\nHọp")
    assert extract(text).records["conference"]["location"] is None
