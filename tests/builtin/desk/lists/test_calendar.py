"""The calendar shows each thing on its day in the site's zone, to those who may see it."""

import datetime as dt

import pytest

from cms.content import service
from cms.extensions import db


@pytest.fixture
def planned(user):
    """``planned(**columns)``: a draft with these columns."""
    writer = user("approver")

    def make(title, **columns):
        item = service.create(writer, "toy.note", {"title": title})
        for name, value in columns.items():
            setattr(item, name, value)
        db.session.commit()
        return item

    return make


def day_of(page, title):
    """Return the text of the table cell that holds a title."""
    cells = page.split("<td")
    return next(cell for cell in cells if title in cell)


def test_a_moment_late_in_the_utc_day_stands_on_the_next_day_here(planned, login_as):
    planned(
        "Tin sớm",
        stage="scheduled",
        publish_at=dt.datetime(2027, 3, 4, 23, 30, tzinfo=dt.UTC),
    )
    page = login_as("approver").get("/ban-lam-viec/lich?thang=2027-03").text
    assert "/3</span>" in day_of(page, "Tin sớm")
    assert ">06:30<" in day_of(page, "Tin sớm")
    assert "</span>5<span" in day_of(page, "Tin sớm")


def test_each_state_stands_there_for_its_own_reason_only(planned, login_as):
    moment = dt.datetime(2027, 3, 10, 3, tzinfo=dt.UTC)
    planned("Chờ duyệt", stage="submitted", due_at=moment)
    planned("Nháp có hạn", stage="draft", due_at=moment)
    planned("Sắp hết hạn", status="published", stage=None, expires_at=moment)
    page = login_as("approver").get("/ban-lam-viec/lich?thang=2027-03").text
    assert "Chờ duyệt" in page
    assert "Sắp hết hạn" in page
    assert "Nháp có hạn" not in page


def test_another_month_and_nonsense_show_an_empty_month(planned, login_as):
    planned(
        "Tin tháng Ba",
        stage="scheduled",
        publish_at=dt.datetime(2027, 3, 4, 3, tzinfo=dt.UTC),
    )
    client = login_as("approver")
    assert "Tin tháng Ba" not in client.get("/ban-lam-viec/lich?thang=2027-04").text
    assert client.get("/ban-lam-viec/lich?thang=9999-99").status_code == 200
    assert client.get("/ban-lam-viec/lich?thang=0001-01").status_code == 200


def test_readers_of_the_site_have_no_calendar(site, client):
    assert client.get("/ban-lam-viec/lich").status_code == 302
