"""What was public before it came here stands at its own date, wherever it is listed."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from paper_site import extra_plugins, paper, plugins, site

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.spine.models import Item
from cms.content.spine.queries import current_snapshot
from cms.database.base import utcnow
from cms.errors import Refused
from cms.extensions import db
from cms.testing.form_values import form_values


__all__ = ["extra_plugins", "paper", "plugins", "site"]

OLD = "2011-06-15T01:30:00+00:00"  # 08:30 in the zone of the site


@pytest.fixture
def writer(user):
    return user("reporter")


@pytest.fixture
def approver(user):
    return user("approver")


def published(item, actor=SYSTEM):
    return service.publish(actor, item.id, item.version)


def moment(text):
    return dt.datetime.fromisoformat(text)


def test_an_old_article_stands_at_its_date_everywhere(paper, client):
    published(paper("Tin hôm nay"))
    old = published(paper("Tin năm xưa", first_published_at=OLD))

    assert old.published_at == old.sort_date == moment(OLD)
    listing = client.get("/bai-thu").text
    assert listing.index("Tin hôm nay") < listing.index("Tin năm xưa")
    feed = client.get("/bai-thu/feed.atom").text
    assert feed.index("Tin hôm nay") < feed.index("Tin năm xưa")
    assert f"<published>{OLD}</published>" in feed
    assert "Tin năm xưa" in client.get("/luu-tru/2011/6").text
    page = client.get(old.path).text
    assert f'"datePublished": "{OLD}"' in page
    assert f'<time datetime="{OLD}">' in page


def test_it_survives_a_change_a_withdrawal_and_coming_back(paper):
    item = published(paper(first_published_at=OLD))
    item = service.save(SYSTEM, item.id, {"title": "Tên mới"}, item.version)
    item = service.publish(SYSTEM, item.id, item.version)
    assert (item.title, item.published_at) == ("Tên mới", moment(OLD))
    item = service.withdraw(SYSTEM, item.id, item.version, "Không còn đúng.")
    item = service.revive(SYSTEM, item.id, item.version)
    assert item.published_at == item.sort_date == moment(OLD)


def test_a_scheduled_article_goes_live_at_its_old_date(paper):
    item = paper(first_published_at=OLD)
    soon = utcnow() + dt.timedelta(minutes=5)
    item = service.schedule(SYSTEM, item.id, item.version, soon)
    service.publish_due(soon + dt.timedelta(seconds=1))
    stored = db.session.get(Item, item.id, populate_existing=True)
    assert (stored.status, stored.published_at) == ("published", moment(OLD))


def test_taken_back_the_date_is_when_it_went_live_here(paper):
    item = published(paper())
    here = item.published_at
    for date in (OLD, None):
        data = {"first_published_at": date}
        item = service.save(SYSTEM, item.id, data, item.version)
        item = service.publish(SYSTEM, item.id, item.version)
    assert abs(item.published_at - here) < dt.timedelta(seconds=2)


@pytest.mark.usefixtures("site")
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ahead=st.timedeltas(dt.timedelta(seconds=30), dt.timedelta(days=9_000)))
def test_a_date_in_the_future_is_refused_at_its_field(paper, ahead):
    item = paper(first_published_at=(utcnow() + ahead).isoformat())
    with pytest.raises(Refused) as refused:
        service.publish(SYSTEM, item.id, item.version)
    assert {one.field for one in refused.value.problems} == {"first_published_at"}


def test_only_who_may_publish_says_when_it_was(paper, writer, approver):
    item = paper(actor=writer)
    with pytest.raises(Refused) as refused:
        service.save(writer, item.id, {"first_published_at": OLD}, item.version)
    assert refused.value.problems[0].field == "first_published_at"
    with pytest.raises(Refused):
        service.create(writer, "papers.paper", {"first_published_at": OLD})
    item = service.save(approver, item.id, {"first_published_at": OLD}, item.version)
    item = service.save(writer, item.id, {"title": "Sửa tên"}, item.version)
    assert current_snapshot(item)["first_published_at"] == OLD


def test_a_writer_goes_back_to_an_old_version_without_touching_the_date(
    paper, writer, approver
):
    item = paper("Bản đầu", actor=writer)
    item = service.save(writer, item.id, {"title": "Bản đầu"}, item.version)
    item = service.save(approver, item.id, {"first_published_at": OLD}, item.version)
    item = service.save(writer, item.id, {"title": "Bản sau"}, item.version)
    item = service.restore(writer, item.id, 1, item.version)
    kept = current_snapshot(item)
    assert (kept["title"], kept["first_published_at"]) == ("Bản đầu", OLD)


def test_the_form_offers_it_to_those_who_may_publish_and_names_a_wrong_date(
    paper, login_as
):
    item = paper()
    address = f"/ban-lam-viec/sua/{item.id}"
    of_writer = login_as("reporter").get(address)
    assert of_writer.status_code == 200
    assert 'name="first_published_at"' not in of_writer.text
    browser = login_as("approver")
    page = browser.get(address).text
    assert 'name="first_published_at"' in page
    values = dict(form_values(page)) | {"first_published_at": "2011-06-15T08:30"}
    assert browser.post(address, data=values).status_code == 303
    stored = db.session.get(Item, item.id, populate_existing=True)
    assert current_snapshot(stored)["first_published_at"] == OLD
    values = dict(form_values(browser.get(address).text))
    answer = browser.post(
        address, data=values | {"first_published_at": "2199-01-01T00:00"}
    )
    assert answer.status_code == 422
    assert "2199-01-01T00:00" in answer.text
    assert "Thời điểm này ở tương lai" in answer.text
