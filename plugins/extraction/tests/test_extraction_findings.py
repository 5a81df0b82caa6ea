"""What the plugin's recognisers find, as fields of the site's own types."""

from __future__ import annotations

from pathlib import Path

import pytest

from cms import find_records


RAW = (Path(__file__).parent / "example" / "half-year.txt").read_text("utf-8")


@pytest.fixture
def plugins():
    return ("extraction", "conferences", "reports")


def test_the_recognisers_find_conference_people_and_report(site):
    found = find_records(RAW)
    assert {one.type for one in found} == {
        "conferences.conference",
        "conferences.directive",
        "conferences.assessment",
        "directory.person",
        "reports.report",
    }
    meeting = next(one for one in found if one.type == "conferences.conference")
    assert meeting.data["date"] == "2013-07-05"
    assert RAW[meeting.start : meeting.end].startswith("Hội nghị sơ kết")
    assert not meeting.certain
    said = [one for one in found if one.type == "conferences.directive"]
    assert [RAW[one.start : one.end] for one in said] == [one.title for one in said]


def test_a_text_of_something_else_gives_nothing(site):
    assert find_records("Mưa to ở vùng núi.\n\nNhiệt độ 21 độ.") == []
