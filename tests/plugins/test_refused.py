"""A contribution that breaks a rule leaves its plugin out, and the site stands."""

import click
import pytest
import toy_bulletins
from flask import Blueprint
from packaging.specifiers import SpecifierSet
from pydantic import BaseModel

from cms import (
    Area,
    ContentType,
    HealthCheck,
    ItemForm,
    Job,
    NavItem,
    Panel,
    Permission,
    Rule,
    hookimpl,
    public,
    requires,
)
from cms.build import build
from cms.plugins.discovery import Installed
from cms.plugins.failures import recent
from cms.testing import inline


def plugin(**hooks):
    module = type(pytest)("plugin")
    for name, value in hooks.items():
        setattr(module, name, hookimpl(_returning(name, value)))
    return module


def _returning(name, value):
    def implementation():
        return value

    implementation.__name__ = name
    return implementation


def blueprint_with(view, name="wrong", rule="/xau", **options):
    made = Blueprint(name, __name__)
    made.add_url_rule(rule, endpoint="page", view_func=view, **options)
    return made


def unguarded():
    return "open"


class Form(ItemForm):
    pass


def blueprint_of(*globals_):
    made = Blueprint("wrong", __name__)
    for name in globals_:
        made.add_app_template_global(str, name)
    return made


class Needy(BaseModel):
    token: str


BAD = {
    "a type outside its namespace": plugin(
        register_content_types=[ContentType("other.thing", "T", "T", "thu", Form)]
    ),
    "a type that is there": plugin(
        register_content_types=[
            ContentType("wrong.one", "T", "T", "thong-bao", Form),
        ]
    ),
    "a permission outside its namespace": plugin(
        register_permissions=[Permission("site.settings", "x")]
    ),
    "a job outside its namespace": plugin(register_jobs=[Job("tidy", print)]),
    "a panel outside its namespace": plugin(
        register_panels=[Panel("bulletins.mine", "x", print)]
    ),
    "a blueprint with another name": plugin(
        register_blueprints=[blueprint_with(public(lambda: ""), name="desk")]
    ),
    "a view without a guard": plugin(register_blueprints=[blueprint_with(unguarded)]),
    "a view with an unknown right": plugin(
        register_blueprints=[blueprint_with(requires("wrong.nothing")(lambda: ""))]
    ),
    "an address of somebody else": plugin(
        register_blueprints=[
            blueprint_with(public(lambda: ""), rule="/bang-thong-bao/")
        ]
    ),
    "a rule where the core answers": plugin(
        register_blueprints=[blueprint_with(public(lambda: ""), rule="/tim-kiem/x")]
    ),
    "a rule among the articles of another": plugin(
        register_blueprints=[
            blueprint_with(public(lambda: ""), rule="/thong-bao/mot-bai")
        ]
    ),
    "a rule on another page of the desk": plugin(
        register_blueprints=[
            blueprint_with(public(lambda: ""), rule="/ban-lam-viec/plugin/x")
        ]
    ),
    "a rule that begins with a variable": plugin(
        register_blueprints=[
            blueprint_with(public(lambda **_: ""), rule="/<path:rest>")
        ]
    ),
    "a type at an address of the core": plugin(
        register_content_types=[
            ContentType("wrong.one", "T", "T", "ban-lam-viec", Form)
        ]
    ),
    "a menu entry that leads nowhere": plugin(
        register_nav=[NavItem(Area.SITE, "x", "wrong.nowhere")]
    ),
    "a menu entry with an unknown right": plugin(
        register_nav=[NavItem(Area.SITE, "x", "bulletins.board", permission="wrong.x")]
    ),
    "two models of settings": plugin(register_settings=[BaseModel, BaseModel]),
    "settings without defaults": plugin(register_settings=[Needy]),
    "a contribution of the wrong kind": plugin(register_nav=["x"]),
    "no iterable at all": plugin(register_jobs=5),
}

TWO_TYPES = [
    ContentType("wrong.one", "T", "T", "mot", Form),
    ContentType("wrong.one", "T", "T", "hai", Form),
]
# What is registered twice, and the words that the reason must have.
TWICE = {
    "content type 'wrong.one'": plugin(register_content_types=TWO_TYPES),
    "key 'wrong_a_b'": plugin(
        register_content_types=[
            ContentType("wrong.a.b", "T", "T", "mot", Form),
            ContentType("wrong.a_b", "T", "T", "hai", Form),
        ]
    ),
    "permission 'wrong.x'": plugin(
        register_permissions=[Permission("wrong.x", "1"), Permission("wrong.x", "2")]
    ),
    "permission 'wrong.one.write'": plugin(
        register_content_types=TWO_TYPES[:1],
        register_permissions=[Permission("wrong.one.write", "1")],
    ),
    "job 'wrong.x'": plugin(register_jobs=[Job("wrong.x", print)] * 2),
    "panel 'wrong.x'": plugin(register_panels=[Panel("wrong.x", "x", print)] * 2),
    "menu entry 'desk: bulletins.board'": plugin(
        register_nav=[NavItem(Area.DESK, "x", "bulletins.board")] * 2
    ),
    "rule 'wrong.x'": plugin(register_rules=[Rule("wrong.x", "x")] * 2),
    "command 'wrong x'": plugin(register_commands=[click.Command("x")] * 2),
    "check 'bulletins.board'": plugin(
        register_checks=[HealthCheck("bulletins.board", list)]
    ),
    "blueprint 'wrong'": plugin(register_blueprints=[blueprint_of(), blueprint_of()]),
    "template global 'mine'": plugin(
        register_blueprints=[blueprint_of("mine", "mine")]
    ),
    "template global 'picture'": plugin(register_blueprints=[blueprint_of("picture")]),
    "more than one model of settings": plugin(register_settings=[BaseModel] * 2),
}


@pytest.mark.parametrize(("words", "module"), TWICE.items(), ids=TWICE.keys())
def test_a_name_registered_twice_leaves_its_plugin_out_and_is_named(
    config, words, module
):
    extra = (inline("bulletins", toy_bulletins), inline("wrong", module))
    made = build(config, ["bulletins", "wrong"], 1, extra_plugins=extra)
    assert made.enabled == ("bulletins",)
    assert words in made.left_out["wrong"]
    made.close()


@pytest.mark.parametrize("module", BAD.values(), ids=BAD.keys())
def test_the_plugin_is_left_out_whole_and_staff_can_read_why(config, module):
    extra = (inline("bulletins", toy_bulletins), inline("wrong", module))
    made = build(config, ["bulletins", "wrong"], 1, extra_plugins=extra)
    assert made.enabled == ("bulletins",)
    assert made.left_out["wrong"]
    with made.app.app_context():
        assert {one.plugin for one in recent()} == {"wrong"}
    made.close()


@pytest.mark.parametrize("name", ["desk", "item", "Wrong", "static"])
def test_a_name_of_the_core_is_no_plugins(config, name):
    made = build(config, [name], 1, extra_plugins=(inline(name, plugin()),))
    assert made.left_out.keys() == {name}
    made.close()


def installed(**fields):
    fields.setdefault("load", lambda: BAD["no iterable at all"])
    values = {"distribution": "x", "version": "1", "summary": "", "module": ""}
    return Installed(name="wrong", **{**values, **fields})


def raising(error):
    def load():
        raise error

    return load


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (installed(core=SpecifierSet(">=99")), "needs sen-cms >=99"),
        (installed(missing=("needs sen-cms-gone, which is not installed",)), "gone"),
        (installed(load=raising(ImportError("no module x"))), "no module x"),
        (installed(load=raising(SyntaxError("odd"))), "odd"),
        (installed(load=raising(SystemExit(1))), "SystemExit"),
        (installed(requires=("absent",)), "absent"),
    ],
)
def test_what_cannot_be_loaded_says_why(config, broken, reason):
    made = build(config, ["wrong"], 1, extra_plugins=(broken,))
    assert reason in made.left_out["wrong"]
    made.close()


def test_what_needs_a_plugin_that_is_left_out_is_left_out_too(config):
    extra = (
        inline("wrong", BAD["no iterable at all"]),
        inline("bulletins", toy_bulletins, requires=["wrong"]),
    )
    made = build(config, ["bulletins", "wrong"], 1, extra_plugins=extra)
    assert made.left_out.keys() == {"bulletins", "wrong"}
    made.close()
