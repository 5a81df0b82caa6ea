"""Which layer a template comes from, and the name of the one behind an override."""

import pytest
from jinja2 import Environment, TemplateError, TemplateNotFound

from cms.theming.compiled import CompiledTemplates
from cms.theming.loader import Layer, LayerLoader


@pytest.fixture
def folders(tmp_path):
    """Return a function that writes a template into a layer's folder."""

    def write(layer, name, words):
        file = tmp_path / layer / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, encoding="utf-8")

    write.root = tmp_path
    return write


@pytest.fixture
def environment(folders):
    root = folders.root
    layers = [
        Layer("instance", root / "instance"),
        Layer("child", root / "child"),
        Layer("parent", root / "parent"),
        Layer("news", root / "news", only="news"),
        Layer("core", root / "core"),
    ]
    return Environment(loader=LayerLoader(layers), autoescape=True)


def test_nearest_layer_wins(folders, environment):
    for layer in ("core", "parent", "child", "instance"):
        folders(layer, "list.html", layer)
        assert environment.get_template("list.html").render() == layer
        environment.cache.clear()


def test_theme_overrides_a_template_of_a_plugin(folders, environment):
    folders("news", "news/article.html", "plugin")
    folders("child", "news/article.html", "theme")

    assert environment.get_template("news/article.html").render() == "theme"


def test_override_extends_the_template_behind_it(folders, environment):
    folders("core", "base.html", "<{% block a %}core{% endblock %}>")
    folders(
        "child",
        "base.html",
        '{% extends "@core/base.html" %}{% block a %}{{ super() }}+{% endblock %}',
    )

    assert environment.get_template("base.html").render() == "<core+>"


def test_plugin_brings_templates_below_its_own_name_only(folders, environment):
    folders("news", "base.html", "hijacked")

    with pytest.raises(TemplateNotFound):
        environment.get_template("base.html")


@pytest.mark.parametrize("name", ["../secret.html", "/etc/passwd", "a/../../b.html"])
def test_names_do_not_lead_out_of_the_layers(folders, environment, name):
    folders("core", "a/x.html", "x")

    with pytest.raises(TemplateNotFound):
        environment.get_template(name)


def test_all_names_are_listed_with_the_hidden_originals(folders, environment):
    folders("core", "base.html", "core")
    folders("child", "base.html", "child")

    names = environment.loader.list_templates()

    assert {"base.html", "@core/base.html", "@child/base.html"} <= set(names)


def test_changed_template_is_read_again(folders, environment):
    folders("core", "base.html", "one")
    assert environment.get_template("base.html").render() == "one"

    folders("core", "base.html", "other words")

    assert environment.get_template("base.html").render() == "other words"


def test_a_template_is_compiled_once_for_all_builds_until_it_changes(tmp_path):
    kept = CompiledTemplates()
    file = tmp_path / "page.html"
    file.write_text("{{ name }} before")
    compiled = []

    class Watched(Environment):
        def compile(self, *arguments, **options):
            compiled.append(arguments)
            return super().compile(*arguments, **options)

    def shown():
        loader = LayerLoader([Layer("core", tmp_path)])
        environment = Watched(loader=loader, bytecode_cache=kept)
        return environment.get_template("page.html").render(name="Sen")

    assert [shown(), shown()] == ["Sen before"] * 2
    assert len(compiled) == 1
    file.write_text("{{ name }} after")
    assert [shown(), shown()] == ["Sen after"] * 2
    assert len(compiled) == 2


def test_a_template_that_uses_a_filter_of_another_build_is_wrong_without_it(tmp_path):
    kept = CompiledTemplates()
    file = tmp_path / "page.html"
    file.write_text("{% include 'part.html' %}{{ name|shout }}")
    with_filter, without = (Environment(autoescape=True) for _one in range(2))
    with_filter.filters["shout"] = str.upper

    assert kept.references(with_filter, "page.html", file) == ("part.html",)
    assert kept.references(with_filter, "page.html", file) == ("part.html",)
    with pytest.raises(TemplateError):
        kept.references(without, "page.html", file)
