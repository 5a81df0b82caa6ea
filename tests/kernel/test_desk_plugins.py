"""The staff's pages about plugins and settings."""

import pytest
from sqlalchemy import select

from cms.extensions import db
from cms.plugins.discovery import loaded
from cms.plugins.models import Failure, PluginState
from cms.settings.models import Setting
from cms.testing import inline
from cms.testing.hostile import hostile_plugin


LIST = "/ban-lam-viec/plugin/"


def states():
    return set(db.session.scalars(select(PluginState.name)))


def test_only_those_who_may_switch_plugins_see_them(client, login_as):
    assert client.get(LIST).status_code == 302
    assert login_as("approver").get(LIST).status_code == 403
    assert login_as("administrator").get(LIST).status_code == 200


def test_the_list_names_every_installed_plugin_with_its_state(login_as):
    page = login_as("administrator").get(LIST).text
    assert "bulletins" in page
    assert "Cần tiện ích bulletins" in page


def test_a_plugin_is_switched_on_and_off_from_its_page(site, login_as):
    browser = login_as("administrator")
    answer = browser.post(f"{LIST}bulletins/bat")
    assert answer.status_code == 303
    assert states() == {"bulletins"}
    assert browser.post(f"{LIST}bulletins/tat").status_code == 303
    assert states() == set()


def test_a_reporter_cannot_switch_anything(site, login_as):
    assert login_as("reporter").post(f"{LIST}bulletins/bat").status_code == 403
    assert states() == set()


def test_a_post_without_its_token_changes_nothing(site, login_as):
    browser = login_as("administrator")
    browser.send_token = False
    browser.post(f"{LIST}bulletins/bat")
    assert states() == set()


def test_an_unknown_plugin_is_not_found(login_as):
    browser = login_as("administrator")
    assert browser.get(f"{LIST}ghost").status_code == 404
    assert browser.post(f"{LIST}ghost/bat").status_code == 404
    assert browser.post(f"{LIST}ghost/tat").status_code == 404


@pytest.mark.plugins("bulletins")
def test_the_page_of_a_plugin_says_what_it_adds_and_may_do(login_as):
    page = login_as("administrator").get(f"{LIST}bulletins").text
    for word in ("Thông báo", "/bang-thong-bao/", "Mới dán", "cms bulletins count"):
        assert word in page
    assert "bulletins.post" in page
    assert "on_item_published" in page


@pytest.mark.plugins("bulletins")
def test_a_failure_is_shown_and_can_be_put_away(site, client, login_as):
    client.get("/bang-thong-bao/hong")
    browser = login_as("administrator")
    assert "this page is broken" in browser.get(f"{LIST}bulletins").text
    assert "this page is broken" in browser.get("/ban-lam-viec/").text
    assert "this page is broken" not in login_as("reporter").get("/ban-lam-viec/").text
    browser.post(f"{LIST}bulletins/loi/xoa")
    assert db.session.scalars(select(Failure)).all() == []


@pytest.mark.plugins("bulletins")
def test_a_banner_ends_with_its_cause(site, login_as):
    for plugin, hook in (
        ("bulletins", "build"),  # it builds again
        ("bulletins", "render_slot"),
        ("agenda", "check_item"),  # it is off
        ("contrast", "theme"),
    ):
        db.session.add(
            Failure(
                plugin=plugin,
                hook=hook,
                digest=hook,
                reference="abc",
                message=f"failed in {hook}",
                traceback="",
            )
        )
    db.session.commit()
    page = login_as("administrator").get("/ban-lam-viec/").text
    shown = {one for one in ("build", "render_slot", "check_item") if one in page}
    assert shown == {"render_slot"}


@pytest.mark.plugins("bulletins")
def test_another_version_than_the_one_that_runs_is_said(login_as, monkeypatch):
    monkeypatch.setitem(loaded, "bulletins", "0.0.9")
    page = login_as("administrator").get(f"{LIST}bulletins").text
    assert "Đang chạy bản 0.0.9, đã cài bản 0:" in page


def test_settings_of_the_site_are_saved(site, login_as):
    browser = login_as("administrator")
    page = browser.get("/ban-lam-viec/cai-dat/")
    assert 'value="Sen"' in page.text
    answer = browser.post(
        "/ban-lam-viec/cai-dat/", data={"site_title": "Quận Sen", "per_page": "30"}
    )
    assert answer.status_code == 303
    stored = dict(db.session.execute(select(Setting.key, Setting.value)).all())
    assert stored["site_title"] == "Quận Sen"
    assert stored["per_page"] == 30
    assert stored["four_eyes"] is False  # a box that is not ticked is not sent


def test_wrong_settings_are_shown_beside_their_fields_and_kept(site, login_as):
    answer = login_as("administrator").post(
        "/ban-lam-viec/cai-dat/", data={"per_page": "1000", "site_title": "Mới"}
    )
    assert answer.status_code == 422
    assert 'value="1000"' in answer.text
    assert 'value="Mới"' in answer.text
    assert db.session.scalars(select(Setting)).all() == []


@pytest.mark.plugins("bulletins")
def test_settings_of_a_plugin_are_saved(site, login_as):
    browser = login_as("administrator")
    assert "Xin chào" in browser.get("/ban-lam-viec/cai-dat/bulletins").text
    browser.post(
        "/ban-lam-viec/cai-dat/bulletins", data={"greeting": "Chào", "limit": 7}
    )
    assert db.session.get(Setting, ("bulletins", "limit")).value == 7


def test_a_plugin_without_settings_has_no_page_for_them(login_as):
    browser = login_as("administrator")
    assert browser.get("/ban-lam-viec/cai-dat/bulletins").status_code == 404


class TestHostile:
    """A plugin that raises in every hook costs nobody a page."""

    @pytest.fixture
    def extra_plugins(self):
        import toy_bulletins

        return (
            inline("bulletins", toy_bulletins),
            hostile_plugin("hostile", SystemExit(9)),
        )

    @pytest.mark.plugins("bulletins", "hostile")
    def test_every_page_answers(self, site, client, login_as):
        administrator = login_as("administrator")
        for address in ("/", "/thong-bao", "/tim-kiem?q=sen", "/feed.atom"):
            assert client.get(address).status_code == 200
        for address in ("/ban-lam-viec/", LIST, f"{LIST}hostile"):
            assert administrator.get(address).status_code == 200

    @pytest.mark.plugins("bulletins", "hostile")
    def test_staff_are_told_and_visitors_are_not(self, site, client, login_as):
        assert "hostile" not in client.get("/").text
        administrator = login_as("administrator")
        assert "hostile" in administrator.get("/").text
        assert "SystemExit" in administrator.get(f"{LIST}hostile").text
