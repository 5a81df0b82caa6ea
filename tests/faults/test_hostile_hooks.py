"""One hostile plugin, raising and hanging in each hook in turn, and the site beside it."""

import itertools
import re
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from cms import ContentType, Item, ItemForm, current_snapshot, hookimpl, speaks_for
from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.config import Config
from cms.content import service
from cms.extensions import db
from cms.plugins.discovery import inline
from cms.testing.browser import Browser
from cms.testing.databases import with_requirements
from cms.testing.hostile import (
    expired,
    hanging_plugin,
    hooks,
    hostile_module,
    loop,
    sleep,
)


BUNDLED = ("directory", "news", "conferences", "inspections", "reports")
# Much for the innocent on a busy machine; what hangs is late at once.
BUDGET = 10.0
# One-time words of a page: nonces, tokens and when it was made.
PASSING = re.compile(
    r'nonce="[^"]*"|content="[^"]{60,}"|value="[^"]{60,}"|"idempotency_key" value="[^"]*"'
    r"|\d{2}:\d{2}"
)


def fail():
    raise RuntimeError("hostile")


FAULTS = {"raises": fail, "sleeps": expired(sleep), "loops": expired(loop)}
HANGS = ("sleeps", "loops")
# What a plugin shows in a demonstration is asked for by a command only.
REGISTERING = [name for name in hooks(("register",)) if name != "register_demo"]


def in_each(names):
    """Return two cases: in each hook a plugin raises that does so in no other, or hangs.

    They hang in two ways by turns. How a call is interrupted does not depend on the
    kind of database.
    """
    ways = itertools.cycle(FAULTS[way] for way in HANGS)
    hangs = dict(zip(names, ways, strict=False))
    mark = pytest.mark.one_database
    return [
        pytest.param(dict.fromkeys(names, fail), id="raises"),
        pytest.param(hangs, id="hangs", marks=mark),
    ]


@pytest.fixture
def plugins():
    return BUNDLED


def make_build(config, *extra, budget=BUDGET):
    impatient = Config.load(
        config.instance,
        secret_key=config.secret_key,
        database_url=config.database_url,
        hook_seconds=budget,
    )
    names = with_requirements([*BUNDLED, *(one.name for one in extra)], extra)
    return build(impatient, names, 1, extra_plugins=extra)


@contextmanager
def opened(config, *extra):
    made = make_build(config, *extra)
    assert not made.left_out
    with made.app.app_context():
        yield made
        db.session.rollback()
    made.close()


def public_addresses(made):
    """Return every public page without arguments, and two items of each type."""
    views = made.app.view_functions
    found = ["/tim-kiem?q=h%E1%BB%99i+ngh%E1%BB%8B"]
    found += [
        rule.rule
        for rule in made.app.url_map.iter_rules()
        if "GET" in rule.methods
        and not rule.arguments
        and views[rule.endpoint].__cms_access__.kind == "public"
    ]
    for one in made.registry.content_types.values():
        found.append(f"/{one.address}")
        query = select(Item.path).where(Item.type == one.name).limit(2)
        found += [f"/{path.lstrip('/')}" for path in db.session.scalars(query)]
    return sorted(set(found))


def whole_pages(made, addresses):
    """Return what a visitor gets at each address that has a page: its text."""
    browser, found = Browser(made.app), {}
    for address in addresses:
        started = time.monotonic()
        answer = browser.get(address)
        assert time.monotonic() - started < BUDGET, address
        if answer.status_code == 200 and "text" in answer.content_type:
            found[address] = PASSING.sub("", answer.text)
    return found


def only(hook, fault):
    return hanging_plugin(f"hostile_{hook}", fault, hook)


@pytest.fixture(scope="module")
def fetched():
    """What the first test fetches for the others."""
    return []


@pytest.fixture
def baseline(demo, config, fetched):
    """The pages of the site without the plugin; each test has a copy of that site."""
    if not fetched:
        with opened(config) as made:
            addresses = public_addresses(made)
            pages = whole_pages(made, addresses)
        assert len(pages) > 20
        fetched.append((addresses, pages))
    return fetched[0]


@pytest.mark.parametrize("faults", in_each(hooks()))
def test_every_public_page_is_there_and_whole(baseline, config, faults):
    addresses, pages = baseline
    with opened(config, *(only(*case) for case in faults.items())) as made:
        now = whole_pages(made, addresses)
    assert now.keys() == pages.keys()
    assert [one for one in pages if now[one] != pages[one]] == []


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_every_other_type_can_be_published(demo, config, fault):
    with opened(config, hanging_plugin("hostile", fault)) as made:
        for name in made.registry.content_types:
            item = db.session.scalar(
                select(Item).where(Item.type == name, Item.status == "published")
            )
            data = {**current_snapshot(item), "title": f"{item.title} (mới)"}
            item = service.save(SYSTEM, item.id, data, item.version)
            if not made.registry.content_types[name].is_record:
                item = service.submit(SYSTEM, item.id, item.version)
                item = service.publish(SYSTEM, item.id, item.version)
            live = db.session.get(Item, item.id, populate_existing=True)
            assert (live.title, live.stage) == (data["title"], None)


class Form(ItemForm):
    pass


def with_type(hook, implementation):
    """Return a plugin with one such hook and a content type of its own, ``address_of``."""
    name = f"hostile_{hook}"
    module = hostile_module(name, hook, implementation)

    def register_content_types():
        return [ContentType(f"{name}.thing", "Vật", "Các vật", address_of(hook), Form)]

    module.register_content_types = hookimpl(register_content_types)
    return inline(name, module)


def address_of(hook):
    return f"vat-{hook.replace('_', '-')}"


def harmless():
    return None


@pytest.fixture
def paths(demo, config):
    """The paths of an article and, by hook, of the second item of its plugin's type."""
    with opened(config, *(with_type(hook, harmless) for hook in hooks())):
        query = select(Item.path).where(Item.type == "news.article")
        found = {None: db.session.scalar(query)}
        for hook in hooks():
            for number in range(2):
                data = {"title": f"Vật lạ {number}"}
                new = service.create(SYSTEM, f"hostile_{hook}.thing", data)
                service.submit(SYSTEM, new.id, new.version)
                service.publish(SYSTEM, new.id, new.version)
            found[hook] = new.path
    return found


@pytest.mark.parametrize("faults", in_each(hooks()))
def test_its_own_items_are_hidden_by_its_filter_alone(paths, config, faults):
    with opened(config, *(with_type(*case) for case in faults.items())) as made:
        browser = Browser(made.app)
        listed = {hook: browser.get(f"/{address_of(hook)}").text for hook in faults}
        there = {
            hook: browser.get(f"/{path.lstrip('/')}").status_code
            for hook, path in paths.items()
        }
        sitemap = browser.get("/sitemap.xml").text
    hidden = {"filter_items"}
    assert {hook for hook in faults if "Vật lạ 1" not in listed[hook]} == hidden
    assert there == {hook: 404 if hook in hidden else 200 for hook in paths}
    assert {hook for hook, path in paths.items() if path not in sitemap} == hidden


def test_a_failing_filter_hides_the_types_that_it_has_declared_too(demo, config):
    module = hostile_module("hostile", "filter_items", fail)
    speaks_for("news.article")(module.filter_items)
    with opened(config, inline("hostile", module)) as made:
        paths = {
            kind: db.session.scalar(
                select(Item.path).where(Item.type == kind, Item.status == "published")
            )
            for kind in ("news.article", "conferences.conference")
        }
        answers = {
            kind: Browser(made.app).get(f"/{path.lstrip('/')}").status_code
            for kind, path in paths.items()
        }
    assert answers == {"news.article": 404, "conferences.conference": 200}


@pytest.mark.parametrize("faults", in_each(REGISTERING))
def test_plugins_that_do_so_while_the_site_is_built_are_left_out(site, config, faults):
    alone = {
        hook: inline(f"hostile_{number}", hostile_module("hostile", hook, fault))
        for number, (hook, fault) in enumerate(faults.items())
    }
    made = make_build(config, *alone.values())
    assert made.left_out.keys() == {one.name for one in alone.values()}
    for hook, one in alone.items():
        assert hook in made.left_out[one.name]
    assert Browser(made.app).get("/").status_code == 200
    made.close()
