"""Templates come from the strongest layer that has them."""

import pytest
from jinja2 import Environment, TemplateNotFound

from cms.build import build
from cms.errors import BuildError, PluginError
from cms.plugins.discovery import InstalledTheme
from cms.testing import inline
from cms.theming.loader import Layer, LayerLoader
from cms.theming.theme import read_theme, theme_chain
from cms.trial.templates import compile_templates


@pytest.fixture
def environment(tmp_path):
    files = {
        "instance": {"a.html": "instance a, {% include '@theme/a.html' %}"},
        "theme": {
            "a.html": "theme a",
            "news/x.html": "theme {% extends '@news/news/x.html' %}",
        },
        "news": {"news/x.html": "news x", "base.html": "stolen"},
        "core": {"a.html": "core a", "base.html": "core base"},
    }
    layers = []
    for name, templates in files.items():
        for path, text in templates.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        layers.append(
            Layer(name, tmp_path / name, only="news" if name == "news" else None)
        )
    return Environment(loader=LayerLoader(layers), autoescape=True)


def test_the_strongest_layer_wins_and_names_the_original_behind_it(environment):
    assert environment.get_template("a.html").render() == "instance a, theme a"
    assert environment.get_template("@core/a.html").render() == "core a"


def test_a_plugin_has_its_own_folder_only(environment):
    assert environment.get_template("base.html").render() == "core base"
    assert environment.get_template("@news/news/x.html").render() == "news x"
    with pytest.raises(TemplateNotFound):
        environment.get_template("@news/base.html")


@pytest.mark.parametrize(
    "name", ["../a.html", "/etc/passwd", "@core/../theme/a.html", "x"]
)
def test_nothing_outside_the_layers_is_found(environment, name):
    with pytest.raises(TemplateNotFound):
        environment.get_template(name)


def test_an_instance_overrides_a_page(config):
    folder = config.instance / "templates"
    folder.mkdir()
    (folder / "home.html").write_text("Trang riêng")
    made = build(config, (), 1)
    assert made.app.test_client().get("/").text == "Trang riêng"
    made.close()


def test_a_trial_finds_a_broken_template(config):
    folder = config.instance / "templates"
    folder.mkdir()
    (folder / "home.html").write_text("{% if %}")
    made = build(config, (), 1, strict=True)
    with pytest.raises(BuildError, match=r"home\.html"):
        compile_templates(made, frozenset())
    made.close()


@pytest.mark.parametrize("text", ["{% if %}", "{% include 'nowhere.html' %}"])
def test_a_trial_blames_the_plugin_whose_template_is_broken(config, tmp_path, text):
    class Plugin:
        folder = tmp_path

    file = tmp_path / "templates" / "bad" / "x.html"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    extra = (inline("bad", Plugin),)
    made = build(config, ["bad"], 1, strict=True, extra_plugins=extra)
    with pytest.raises(PluginError) as caught:
        compile_templates(made, frozenset({"bad"}))
    made.close()
    assert caught.value.plugin == "bad"


def theme(tmp_path, name, text):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "theme.toml").write_text(text)
    return InstalledTheme(name, name, "1", "", folder)


def test_a_theme_stands_before_its_parents(tmp_path):
    installed = {
        "child": theme(tmp_path, "child", 'name = "child"\nparent = "parent"'),
        "parent": theme(tmp_path, "parent", 'name = "parent"'),
    }
    assert [one.name for one in theme_chain("child", installed)] == ["child", "parent"]


def test_a_circle_of_themes_is_found(tmp_path):
    installed = {"a": theme(tmp_path, "a", 'name = "a"\nparent = "a"')}
    with pytest.raises(BuildError, match="its own parent"):
        theme_chain("a", installed)


@pytest.mark.parametrize("text", ["name = ", "colour = 1", 'name = "x"\nodd = 1'])
def test_a_theme_that_cannot_be_read_says_so(tmp_path, text):
    with pytest.raises(BuildError, match=r"theme\.toml"):
        read_theme(theme(tmp_path, "x", text).folder)


def test_a_theme_that_is_missing_gives_way_to_the_default(site):
    from cms.extensions import db
    from cms.settings.models import Setting

    db.session.add(Setting(plugin="", key="theme", value="ghost"))
    db.session.commit()
    made = build(site.config, (), 1)
    assert [one.name for one in made.theme] == ["sen"]
    assert made.app.test_client().get("/").status_code == 200
    made.close()
