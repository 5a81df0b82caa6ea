"""Switching: a trial first, one transaction, nothing half done."""

import pytest
import toy_bulletins
from sqlalchemy import select

from cms import trial
from cms.accounts.permissions import SYSTEM
from cms.audit.models import AuditEntry
from cms.cli.enabling import enable_in_turn
from cms.contributions import Job
from cms.errors import NotFound, Refused
from cms.extensions import db
from cms.hookspecs import hookimpl
from cms.plugins import state
from cms.plugins.models import PluginState, SiteState
from cms.settings import get_settings, save_settings
from cms.testing import inline


def generation():
    db.session.rollback()
    return db.session.scalar(select(SiteState.generation)) or 0


def enabled():
    db.session.rollback()
    return set(db.session.scalars(select(PluginState.name)))


def actions():
    return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def test_enabling_writes_the_state_moves_the_generation_and_is_audited(site):
    before = generation()
    state.enable(SYSTEM, "bulletins")
    assert enabled() == {"bulletins"}
    assert generation() == before + 1
    assert actions() == ["plugin.enable"]


def test_enabling_twice_changes_nothing_more(site):
    state.enable(SYSTEM, "bulletins")
    before = generation()
    state.enable(SYSTEM, "bulletins")
    assert generation() == before


def test_enabling_what_is_not_installed_is_not_found(site):
    with pytest.raises(NotFound):
        state.enable(SYSTEM, "ghost")


def test_enabling_before_what_it_requires_is_refused(site):
    with pytest.raises(Refused, match="bulletins"):
        state.enable(SYSTEM, "agenda")
    assert enabled() == set()


def test_several_are_switched_on_after_one_trial(site, monkeypatch):
    trials, try_here = [], trial.try_here
    monkeypatch.setattr(
        trial, "try_here", lambda *a: trials.append(a[0].names) or try_here(*a)
    )
    names = ["bulletins", "agenda"]
    assert list(enable_in_turn(SYSTEM, names)) == names
    assert trials == [tuple(names)]
    assert enabled() == set(names)
    assert actions() == ["plugin.enable"] * 2


def test_disabling_what_others_need_is_refused_and_names_them(site):
    state.enable(SYSTEM, "bulletins")
    state.enable(SYSTEM, "agenda")
    with pytest.raises(Refused, match="agenda"):
        state.disable(SYSTEM, "bulletins")
    state.disable(SYSTEM, "agenda")
    state.disable(SYSTEM, "bulletins")
    assert enabled() == set()
    assert actions()[-2:] == ["plugin.disable", "plugin.disable"]


class Broken:
    @staticmethod
    @hookimpl
    def register_jobs():
        return [Job("elsewhere.job", print)]


class TestTrial:
    @pytest.fixture
    def extra_plugins(self):
        toy = inline("bulletins", toy_bulletins)
        return (toy, inline("broken", Broken))

    def test_what_does_not_build_is_refused_and_nothing_has_changed(self, site):
        before = generation()
        with pytest.raises(Refused, match=r"elsewhere\.job"):
            state.enable(SYSTEM, "broken")
        assert enabled() == set()
        assert generation() == before
        assert actions() == []

    def test_of_several_the_one_that_fails_is_named_and_those_before_it_are_on(
        self, site
    ):
        done, names = [], ["bulletins", "broken"]
        with pytest.raises(Refused, match=r"elsewhere\.job") as caught:
            done.extend(enable_in_turn(SYSTEM, names))
        assert [one.plugin for one in caught.value.problems] == ["broken"]
        assert done == ["bulletins"]
        assert enabled() == {"bulletins"}


@pytest.mark.plugins("bulletins")
class TestSettings:
    def test_a_change_is_stored_audited_and_asks_for_a_build(self, site, config):
        before = generation()
        save_settings(SYSTEM, "bulletins", {"greeting": "Chào bạn"})
        assert generation() == before + 1
        assert actions() == ["settings.save"]
        assert get_settings("bulletins").greeting == "Xin chào"  # this build is frozen
        after = site.try_with(["bulletins"])
        with after.app.app_context():
            assert get_settings("bulletins").greeting == "Chào bạn"
        after.close()

    def test_wrong_values_are_refused_beside_their_fields(self, site):
        with pytest.raises(Refused) as caught:
            save_settings(SYSTEM, "bulletins", {"limit": 51, "greeting": "a" * 41})
        assert {one.field for one in caught.value.problems} == {"limit", "greeting"}

    def test_unknown_values_are_refused(self, site):
        with pytest.raises(Refused, match="colour"):
            save_settings(SYSTEM, None, {"colour": "red"})

    def test_nothing_changed_moves_nothing(self, site):
        before = generation()
        save_settings(SYSTEM, "bulletins", {"limit": 5})
        assert generation() == before

    def test_a_stored_value_that_no_longer_fits_gives_way_to_its_default(self, site):
        from cms.settings.models import Setting

        db.session.add(Setting(plugin="bulletins", key="limit", value=999))
        db.session.add(Setting(plugin="bulletins", key="gone", value=1))
        db.session.add(Setting(plugin="bulletins", key="greeting", value="Kính chào"))
        db.session.commit()
        after = site.try_with(["bulletins"])
        with after.app.app_context():
            assert get_settings("bulletins").limit == 5
            assert get_settings("bulletins").greeting == "Kính chào"
        after.close()

    def test_a_plugin_without_settings_has_none(self, site):
        with pytest.raises(NotFound):
            get_settings("ghost")
