"""Browser and server read HTML alike, as HTML5 says, whatever is wrong with it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from cms.features.intake.html.tags import simplify_html


pytestmark = pytest.mark.browser

ASSETS = Path(__file__).parents[4] / "cms" / "assets" / "desk" / "editor" / "paste"
CORPUS = Path(__file__).parent / "paste" / "corpus"
READ = """async (sources) => {
  const { simplifyHtml } = await import('/source.js')
  return sources.map((source) => simplifyHtml(source).html)
}"""
# Whatever people and programs write: one line each, what it becomes behind the arrow.
WRITTEN = [
    line.split(" ⇒ ")
    for line in (Path(__file__).parent / "html5.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("# ")
]
_NAMES = """
p div h2 h3 ul ol li blockquote br hr a b strong i em u s sub sup span font img
table tr td th tbody thead caption figure figcaption section center pre dl dt dd
ruby rt rp math mfrac mn mi mo msup mrow svg title desc foreignObject applet
object button nobr tt small address form label o:p st1:place w:sdt video iframe
noscript script style textarea template xmp marquee ins menu summary
"""
NAMES = _NAMES.split()
ATTRIBUTES = (
    "", "", "", ' class="MsoNormal"', " class=x", ' style="font-weight:bold"',
    " style='text-transform:uppercase'", ' align=center', ' href="/a?b=1&amp;c=2"',
    " href=https://a.example/x", ' title="a > b"', " title=it's", ' hidden', ' start=3',
    ' type=a', " colspan=2", ' alt="1" alt="2"', ' src="/media/4/640"', ' face=".VnTime"',
    ' STYLE = "mso-list:l0 level1 lfo1"', ' x="', " y='", ' /', ' =""', ' style=',
    '" "', ' data-aria-level="2"', ' width=1', ' CLASS=A class=b',
)  # fmt: skip
TEXTS = (
    "Hội nghị", " ", "\n", "a<b", "x & y", "&amp;", "&nbsp;", "&notit;", "&#0;", "&#x110000;",
    "&eacute", "<", "1 < 2", "style=1", "\u2028", "đoạn văn ", "</", "<!", "]]>", "\t",
)  # fmt: skip
STRANGE = (
    "<!-- x -->", "<!-->", "<!--->", "<!-- x --!>", "<!- x>", "<!x>", "<?xml x?>", "</ x>",
    "<![if !supportLists]>", "<![endif]>", "<!--[if gte mso 9]><p>no</p><![endif]-->",
    "<!--StartFragment-->", "<![CDATA[x]]>", "<!doctype html>", "</p>", "</br>", "</div>",
    "<html>", "<body class=x>", "</body>", "<head>", "</head>", "<frame>", "</table>",
)  # fmt: skip


def generated(seed: int) -> str:
    """Return a piece of HTML, mostly balanced and never quite."""
    chance = random.Random(seed)  # noqa: S311 # the same each time
    open_: list[str] = []
    parts: list[str] = []
    for _step in range(chance.randint(2, 25)):
        way = chance.random()
        if way < 0.4:
            name = chance.choice(NAMES)
            attributes = "".join(
                chance.choice(ATTRIBUTES) for _one in range(chance.randint(0, 2))
            )
            parts.append(
                f"<{name.upper() if chance.random() < 0.1 else name}{attributes}>"
            )
            open_.append(name)
        elif way < 0.65 and open_:
            at = -1 if chance.random() < 0.8 else chance.randrange(len(open_))
            parts.append(f"</{open_.pop(at)}>")
        elif way < 0.9:
            parts.append(chance.choice(TEXTS))
        else:
            parts.append(chance.choice(STRANGE))
    return "".join(parts)


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Page]:
    """A page that can load what the editor reads pastes with."""

    def serve(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        body = (ASSETS / name).read_text("utf-8") if name else "<!doctype html>"
        kind = "text/javascript" if name else "text/html"
        route.fulfill(body=body, content_type=kind)

    context = chromium.new_context()
    context.route("**/*", serve)
    page = context.new_page()
    page.goto("https://reader.example/")
    yield page
    context.close()


def on_server(source: str) -> str:
    return simplify_html(source, str)


def in_browser(page: Page, sources: list[str]) -> list[str]:
    found = page.evaluate(READ, sources)
    return [
        one.replace(" data-style=", " style=").replace(" data-src=", " src=")
        for one in found
    ]


def test_both_say_what_html5_says(reader: Page) -> None:
    sources = [source for source, _meant in WRITTEN]
    meant = [expected for _source, expected in WRITTEN]
    assert [on_server(one) for one in sources] == meant
    assert in_browser(reader, sources) == meant


def test_both_read_generated_and_copied_pages_alike(reader: Page) -> None:
    sources = [generated(seed) for seed in range(2000)]
    sources += [path.read_text("utf-8") for path in sorted(CORPUS.glob("*.html"))]
    for source, seen in zip(sources, in_browser(reader, sources), strict=True):
        assert on_server(source) == seen, source
