"""What a reader meets: accessible, narrow screens, no script, text size, print."""

import axe_rules
import pytest


pytestmark = pytest.mark.browser


def shortcomings(page, axe, rules):
    """Return what the checker finds wrong, in words."""
    page.evaluate(axe)
    found = page.evaluate(
        "(rules) => axe.run({ resultTypes: ['violations'], runOnly: rules })", rules
    )
    return [
        f"{page.url} {one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found["violations"]
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "scheme", "lang", "rules"),
    [
        (1280, "light", "vi", [*axe_rules.ALL, "best-practice"]),
        (360, "dark", "en", [*axe_rules.OF_SIZE_COLOUR_AND_LANGUAGE]),
    ],
)
def test_every_kind_of_page_is_accessible_and_fits(
    addresses, visit, demo_site, axe, width, scheme, lang, rules
):
    page = visit("/", width, color_scheme=scheme, bypass_csp=True)
    page.goto(f"{demo_site[0]}/?lang={lang}")

    found = []
    for address in addresses:
        page.goto(demo_site[0] + address)
        found += shortcomings(page, axe, rules)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address} is wider than the window")

    assert found == []


def test_pages_break_no_rule_of_their_own_policy(addresses, visit, demo_site):
    page = visit("/")

    found = []
    for address in addresses:
        page.goto(demo_site[0] + address)
        found += page.evaluate("window.violations")

    assert found == []


def test_page_is_read_without_scripts(visit, demo_site):
    page = visit(demo_site[1]["news.article"], java_script_enabled=False)

    assert page.locator("h1").is_visible()
    assert page.locator(".prose").is_visible()
    assert page.locator(".site-nav a").first.is_visible()
    assert not page.locator("button.tool").first.is_visible()


def test_larger_text_is_kept_on_the_next_page(visit, demo_site):
    page = visit("/")
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    before = page.evaluate(size)

    page.locator(".size-controls [data-set-text-size=large]").click()
    page.goto(demo_site[0] + "/tin-tuc")

    assert page.evaluate(size) > before


def test_first_press_of_tab_leads_to_the_content(visit):
    page = visit("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("location.hash") == "#main"


def test_printed_article_has_title_and_address_and_no_menus(visit, demo_site):
    page = visit(demo_site[1]["news.article"])

    page.emulate_media(media="print")

    assert page.locator("h1").is_visible()
    assert page.locator(".cite").is_visible()
    assert not page.locator(".site-nav").is_visible()
    assert not page.locator(".site-footer").is_visible()


def test_first_page_is_light(visit, chromium, demo_site):
    """Everything but photographs, as it comes over the line without compression."""
    context = chromium.new_context()
    page = context.new_page()
    sizes = []
    page.on(
        "response",
        lambda answer: (
            sizes.append(len(answer.body())) if "/media/" not in answer.url else None
        ),
    )

    page.goto(demo_site[0] + demo_site[1]["news.article"], wait_until="networkidle")

    context.close()
    assert sum(sizes) < 300_000
    assert len(sizes) <= 14
