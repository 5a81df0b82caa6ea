"""Who reads what is not for everybody, is refused or takes something away, is written down."""

import pytest
from hidden_articles import SECRET
from sqlalchemy import select

from cms.audit.models import AuditEntry
from cms.builtin.exchange.exporting import export_archive
from cms.content.spine.models import ItemReader
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.notices import notify
from cms.features.notices.models import Notice
from cms.richtext import from_text


DESK = "/ban-lam-viec"


@pytest.fixture
def plugins():
    return ("news",)


@pytest.fixture
def limited(make_item):
    return make_item(
        "news.article",
        title=SECRET,
        summary="Tóm tắt.",
        body=from_text("Chữ."),
        visibility="limited",
    )


def entries(action):
    db.session.expire_all()
    query = select(AuditEntry).where(AuditEntry.action == action)
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


def test_reading_a_limited_item_is_written_down_once(limited, login_as, make_item):
    browser = login_as("approver")
    for _twice in range(2):
        assert browser.get(f"{DESK}/sua/{limited.id}").status_code == 200
    (entry,) = entries("item.read")
    assert (entry.item_id, entry.actor_id) == (limited.id, browser.user.id)
    browser.get(f"{DESK}/sua/{make_item('news.article').id}")
    assert len(entries("item.read")) == 1


def test_reading_its_public_page_is_written_down(make_item, login_as, user):
    reader = user("reader")
    page = make_item(
        "news.article",
        title=SECRET,
        summary="Tóm tắt.",
        body=from_text("Chữ."),
        visibility="limited",
        status="published",
    )
    with transaction() as session:
        session.add(ItemReader(item_id=page.id, user_id=reader.id))
    assert login_as(reader).get(page.path).status_code == 200
    assert [one.actor_id for one in entries("item.read")] == [reader.id]


def test_a_refusal_and_a_download_are_written_down(login_as):
    reporter, chief = login_as("reporter"), login_as("administrator")
    assert reporter.get(f"{DESK}/chuyen-huong.csv").status_code == 403
    (entry,) = entries("access.denied")
    assert (entry.actor_id, entry.subject) == (
        reporter.user.id,
        f"{DESK}/chuyen-huong.csv",
    )
    assert chief.get(f"{DESK}/chuyen-huong.csv").status_code == 200
    assert [one.actor_id for one in entries("access.export")] == [chief.user.id]


def test_an_export_is_written_down(site, tmp_path):
    export_archive(tmp_path / "site.zip")
    assert [one.subject for one in entries("site.export")] == ["site.zip"]


def test_a_notice_of_a_limited_item_keeps_no_words(limited, user):
    person = user("approver")
    with transaction():
        notify([person.id], "returned", item=limited, name="Ai", words=SECRET)
    stored = db.session.scalar(select(Notice).where(Notice.user_id == person.id))
    assert SECRET not in str(stored.values)
