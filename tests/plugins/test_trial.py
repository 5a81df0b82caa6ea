"""A candidate is tried in a child process, which may end as badly as it likes."""

import fcntl
import re

import pytest
from broken_plugins import (
    ALL,
    Broken,
    install_theme,
    migration,
    model,
)

from cms import trial
from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.database.migrations.runner import upgrade
from cms.errors import Busy, Refused
from cms.settings import get_settings, save_settings
from cms.trial import Candidate, try_in_child


KIT = {one.name: one for one in ALL}
pytestmark = pytest.mark.one_database
GUESTS = [
    Broken(
        name,
        model(f"{name}_rooms", 'guests = relationship("Guest")', cls="Room")
        + model(
            f"{name}_guests",
            f'room_id: Mapped[int] = mapped_column(ForeignKey("{name}_rooms.id"))',
            cls="Guest",
        ),
        "",
        migration(),
    )
    for name in ("hotel", "hostel")
]


@pytest.fixture
def extra_plugins():
    """Only what a child process finds as well."""
    return ()


@pytest.fixture
def packages(tmp_path, monkeypatch):
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


@pytest.mark.parametrize("name", ["ends", "loose", "page_raises", "hearing"])
def test_what_would_hurt_is_refused_with_its_name_and_reason(config, packages, name):
    KIT[name].install(packages)
    upgrade(config)
    found = " ".join(try_in_child(config, Candidate((name,), (name,))))
    assert found.startswith(f"Plugin '{name}': ")
    assert re.search(KIT[name].reason, found)


def test_two_plugins_may_call_a_class_alike_and_what_has_passed_is_known(
    config, packages, monkeypatch
):
    for one in GUESTS:
        one.install(packages)
    upgrade(config)
    candidate = Candidate(("hostel", "hotel"), ("hotel",))
    assert try_in_child(config, candidate) == []
    monkeypatch.setattr(trial, "_try", lambda *_arguments: ["tried again"])
    assert try_in_child(config, candidate) == []
    assert try_in_child(config, Candidate(("hotel",), ("hotel",))) == ["tried again"]


def test_one_trial_runs_at_a_time(config):
    with (config.instance / trial.LOCK_FILE).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            try_in_child(config, Candidate(()))


def test_what_never_ends_is_ended(config, packages, monkeypatch):
    KIT["freezes"].install(packages)
    monkeypatch.setattr(trial, "SECONDS", 4.0)
    found = try_in_child(config, Candidate(("freezes",), ("freezes",)))
    assert re.search(KIT["freezes"].reason, " ".join(found))


def test_a_theme_that_extends_what_is_not_there_is_not_put_on(config, packages):
    install_theme(packages, "hollow", {"home.html": '{% extends "nowhere.html" %}'})
    made = build(config, (), 0)
    with made.app.app_context():
        with pytest.raises(Refused, match=r"nowhere\.html") as caught:
            save_settings(SYSTEM, None, {"theme": "hollow"})
        assert [one.field for one in caught.value.problems] == ["theme"]
        assert get_settings().theme == "sen"
    made.close()


ROUTES = Broken(
    "routes",
    """
from flask import Blueprint
from cms import public

pages = Blueprint("routes", __name__)


@pages.get("/bang/<any(tuan, thang):span>")
@pages.get("/bang", defaults={"span": "tuan"})
@pages.get("/bang/so/<uuid:number>", defaults={"span": "tuan"})
@public
def board(span, number=None):
    if number:
        raise ValueError("no such number")
    return span


@hookimpl
def register_blueprints():
    return [pages]
""",
    r"GET /bang/so/00000000-0000-0000-0000-000000000001 answers 500",
)


def test_routes_with_choices_defaults_and_converters_are_tried(config, packages):
    ROUTES.install(packages)
    (problem,) = try_in_child(config, Candidate(("routes",), ("routes",)))
    assert re.search(ROUTES.reason, problem)
