"""What an older version stored and no gate lets in today: shown, told, kept."""

import pytest
from sqlalchemy import update

from cms.content import service
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item, Revision
from cms.database.transaction import transaction
from cms.extensions import db
from cms.testing.form_values import form_values


STORED = "9999-12-31T23:59:00+00:00"


@pytest.fixture
def plugins():
    return ("news",)


@pytest.fixture
def item(make_item):
    made = make_item("news.article", title="Cũ")
    data = {**Snapshot.of(made), "expires_at": STORED}
    with transaction() as session:
        session.execute(
            update(Revision).where(Revision.item_id == made.id).values(data=data)
        )
    db.session.expire_all()
    return db.session.get_one(Item, made.id)


def test_it_is_shown_with_an_error_and_refused_until_somebody_corrects_it(
    item, login_as
):
    browser, address = login_as(), f"/ban-lam-viec/sua/{item.id}"
    page = browser.get(address).text
    values = dict(form_values(page))
    assert values["expires_at"] == STORED
    assert 'id="expires_at-error"' in page
    refused = browser.post(address, data=values)
    assert refused.status_code == 422
    assert "1900" in refused.text
    assert dict(form_values(refused.text))["expires_at"] == STORED
    values["expires_at"] = "2027-01-02T08:00"
    assert browser.post(address, data=values).status_code < 400
    db.session.expire_all()
    stored = Snapshot.of(db.session.get_one(Item, item.id))
    assert stored["expires_at"] == "2027-01-02T01:00:00+00:00"


def test_it_is_kept_by_whoever_changes_something_else(item, user):
    person = user("administrator")
    saved = service.save(person, item.id, {"title": "Mới"}, item.version)
    assert Snapshot.of(saved)["expires_at"] == STORED
    cleared = service.save(person, item.id, {"expires_at": None}, saved.version)
    assert Snapshot.of(cleared)["expires_at"] is None
