"""What an enabled plugin adds is there; what a disabled one added is nowhere."""

import pytest
import toy_bulletins

from cms import get_settings
from cms.build import build
from cms.contributions import Area
from cms.errors import PluginError
from cms.testing import inline
from cms.theming.menus import nav
from cms.theming.places import slot


PAGE = "/bang-thong-bao/"


@pytest.mark.plugins("bulletins")
def test_all_contributions_of_an_enabled_plugin_are_there(site):
    registry = site.registry
    assert "bulletins.notice" in registry.content_types
    assert {"bulletins.post", "bulletins.notice.write"} <= registry.permissions.keys()
    assert "bulletins.tidy" in registry.jobs
    assert [one.name for one in registry.commands["bulletins"]] == ["count"]
    assert ("bulletins", "bulletins.board") in [(p, c.name) for p, c in registry.checks]
    assert [name for name, _demo in registry.demo] == ["bulletins"]
    assert "bulletins.latest" in {one.id for one in registry.panels}
    assert get_settings("bulletins").greeting == "Xin chào"
    assert registry.plugin_of("job", "bulletins.tidy") == "bulletins"
    assert registry.by_address("thong-bao").name == "bulletins.notice"


def test_nothing_of_a_disabled_plugin_is_there(site, client):
    registry = site.registry
    assert not registry.content_types
    assert not [name for name in registry.permissions if name.startswith("bulletins")]
    assert not [name for name in registry.jobs if name.startswith("bulletins")]
    assert not registry.commands
    assert "bulletins.latest" not in {one.id for one in registry.panels}
    assert not registry.demo
    assert not [
        rule
        for rule in site.app.url_map.iter_rules()
        if rule.endpoint.startswith("bulletins.")
    ]
    assert client.get(PAGE).status_code == 404
    with site.app.test_request_context("/"):
        assert "Bảng thông báo" not in [str(one.label) for one in nav(Area.SITE)]
        assert slot("home.aside") == ""


@pytest.mark.plugins("bulletins")
def test_its_pages_menu_and_places_work(site, client):
    assert client.get(PAGE).text == "Xin chào"
    with site.app.test_request_context("/"):
        entries = {str(one.label): one.url for one in nav(Area.SITE)}
        assert entries["Bảng thông báo"] == PAGE
        assert entries["Thông báo"] == "/thong-bao"
        assert slot("home.aside") == "<p>từ bảng thông báo</p>"


@pytest.mark.plugins("bulletins")
def test_a_guarded_page_asks_for_a_login(client, login_as):
    assert client.get(f"{PAGE}phong").status_code == 302
    assert login_as("reporter").get(f"{PAGE}phong").status_code == 403
    assert login_as("administrator").get(f"{PAGE}phong").text == "phòng"


@pytest.mark.plugins("bulletins")
def test_an_error_in_a_view_stays_there_and_is_recorded(site, client):
    from cms.plugins.failures import recent

    answer = client.get(f"{PAGE}hong")
    assert answer.status_code == 500
    assert "this page is broken" not in answer.text
    assert client.get(PAGE).status_code == 200
    assert [one.plugin for one in recent()] == ["bulletins"]
    assert recent()[0].reference in answer.text


@pytest.mark.plugins("bulletins")
def test_publishing_tells_the_plugin(site, make_item):
    toy_bulletins.done.clear()
    make_item("bulletins.notice", title="Nghỉ lễ", status="published")
    assert toy_bulletins.done == ["published Nghỉ lễ"]


@pytest.mark.plugins("agenda")
def test_what_a_plugin_requires_comes_first(site):
    assert site.enabled == ("bulletins", "agenda")


def test_a_plugin_without_what_it_requires_is_left_out(config, extra_plugins):
    made = build(config, ["agenda"], 1, extra_plugins=extra_plugins)
    assert made.enabled == ()
    assert "bulletins" in made.left_out["agenda"]
    made.close()


def test_a_plugin_that_is_not_installed_is_named(config):
    made = build(config, ["ghost"], 1)
    assert "not installed" in made.left_out["ghost"]
    made.close()


def test_a_circle_of_requirements_is_found(config):
    circle = (
        inline("one", object(), requires=["two"]),
        inline("two", object(), requires=["one"]),
    )
    made = build(config, ["one", "two"], 1, extra_plugins=circle)
    assert made.enabled == ()
    made.close()


def test_safe_mode_leaves_every_plugin_out(config, extra_plugins):
    from cms.config import Config

    safe = Config.load(
        config.instance,
        secret_key=config.secret_key,
        database_url=config.database_url,
        safe_mode=True,
    )
    made = build(safe, ["bulletins"], 1, extra_plugins=extra_plugins)
    assert made.enabled == ()
    assert made.safe_mode
    made.close()


def test_two_builds_of_one_process_are_alike_and_apart(config, extra_plugins):
    first = build(config, ["bulletins"], 1, strict=True, extra_plugins=extra_plugins)
    second = build(config, ["bulletins"], 1, strict=True, extra_plugins=extra_plugins)
    rules = [
        sorted(str(r) for r in b.app.url_map.iter_rules()) for b in (first, second)
    ]
    assert rules[0] == rules[1]
    assert first.app is not second.app
    first.close()
    second.close()


def test_a_strict_build_raises_instead_of_leaving_out(config, extra_plugins):
    with pytest.raises(PluginError, match="agenda"):
        build(config, ["agenda"], 1, strict=True, extra_plugins=extra_plugins)


@pytest.mark.plugins("bulletins")
def test_items_of_a_disabled_plugin_are_nowhere_and_come_back(site, make_item):
    make_item(
        "bulletins.notice", title="Lịch trực Tết", slug="truc-tet", status="published"
    )
    addresses = ("/tim-kiem?q=truc+tet", "/feed.atom", "/sitemap.xml", "/")

    def seen(made):
        browser = made.app.test_client()
        page = browser.get("/thong-bao/truc-tet").status_code
        found = [one for one in addresses if "truc-tet" in browser.get(one).text]
        made.close()
        return page, found

    before = seen(site.try_with(["bulletins"]))
    assert before[0] == 200
    assert set(addresses[:3]) <= set(before[1])
    assert seen(site.try_with([])) == (404, [])
    assert seen(site.try_with(["bulletins"])) == before
