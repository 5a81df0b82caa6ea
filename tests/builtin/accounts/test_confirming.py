"""Important changes ask for the password again; what was typed is not lost."""

import html
import re

import pytest

from cms.accounts.guard import Access
from cms.accounts.models import SessionRow
from cms.accounts.sessions import FRESH_KEY
from cms.builtin.accounts.throttle import note_failure
from cms.database.transaction import transaction, write_transaction
from cms.extensions import db
from tests.accounts.conftest import PASSWORD, log_in, post, reload


DESK = "/ban-lam-viec"
CONFIRM = "/xac-nhan"
FRESH_VIEWS = {
    "desk.new_user",
    "desk.user",
    "desk.disable_user",
    "desk.enable_user",
    "desk.password_link",
    "desk.new_role",
    "desk.role",
    "desk.delete_role",
    "desk.plugin_enable",
    "desk.plugin_disable",
    "desk.redirects_csv",
    "invitations.invite",
    "openid_account.connect",
    "openid_account.disconnect",
    "second_factor.own",
    "second_factor.new_codes",
    "second_factor.turn_off",
    "second_factor.add",
    "second_factor.remove",
    "second_factor.require_for_role",
    "second_factor.reset",
}


def make_stale():
    """Let every session have been confirmed long ago."""
    with transaction():
        for row in db.session.scalars(db.select(SessionRow)):
            row.data = {**row.data, FRESH_KEY: row.data[FRESH_KEY] - 901}


@pytest.fixture
def admin(person, client):
    someone = person("administrator")
    log_in(client, someone.username)
    client.user = someone
    return client


def hidden(page, name):
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page.text)[1])


def test_views_that_change_who_gets_in_ask_for_the_password_again(site):
    found = {
        endpoint
        for endpoint, view in site.app.view_functions.items()
        if getattr(view, "__cms_access__", Access("public")).fresh
    }
    assert found == FRESH_VIEWS


def test_the_typed_form_is_kept_and_saved_after_the_password(admin, person):
    someone = person()
    page = f"{DESK}/nguoi-dung/{someone.id}"
    form = {
        "name": "Tên mới đã gõ",
        "username": someone.username,
        "email": "moi@example.vn",
        "language": "",
        "version": str(someone.version),
    }
    make_stale()
    asked = post(admin, page, **form)
    assert (asked.status_code, "Tên mới đã gõ" in html.unescape(asked.text)) == (
        401,
        True,
    )
    assert reload(someone).name != "Tên mới đã gõ"
    kept, target = hidden(asked, "kept"), hidden(asked, "target")
    wrong = post(admin, CONFIRM, password="không phải", kept=kept, target=target)
    assert (wrong.status_code, hidden(wrong, "kept")) == (403, kept)
    back = post(admin, CONFIRM, password=PASSWORD, kept=kept, target=target)
    assert f'action="{page}"' in back.text
    again = dict(re.findall(r'<textarea name="(\w+)" hidden>\n?([^<]*)<', back.text))
    assert again == form
    post(admin, page, **again)
    assert reload(someone).name == "Tên mới đã gõ"


def test_a_page_that_asks_before_it_is_shown_is_shown_afterwards(admin):
    make_stale()
    asked = admin.get(f"{DESK}/nguoi-dung/moi")
    assert asked.status_code == 302
    page = admin.get(asked.location)
    back = post(admin, asked.location, password=PASSWORD, target=hidden(page, "target"))
    assert back.location == f"{DESK}/nguoi-dung/moi"


def test_looking_is_free_and_a_new_login_is_fresh(admin, person):
    someone = person()
    make_stale()
    assert admin.get(f"{DESK}/nguoi-dung/{someone.id}").status_code == 200
    admin.post("/dang-xuat")
    log_in(admin, admin.user.username)
    assert (
        post(
            admin,
            f"{DESK}/nguoi-dung/{someone.id}/tat",
            f"{DESK}/nguoi-dung/{someone.id}",
        ).status_code
        == 303
    )


def test_ones_e_mail_asks_and_ones_name_does_not(person, client):
    someone = person()
    log_in(client, someone.username)
    page = f"{DESK}/tai-khoan"
    form = {"name": "Tên khác", "language": "", "notice_mail": "each", "email": ""}
    make_stale()
    assert post(client, page, **form).status_code == 303
    assert post(client, page, **{**form, "email": "a@b.vn"}).status_code == 401
    assert (reload(someone).name, reload(someone).email) == ("Tên khác", None)


def test_a_script_is_told_where_to_confirm(admin, person):
    someone = person()
    make_stale()
    page = f"{DESK}/nguoi-dung/{someone.id}"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', admin.get(page).text)[1]
    answer = admin.post(
        f"{page}/tat",
        headers={"Accept": "application/json", "X-CSRFToken": token},
    )
    assert (answer.status_code, answer.json) == (401, {"confirm_url": CONFIRM})


def test_the_password_cannot_be_guessed_before_an_open_session(person, client):
    someone = person()
    log_in(client, someone.username)
    for _ in range(5):
        assert post(client, CONFIRM, password="đoán").status_code == 403
    with write_transaction() as connection:  # more of them: a wait that does not pass
        for _ in range(5):
            note_failure(connection, someone.username, None)
    waits = post(client, CONFIRM, password=PASSWORD)
    assert (waits.status_code, int(waits.headers["Retry-After"]) > 0) == (429, True)
    change = post(
        client,
        f"{DESK}/tai-khoan/mat-khau",
        f"{DESK}/tai-khoan",
        current=PASSWORD,
        password="một câu mới không ai đoán",
        repeated="một câu mới không ai đoán",
    )
    assert change.status_code == 422
    client.post("/dang-xuat")
    assert log_in(client, someone.username).status_code == 303
