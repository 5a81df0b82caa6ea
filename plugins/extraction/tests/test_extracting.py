"""An article becomes records, and each record says only what the article says."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cms_extraction import extract
from cms_extraction.scoring import Report, compare, invented


HERE = Path(__file__).parent
EXAMPLE = (HERE / "example" / "half-year.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def records():
    return extract(EXAMPLE, "half-year.txt").records


def test_the_conference_is_what_its_sentence_says(records):
    meeting = records["conference"]
    assert meeting["title"] == (
        "Hội nghị sơ kết công tác kiểm tra, giám sát 6 tháng đầu năm 2013"
    )
    assert (meeting["type"], meeting["date"]) == ("so_ket", "2013-07-05")
    assert meeting["date_text"] == "Ngày 05/7/2013"
    assert meeting["organiser"] == "uy-ban-kiem-tra-quan-uy-quan-sen"
    assert meeting["period"]["code"] == "2013-H1"
    assert meeting["next_period"]["code"] == "2013-H2"
    assert meeting["purposes"] == [
        "nhìn lại những việc làm được, chưa được",
        "rút kinh nghiệm trong công tác kiểm tra, giám sát 6 tháng đầu năm 2013",
        "định hướng hoạt động 6 tháng cuối năm",
    ]


def test_what_is_not_stated_is_null(records):
    meeting = records["conference"]
    for name in ("format", "date_end", "start_time", "location", "attendee_total"):
        assert meeting[name] is None
    assert meeting["chairs"] == []
    assert records["statistics"] == []


def test_a_person_has_all_posts_whatever_stands_between_them(records):
    posts = {
        one["name"]: [(p["title_code"], p["organisation"]) for p in one["positions"]]
        for one in records["people"]
    }
    assert posts == {
        "Cát Thị Thu Nga": [("chuyen_vien", "uy-ban-kiem-tra-thanh-uy")],
        "Lương Hạ Mây": [("pho_bi_thu_thuong_truc", "quan-uy-quan-sen")],
        "Kiều Thục Uyên": [
            ("cap_uy_vien", "quan-uy-quan-sen"),
            ("pho_chu_nhiem", "uy-ban-kiem-tra-quan-uy-quan-sen"),
        ],
        "Đinh Trọng Nhã": [
            ("uy_vien_ban_thuong_vu", "ban-thuong-vu-quan-uy-quan-sen"),
            ("chu_nhiem", "uy-ban-kiem-tra-quan-uy-quan-sen"),
        ],
    }


def test_the_agenda_names_who_did_what(records):
    assert [(one["type"], one["person"]) for one in records["agenda"]] == [
        ("bao_cao", "kieu-thuc-uyen"),
        ("trien_khai_chuong_trinh", "dinh-trong-nha"),
        ("tham_luan", None),
        ("chi_dao", "luong-ha-may"),
    ]


def test_report_and_programme_are_papers_with_their_period(records):
    assert records["report"]["period_code"] == "2013-H1"
    assert records["report"]["has_next_period_directions"]
    assert records["programme"]["term"] == {"from": 2010, "to": 2015}
    assert records["programme"]["issuer"] == "ban-thuong-vu-quan-uy-quan-sen"


def test_directives_end_at_full_stops_and_semicolons_also_at_a_lost_one(records):
    assert [one["text"] for one in records["directives"]] == [
        "xây dựng kế hoạch phải nêu rõ nội dung, đối tượng, thời gian",
        "Mỗi kết luận phải có người theo dõi đến cùng",
        "tăng cường phối hợp với Mặt trận và các ngành",
    ]


def test_groups_keep_the_words_of_the_text(records):
    assert [one["text"] for one in records["attendance"] if one["kind"] == "group"] == [
        "đại diện các Ban Đảng Quận ủy",
        "các đ/c Chủ nhiệm UBKT Đảng ủy",
        "những đ/c phụ trách công tác kiểm tra ở các Chi bộ cơ sở trực thuộc Quận",
    ]


def test_every_field_stands_in_the_sentence_that_is_kept_with_it():
    found = extract(EXAMPLE)
    assert {"conference.date", "people[2].positions[1]", "directives[0]"} <= {
        one.path for one in found.places
    }
    for one in found.places:
        assert one.span in one.sentence or one.span.overlaps(one.sentence)
        assert found.text[one.span.start : one.span.end].strip()


def test_nothing_is_invented(records):
    assert invented(records, EXAMPLE) == []


def shared_seed() -> Path:
    """The papers beside the repository, or where a variable says that they are."""
    beside = Path(__file__).parents[3].parent / "shared"
    return Path(os.environ.get("CMS_SHARED", beside)) / "domain"


@pytest.mark.skipif(
    not (shared_seed() / "seed-article.txt").exists(),
    reason="the seed article is not here; CMS_SHARED names its folder",
)
def test_the_seed_article_gives_what_is_expected_of_it():
    raw = (shared_seed() / "seed-article.txt").read_text("utf-8")
    expected = json.loads((shared_seed() / "seed-expected.json").read_text("utf-8"))
    report = Report()
    compare(extract(raw).records, expected, raw, report, "seed")
    assert not report.notes
    assert all(score.f1 == 1 for score in report.scores.values())
