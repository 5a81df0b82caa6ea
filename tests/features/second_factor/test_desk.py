"""One's own second step on the desk; resets by two administrators or by the shell."""

import re
from contextvars import Context

import pytest

from cms.accounts.models import Role
from cms.cli import cli
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.second_factor import queries, service
from cms.features.second_factor.models import SecondFactorReset
from tests.accounts.conftest import cookie_of
from tests.features.second_factor.conftest import OWN, Telephone, secret_of


USERS = "/ban-lam-viec/nguoi-dung"


@pytest.fixture
def protected(person, telephone):
    """Somebody whose login has a second step."""
    found = person()
    telephone(found)
    return found


def test_it_is_set_up_with_a_code_and_ends_other_sessions(login_as, person, client):
    someone = person()
    here, elsewhere, copied = login_as(someone), login_as(someone), login_as(someone)
    copied.set_cookie("sen_session", cookie_of(here))
    secret, token = secret_of(here.get(OWN))
    done = here.post(OWN, data={"token": token, "code": Telephone(secret).code()})
    assert len(set(re.findall(r"<code>([a-z2-7-]{27})</code>", done.text))) == 10
    assert elsewhere.get(OWN).status_code == copied.get(OWN).status_code == 302
    assert queries.has_factor(someone.id)
    assert 'class="qr"' in here.get(OWN).text
    assert "10" in here.get(OWN).text


def test_a_wrong_first_code_turns_nothing_on(login_as, person):
    someone = person()
    here = login_as(someone)
    _secret, token = secret_of(here.get(OWN))
    assert here.post(OWN, data={"token": token, "code": "000000"}).status_code == 422
    assert not queries.has_factor(someone.id)


@pytest.mark.parametrize("what", ["ma-du-phong", "tat"])
def test_nothing_is_changed_without_a_code(login_as, person, telephone, what):
    someone = person()
    app = telephone(someone)
    here = login_as(someone)
    here.post(f"{OWN}/{what}", data={"code": "000000"})
    assert queries.has_factor(someone.id)
    here.post(f"{OWN}/{what}", data={"code": app.code()})
    db.session.rollback()
    assert queries.has_factor(someone.id) is (what == "ma-du-phong")


def test_new_recovery_codes_replace_the_old_ones(site, person, telephone):
    someone = person()
    old = telephone(someone).recovery_codes
    new = service.renew_codes(someone)
    assert service.check_code(someone, old[0], "") is False
    assert service.check_code(someone, new[0], "") is True


def test_a_role_that_asks_for_it_is_set_on_its_page_and_holds(
    login_as, person, telephone
):
    someone, admin = person("approver"), login_as()
    app = telephone(someone)
    role = db.session.scalars(db.select(Role).where(Role.name == "approver")).one()
    page = f"/ban-lam-viec/vai-tro/{role.id}"
    admin.post(f"{page}/buoc-hai", data={"required": "yes"})
    assert queries.is_required(someone)
    login_as(someone).post(f"{OWN}/tat", data={"code": app.code()})
    db.session.rollback()
    assert queries.has_factor(someone.id)
    admin.post(f"{page}/buoc-hai", data={"required": "no"})
    assert not queries.is_required(someone)
    assert "buoc-hai" in admin.get(page).text


def test_two_administrators_reset_it_and_the_sessions_end(login_as, protected):
    theirs = login_as(protected)
    one, two = login_as(), login_as()
    address = f"{USERS}/{protected.id}/buoc-hai"
    one.post(f"{address}/xin")
    one.post(f"{address}/duyet")
    db.session.rollback()
    assert queries.has_factor(protected.id)
    assert protected.name in two.get("/ban-lam-viec/").text
    assert protected.name not in one.get("/ban-lam-viec/").text
    assert "duyet" in two.get(f"{USERS}/{protected.id}").text
    two.post(f"{address}/duyet")
    db.session.rollback()
    assert not queries.has_factor(protected.id)
    assert theirs.get(OWN).status_code == 302


def test_nobody_resets_without_being_asked_to_confirm(login_as, protected):
    login_as().post(f"{USERS}/{protected.id}/buoc-hai/duyet")
    db.session.rollback()
    assert queries.has_factor(protected.id)


def test_a_request_is_over_after_a_day(login_as, protected):
    one, two = login_as(), login_as()
    one.post(f"{USERS}/{protected.id}/buoc-hai/xin")
    with transaction():
        asked = db.session.get(SecondFactorReset, protected.id)
        asked.asked_at -= service.RESET_VALID
    two.post(f"{USERS}/{protected.id}/buoc-hai/duyet")
    db.session.rollback()
    assert queries.has_factor(protected.id)


def test_a_dropped_request_confirms_nothing(login_as, protected):
    one, two = login_as(), login_as()
    one.post(f"{USERS}/{protected.id}/buoc-hai/xin")
    two.post(f"{USERS}/{protected.id}/buoc-hai/thoi")
    two.post(f"{USERS}/{protected.id}/buoc-hai/duyet")
    db.session.rollback()
    assert queries.has_factor(protected.id)


def test_a_reporter_resets_nobody(login_as, protected):
    answer = login_as("reporter").post(f"{USERS}/{protected.id}/buoc-hai/xin")
    assert answer.status_code == 403


def test_a_single_administrator_is_sent_to_the_shell(
    site, config, login_as, protected, monkeypatch
):
    admin = login_as()
    admin.post(f"{USERS}/{protected.id}/buoc-hai/xin")
    page = admin.get(f"{USERS}/{protected.id}").text
    assert f"cms user reset-second-factor {protected.username}" in page
    secret = config.secret_key.get_secret_value()
    (config.instance / "secret_key").write_text(secret)
    monkeypatch.setenv("CMS_DATABASE_URL", config.database_url)
    db.session.rollback()
    words = ["user", "reset-second-factor", protected.username]
    Context().run(
        cli.main, ["--instance", str(config.instance), *words], standalone_mode=False
    )
    db.session.expire_all()
    assert not queries.has_factor(protected.id)
