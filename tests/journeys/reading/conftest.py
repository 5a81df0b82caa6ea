"""The demonstration site in a real browser, which tells of anything that is wrong."""

import shutil
from pathlib import Path

import pytest
from in_process import serving
from sqlalchemy import select

from cms.build import build
from cms.config import Config
from cms.content.spine.models import Item
from cms.extensions import db


AXE = Path(__file__).parents[2] / "vendor" / "axe.min.js"
WATCH = """
window.violations = []
addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`)
})
"""


@pytest.fixture(scope="session")
def demo_site(demo_instance, tmp_path_factory):
    """The demonstration, served by this process."""
    folder = tmp_path_factory.mktemp("reading") / "instance"
    shutil.copytree(demo_instance, folder)
    made = build(Config.load(folder))
    with made.app.app_context():
        first = {
            kind: db.session.scalars(
                select(Item.path)
                .where(
                    Item.type == kind,
                    Item.status == "published",
                    Item.visibility == "public",
                )
                .order_by(Item.id)
                .limit(1)
            ).first()
            for kind in made.registry.content_types
        }
    with serving(made.app) as address:
        yield address, first
    made.close()


@pytest.fixture(scope="session")
def axe():
    """The source of the accessibility checker."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def addresses(demo_site):
    """One page of every kind."""
    _base, first = demo_site
    return [
        "/",
        "/tim-kiem?q=giam+sat",
        "/tim-kiem?q=khongcogi",
        "/luu-tru",
        "/luu-tru/2024",
        "/khong-co",
        "/chuyen-muc/hoi-nghi",
        "/dang-nhap",
        *{path.rpartition("/")[0] for path in first.values() if path},
        *[path for path in first.values() if path],
    ]


@pytest.fixture
def visit(demo_site, chromium):
    """``visit("/", width=360)``: a page, open in a browser of that width."""
    contexts = []

    def open_page(address, width=1280, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, **options
        )
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(demo_site[0] + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
