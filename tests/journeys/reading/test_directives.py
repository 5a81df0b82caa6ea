"""A directive is ticked off in two actions from the desk, in a real browser."""

import axe_rules
import pytest
from in_process import serving
from playwright.sync_api import expect
from sqlalchemy import select

from cms.accounts.sessions import cookie_name
from cms.content.spine.models import Item
from cms.content.spine.queries import current_snapshot
from cms.extensions import db


# The first child's form, in its parent's page.
OPEN = "document.querySelector('.children details')?.setAttribute('open', '')"
NARROW = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def address(demo):
    with serving(demo.app) as url:
        yield url


@pytest.fixture
def page(demo, address, chromium, login_as):
    """A page of an approver, who may tick directives off."""
    staff = login_as("approver")
    name = cookie_name(demo.app)
    cookie = {"name": name, "value": staff.get_cookie(name).value, "url": address}
    context = chromium.new_context(viewport=WIDE, locale="vi-VN")
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def problems(page, axe, rules):
    """Return what the checker finds, and how far the page is too wide."""
    page.evaluate(axe)
    options = {"resultTypes": ["violations"], "runOnly": [*rules]}
    found = page.evaluate("(options) => axe.run(document, options)", options)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [one["id"] for one in found["violations"]] + ["too wide"] * (wide > 0)


@pytest.mark.browser
@pytest.mark.plugins("conferences")
def test_two_actions_from_the_desk_tick_a_directive_off(page, address):
    page.goto(f"{address}/ban-lam-viec/")
    form = page.locator("form[action*='/chi-dao/']").first
    item_id = int(form.get_attribute("action").split("/")[-2])

    form.locator("input[name=note]").fill("Đã hoàn thành.")
    form.get_by_role("button").click()

    expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()
    assert page.locator(f"form[action*='/chi-dao/{item_id}/']").count() == 0
    data = current_snapshot(db.session.get(Item, item_id, populate_existing=True))
    assert (data["status"], data["progress"][-1]["text"]) == (
        "hoan_thanh",
        "Đã hoàn thành.",
    )


@pytest.mark.browser
@pytest.mark.plugins("conferences")
@pytest.mark.parametrize(
    ("size", "rules"),
    [(WIDE, axe_rules.ALL), (NARROW, axe_rules.OF_SIZE_COLOUR_AND_LANGUAGE)],
    ids=["wide", "narrow"],
)
def test_pages_of_records_are_for_everybody(page, address, axe, size, rules):
    child = db.session.scalars(
        select(Item).where(Item.type == "conferences.directive").order_by(Item.id)
    ).first()
    parent = db.session.get(Item, child.parent_id)
    paths = (
        child.path,
        parent.path,
        "/ban-lam-viec/",
        f"/ban-lam-viec/sua/{child.id}",
        f"/ban-lam-viec/sua/{parent.id}",
        f"/ban-lam-viec/tao/{child.type}/ban-ghi?cha={parent.id}",
    )
    db.session.rollback()
    page.set_viewport_size(size)
    found = {}
    for path in paths:
        page.goto(address + path)
        page.evaluate(OPEN)
        found[path] = problems(page, axe, rules)
    assert {path: one for path, one in found.items() if one} == {}
