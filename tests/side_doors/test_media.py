"""Uploads belong to who made them; what few might see stays theirs when it is taken out."""

import threading

import pytest
from hidden_articles import SECRET, picture

from cms.accounts.permissions import SYSTEM
from cms.builtin.desk.library.picker_data import media_options
from cms.builtin.media.removal import delete, purge
from cms.builtin.media.replacing import replace_file
from cms.content import service
from cms.content.revisions import trash
from cms.content.spine.media_access import find, for_person, known_to
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Refused
from cms.extensions import db
from cms.media import Media, store
from cms.richtext import from_text


@pytest.fixture
def plugins():
    return ("news",)


@pytest.fixture
def reporter(user):
    return user("reporter")


@pytest.fixture
def hidden(make_item):
    """A limited article and its picture, uploaded by the site itself."""
    media = store(SYSTEM, picture(), "mat.png", title=SECRET, alt=SECRET)
    item = make_item("news.article", title="Kín", visibility="limited")
    return service.save(SYSTEM, item.id, {"image_id": media.id}, item.version), media


def knows(person, media_id):
    return find(media_id, known_to(person)) is not None


def test_an_unused_upload_is_its_owners_and_the_managers(reporter, user):
    mine = store(reporter, picture(1), "cua-toi.png")
    assert knows(reporter, mine.id)
    assert knows(user("approver"), mine.id)
    assert not knows(user("reporter"), mine.id)


def test_nobody_claims_an_upload_before_it_is_used(reporter, user, make_item):
    mine = store(reporter, picture(1), "cua-toi.png")
    other = user("reporter")
    draft = make_item("news.article", actor=other)
    with pytest.raises(Refused):
        service.save(other, draft.id, {"image_id": mine.id}, draft.version)


def test_what_a_limited_item_no_longer_uses_stays_limited(hidden, reporter, user):
    item, media = hidden
    service.save(SYSTEM, item.id, {"image_id": None}, item.version)
    assert not knows(reporter, media.id)
    assert not knows(user("approver", section_id=None, active=False), media.id)
    assert knows(user("approver"), media.id)


def test_it_stays_so_when_the_item_is_deleted_for_good(hidden, reporter, user):
    item, media = hidden
    item = service.save(SYSTEM, item.id, {"image_id": None}, item.version)
    with transaction() as session:
        session.delete(session.get_one(Item, item.id))
    assert not knows(reporter, media.id)
    assert not knows(user("approver"), media.id)
    assert knows(user("administrator"), media.id)


def test_so_when_the_item_goes_while_it_uses_it(hidden, user):
    item, media = hidden
    item = service.trash(SYSTEM, item.id, item.version)
    trash.purge(SYSTEM, item.id, item.version)
    assert not knows(user("approver"), media.id)


def test_the_former_bytes_of_a_replaced_picture_stay_as_hidden(hidden, reporter, user):
    _item, media = hidden
    replace_file(SYSTEM, media.id, None, picture(2), "moi.png")
    former = db.session.query(Media).filter(Media.deleted_at.is_not(None)).one()
    assert not knows(reporter, former.id)
    assert knows(user("approver"), former.id)


def test_a_restored_version_opens_no_picture_that_an_editor_took_out(
    reporter, user, make_item, login_as
):
    editor = user("approver")
    media = store(editor, picture(3), "cua-bien-tap.png", title=SECRET, alt=SECRET)
    mine = make_item("news.article", actor=reporter)
    item = service.save(editor, mine.id, {"image_id": media.id}, mine.version)
    item = service.save(reporter, item.id, {"title": "Sửa"}, item.version)
    item = service.save(editor, item.id, {"image_id": None}, item.version)
    with pytest.raises(Refused):
        service.restore(reporter, item.id, 3, item.version)
    db.session.rollback()
    page = login_as(reporter).get(f"/ban-lam-viec/sua/{item.id}/so-sanh?cu=2&moi=4")
    assert page.status_code == 200
    assert SECRET not in page.text
    restored = service.restore(editor, item.id, 3, item.version)
    assert find(media.id, for_person(editor)) is not None
    assert restored.image_id == media.id


def test_what_one_took_out_oneself_can_be_put_back(reporter, make_item):
    media = store(reporter, picture(4), "cua-toi.png")
    mine = make_item("news.article", actor=reporter, image_id=media.id)
    item = service.save(reporter, mine.id, {"image_id": None}, mine.version)
    assert service.restore(reporter, item.id, 1, item.version).image_id == media.id


def test_what_an_old_version_brings_back_is_not_purged_meanwhile(site, make_item):
    """The row is locked: on PostgreSQL the two could pass each other."""
    media = store(SYSTEM, picture(5), "cu.png")
    item = make_item("news.article", image_id=media.id)
    item = service.save(SYSTEM, item.id, {"image_id": None}, item.version)
    delete(SYSTEM, media.id)
    with transaction() as session:
        session.get_one(Media, media.id).deleted_at = utcnow().replace(year=2020)

    def purge_too():
        with site.app.app_context():
            purge()

    other = threading.Thread(target=purge_too)
    with transaction():
        service.restore(SYSTEM, item.id, 1, item.version)
        other.start()
        other.join(0.3)
    other.join()
    db.session.expire_all()
    assert db.session.get(Media, media.id) is not None
    assert db.session.get(Media, media.id).deleted_at is None


@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_bytes_of_what_is_no_longer_live_are_kept_by_no_cache(make_item, client, state):
    media = store(SYSTEM, picture(6), "cu.png", alt="Ảnh")
    item = make_item(
        "news.article",
        summary="Tóm tắt.",
        body=from_text("Chữ."),
        image_id=media.id,
        status="published",
    )
    address = f"/media/{media.id}/320"
    assert "public" in client.get(address).headers["Cache-Control"]
    if state == "withdrawn":
        service.archive(SYSTEM, item.id, item.version, "")
    else:
        with transaction() as session:
            session.get_one(Item, item.id).expires_at = utcnow()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_number_of_uses_tells_of_no_hidden_item(hidden, reporter, make_item):
    _item, media = hidden
    with transaction() as session:
        session.get_one(Media, media.id).visibility = "site"
    make_item("news.article", image_id=media.id)
    seen = {
        who: media_options([db.session.get_one(Media, media.id)], who)[0]["uses"]
        for who in (reporter, SYSTEM)
    }
    assert seen == {reporter: 1, SYSTEM: 2}


def test_the_page_of_a_picture_and_a_refusal_count_no_hidden_item(
    hidden, user, login_as
):
    _item, media = hidden
    person = user("reporter")
    with transaction() as session:
        row = session.get_one(Media, media.id)
        row.created_by_id = person.id
    browser = login_as(person)
    page = browser.get(f"/ban-lam-viec/media/{media.id}")
    assert page.status_code == 200
    assert "không được xem" not in page.text
    with pytest.raises(Refused) as refusal:
        delete(person, media.id)
    assert "1" not in str(refusal.value.problems[0].message)
