"""E-mail addresses: one gate at every door, and one account for each, capitals or not."""

import pytest
import sqlalchemy as sa

from cms.accounts.models import User
from cms.accounts.permissions import SYSTEM
from cms.builtin.accounts import service
from cms.builtin.accounts.mail_addresses import refused_address
from cms.database.migrations.runner import downgrade, upgrade
from cms.database.transaction import transaction
from cms.errors import Refused, SchemaError
from cms.extensions import db
from cms.features.invitations.service import invite
from cms.richtext import from_text
from cms.settings import save_settings
from cms.settings.models import Setting


@pytest.fixture
def plugins():
    return ("news",)


BAD = "a@b@c.example"


def add(username, email):
    return service.create_user(SYSTEM, username=username, name="Ai", email=email)


def field_of(refusal):
    return [one.field for one in refusal.value.problems]


def test_two_accounts_never_share_an_address(site):
    add("mot", "Lan@Quansen.Example")
    with pytest.raises(Refused) as refusal:
        add("hai", "lan@quansen.example")
    assert field_of(refusal) == ["email"]
    assert db.session.scalar(sa.select(User.email)) == "Lan@Quansen.Example"
    other = add("nam", "ba@quansen.example")
    with pytest.raises(Refused) as refusal:
        service.update_user(SYSTEM, other, email="LAN@quansen.example")
    assert field_of(refusal) == ["email"]


def test_every_door_asks_the_same_gate(site, login_as, make_item):
    someone = add("mot", None)
    text = {"summary": "Tóm tắt.", "body": from_text("Chữ.")}
    waiting = make_item("news.article", status="submitted", **text)
    doors = [
        lambda: add("hai", BAD),
        lambda: service.update_user(SYSTEM, someone, email=BAD),
        lambda: invite(SYSTEM, waiting.id, guest="Bà Tư", email=BAD, may_approve=False),
        lambda: save_settings(SYSTEM, None, {"email": BAD}),
    ]
    for door in doors:
        with pytest.raises(Refused) as refusal:
            door()
        assert field_of(refusal) == ["email"]
        db.session.rollback()
    browser = login_as()
    typed = {"name": "Ai", "email": BAD, "username": "hai"}
    for page in ("nguoi-dung/moi", "tai-khoan", f"sua/{waiting.id}/moi"):
        answer = browser.post(f"/ban-lam-viec/{page}", data={**typed, "guest": "Bà"})
        assert answer.status_code == 422, page
        assert 'id="email-error"' in answer.text, page
    assert refused_address(None) == refused_address("lan@quansen.example") == []


def test_what_a_setting_and_a_name_hold_is_clean(site):
    save_settings(SYSTEM, None, {"site_title": "Quận\u202e Sen\x00"})
    stored = db.session.get_one(Setting, ("", "site_title"))
    assert stored.value == "Quận Sen"
    named = service.create_user(SYSTEM, username="mot", name="Lan\u202e\x07 ")
    assert named.name == "Lan"


def test_accounts_that_share_an_address_stop_the_migration_by_name(site, config):
    db.session.rollback()
    downgrade(config, "cms", "0013")
    with transaction() as session:
        for name, email in (("mot", "Lan@x.example"), ("hai", "lan@X.example")):
            session.add(User(username=name, name=name, email=email))
    with pytest.raises(SchemaError, match=r"hai \(lan@X.example\), mot \(Lan@x.exam"):
        upgrade(config)
    with transaction() as session:
        session.execute(
            sa.update(User).where(User.username == "hai").values(email=None)
        )
    upgrade(config)
