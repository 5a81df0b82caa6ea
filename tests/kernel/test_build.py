"""A build is a complete application for one set of plugins."""

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from cms import Area, NavItem, hookimpl
from cms.build import build
from cms.errors import PluginError
from cms.testing import inline


def test_a_build_without_plugins_answers(site, client):
    assert site.enabled == ()
    assert client.get("/nothing-here").status_code == 404


def test_staff_reach_the_desk(login_as):
    assert login_as("administrator").get("/ban-lam-viec/").status_code == 200


@pytest.fixture
def still_open():
    """The connections of all pools that were opened and not closed."""
    found = set()
    listeners = (
        ("connect", lambda one, _record: found.add(id(one))),
        ("close", lambda one, _record: found.discard(id(one))),
    )
    for name, function in listeners:
        event.listen(Pool, name, function)
    yield found
    for name, function in listeners:
        event.remove(Pool, name, function)


class Early:
    """A plugin that fails when it is registered."""

    @staticmethod
    @hookimpl
    def register_jobs():
        raise ValueError("in the hook")


class Late:
    """A plugin that fails when the application is whole and is checked."""

    @staticmethod
    @hookimpl
    def register_nav():
        return [NavItem(Area.SITE, "Nowhere", "late.nowhere")]


@pytest.mark.parametrize(("name", "module"), [("early", Early), ("late", Late)])
def test_a_build_that_fails_leaves_no_connection_open(config, still_open, name, module):
    broken = (inline(name, module),)
    with pytest.raises(PluginError):
        build(config, [name], 0, strict=True, extra_plugins=broken)
    assert not still_open
    # What is noted of the theme is written when the first attempt is given up.
    made = build(config, [name], 0, extra_plugins=broken, theme="nowhere")
    assert name in made.left_out
    made.close()
    assert not still_open
