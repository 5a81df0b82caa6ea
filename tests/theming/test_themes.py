"""Themes: read as data, chained to their parents, replaced when broken."""

import gzip
import re

import pytest

from cms.build import build
from cms.database.transaction import transaction
from cms.errors import BuildError
from cms.plugins.discovery import InstalledTheme, discover_themes
from cms.settings.models import Setting
from cms.theming.loader import CORE_TEMPLATES
from cms.theming.theme import read_theme, theme_chain
from cms.trial.templates import compile_templates


def installed(folder):
    return InstalledTheme(folder.name, "x", "1", "", folder)


@pytest.fixture
def make_theme(tmp_path):
    def make(name, words):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "theme.toml").write_text(words, encoding="utf-8")
        return installed(folder)

    return make


def with_theme(config, name):
    """Return a build of the same site in another theme, whatever it is."""
    first = build(config, (), 0)
    with first.app.app_context(), transaction() as session:
        session.add(Setting(plugin="", key="theme", value=name))
    first.close()
    return build(config, (), 1)


def test_default_theme_is_installed_and_says_what_it_is():
    theme = read_theme(discover_themes()["sen"].folder)

    assert theme.name == "sen"
    assert theme.parent is None
    assert theme.colours["accent"].startswith("#")


def test_child_theme_stands_before_its_parent():
    chain = theme_chain("contrast", discover_themes())

    assert [theme.name for theme in chain] == ["contrast", "sen"]


def test_missing_theme_is_refused_by_name():
    with pytest.raises(BuildError, match="'nowhere' is not installed"):
        theme_chain("nowhere", {})


def test_circle_of_parents_is_refused(make_theme):
    themes = {
        "a": make_theme("a", 'name = "a"\nparent = "b"'),
        "b": make_theme("b", 'name = "b"\nparent = "a"'),
    }

    with pytest.raises(BuildError, match="own parent"):
        theme_chain("a", themes)


@pytest.mark.parametrize(
    "words", ["name = ", 'name = "a"\nsurprise = 1', 'title = "no name"']
)
def test_wrong_theme_file_is_refused_with_its_place(make_theme, words):
    with pytest.raises(BuildError, match=r"theme\.toml"):
        theme_chain("a", {"a": make_theme("a", words)})


def test_child_theme_adds_its_style_sheet_to_every_page(config):
    made = with_theme(config, "contrast")

    page = made.app.test_client().get("/").text

    assert page.index("public.css") < page.index("contrast.css")
    made.close()


def test_unknown_theme_gives_way_to_the_default(config):
    made = with_theme(config, "nowhere")

    assert [theme.name for theme in made.theme] == ["sen"]
    assert made.app.test_client().get("/").status_code == 200
    made.close()


def test_files_of_the_instance_override_those_of_the_theme(config):
    folder = config.instance / "templates"
    folder.mkdir()
    (folder / "home.html").write_text("Our own page", encoding="utf-8")

    made = build(config, (), 0)

    assert made.app.test_client().get("/").text == "Our own page"
    made.close()


def test_every_template_compiles_and_finds_what_it_refers_to(site):
    compile_templates(site, frozenset())


def test_pages_without_any_theme_are_plain_and_whole(site):
    loader = site.app.jinja_env.loader

    for name in ("base", "home", "list", "item", "section", "archive", "search"):
        assert loader.find(f"@core/{name}.html") is not None


def test_static_files_are_served_for_ever_under_an_address_of_their_content(
    site, client
):
    address = site.assets.url("public.css")

    answer = client.get(address)

    assert re.fullmatch(r"/static/sen-[0-9a-f]{12}/public\.css", address)
    assert "immutable" in answer.headers["Cache-Control"]


def test_missing_static_file_is_an_error_not_a_dead_link(site):
    with pytest.raises(BuildError, match=r"no static file 'nothing\.css'"):
        site.assets.url("nothing.css")


def test_page_stays_light(site, client):
    """No page needs more than a slow line can bear."""
    sizes = {
        name: len(gzip.compress(client.get(site.assets.url(name)).data))
        for name in ("public.css", "fonts.css", "reader.js")
    }

    assert sizes["public.css"] + sizes["fonts.css"] < 20_000
    assert sizes["reader.js"] < 3_000
    assert len(gzip.compress(client.get("/").data)) < 15_000


def test_no_template_has_inline_style_or_handlers():
    inline = re.compile(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", re.I)

    found = [
        file.name
        for file in CORE_TEMPLATES.rglob("*.html")
        if inline.search(file.read_text(encoding="utf-8"))
    ]

    assert found == []
