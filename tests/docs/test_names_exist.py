"""Every file, test, module, address and endpoint that the documentation names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from cms import Slot


ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "plugins").glob("*/README.md")),
    *sorted((ROOT / "themes").glob("*/README.md")),
    ROOT / "bench" / "README.md",
]
PLUGIN_READMES = [page for page in PAGES if page.parent.parent.name == "plugins"]
ROOMS = ["bench", "cms", "docs", "plugins", "requirements", "tests", "themes"]
# A name with one of these endings is a file.
FILE = re.compile(r"[\w./@*-]+\.(?:css|html|js|json|md|mjs|po|py|sh|svg|toml|txt)")
# Where a name may stand besides the root and the page's own folder.
FOLDERS = {
    "docs/howto/assets.md": (
        "cms/assets",
        "cms/assets/desk/item",
        "cms/assets/desk/shared",
        "cms/static",
        "cms/templates",
    ),
    "docs/howto/themes.md": (
        "cms/static",
        "cms/templates",
        "themes/sen",
        "themes/sen/cms_theme_sen",
        "themes/sen/cms_theme_sen/static",
    ),
    "docs/reference/templates.md": ("cms/templates",),
    "docs/decisions": ("cms/assets", "cms/assets/desk", "themes/sen/cms_theme_sen"),
    "docs/decisions/0022": ("cms/assets/desk/item",),
    "docs/decisions/0030": ("cms/features/intake",),
    "docs/plugins": ("cms/templates",),
    "themes/sen": (
        "cms/templates",
        "themes/sen/cms_theme_sen",
        "themes/sen/cms_theme_sen/static",
        "themes/sen/cms_theme_sen/templates",
    ),
}
# Names that an example makes up, or files that an instance or a plugin may have.
EXAMPLES = {
    "README.md": {"plugins/lich_cong_tac"},
    "docs/plugins/README.md": {
        "plugins/lich_cong_tac",
        "translations/vi/LC_MESSAGES/messages.po",
        "conftest.py",
    },
    "docs/howto/operate.md": {"config.toml", "config.example.toml"},
    "docs/howto/static-copy.md": {"config.toml", "index.html", "404.html"},
    "docs/contributing/README.md": {"config.toml"},
    "docs/reference/archive.md": {"manifest.json"},
    "docs/howto/themes.md": {"errors/404.html", "news/article.html"},
    "docs/reference/templates.md": {"news/list.css"},
    "themes/sen/README.md": {"errors/404.html"},
}
MADE_UP = {"/lich-cong-tac", "/tin-tuc/hoi-nghi-so-ket"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def codes(page: Path) -> list[str]:
    """Return what stands in backticks, outside of blocks of code."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def folders(page: Path) -> list[Path]:
    own = name_of(page)
    further = [
        one for key, found in FOLDERS.items() if own.startswith(key) for one in found
    ]
    packages = sorted(page.parent.glob("cms_*"))
    return [ROOT, page.parent, *packages, *(ROOT / one for one in further)]


def is_file_name(code: str) -> bool:
    if code.startswith("/"):
        return False  # an address
    inside = code.split("/")[0] in ROOMS and "/" in code and " " not in code
    return inside or bool(FILE.fullmatch(code))


def same_name(code: str) -> str:
    """Say where a file of that name stands, for whoever has moved it."""
    base = code.rstrip("/").rsplit("/", 1)[-1]
    found = [name_of(one) for room in ROOMS for one in (ROOT / room).rglob(base)]
    return f"{code} is not there; of that name are: {found}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_a_page_names_exists(page):
    for found in codes(page):
        code = found.partition(":")[0]  # a place is path:symbol; test_where.py asks on
        if not is_file_name(code) or code in EXAMPLES.get(name_of(page), ()):
            continue
        if code.startswith("@"):  # the template behind an override
            layer, _slash, code = code[1:].partition("/")
            places = [ROOT / "cms" / "templates"]
            places += (ROOT / "plugins" / layer).glob("cms_*/templates")
        else:
            places = folders(page)
        assert any(any(place.glob(code)) for place in places), same_name(code)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_module_and_name_of_the_core_that_a_page_names_exists(page):
    for code in codes(page):
        if not re.fullmatch(r"(?:cms|cms_[a-z]+)(?:\.\w+)+", code):
            continue
        assert resolves(code), code


def resolves(dotted: str) -> bool:
    """Say whether a dotted name is a module, or what a module defines or imports."""
    words = dotted.split(".")
    for end in range(len(words), 0, -1):
        path = ROOT / "/".join(words[:end])
        files = (path.with_suffix(".py"), path / "__init__.py")
        file = next((one for one in files if one.is_file()), None)
        if file is None:
            continue
        rest = words[end:]
        return not rest or rest[0] in names_in(file)
    # A hook group such as cms.plugins is named like a module.
    return (ROOT / "/".join(words)).is_dir() or dotted == "cms.themes"


def names_in(file: Path) -> set[str]:
    found = set()
    stub = file.with_suffix(".pyi")  # lists names that are loaded when first asked for
    sources = [one.read_text("utf-8") for one in (file, stub) if one.is_file()]
    for node in ast.walk(ast.parse("\n".join(sources))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name | ast.Attribute):
            found.add(node.id if isinstance(node, ast.Name) else node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name)
    return found


@pytest.mark.one_database
@pytest.mark.plugins("conferences", "directory", "inspections", "news", "reports")
def test_every_address_and_endpoint_that_a_page_names_exists(site):
    rules = site.app.url_map.bind("localhost")
    known_names = set(site.app.view_functions) | {one.value for one in Slot}
    known = {str(rule) for rule in site.app.url_map.iter_rules()}
    lost = []
    for page in PAGES:
        for code in set(codes(page)) - MADE_UP:
            if re.fullmatch(r"/[a-z][\w/…-]*", code):
                if not leads_somewhere(rules, known, code):
                    lost.append(f"{name_of(page)}: {code}")
            elif FILE.fullmatch(code):
                continue
            elif re.fullmatch(r"desk\.[a-z_]+", code) and code not in known_names:
                lost.append(f"{name_of(page)}: {code}")
    assert not lost


def leads_somewhere(rules, known, code: str) -> bool:
    address = code.replace("…", "x").replace("__id__", "1")
    if any(rule.startswith(address + "/") for rule in known):
        return True
    try:
        rules.match(address)
    except RequestRedirect:
        return True
    except HTTPException as error:
        return error.code == 405
    return True


@pytest.mark.parametrize("page", PLUGIN_READMES, ids=name_of)
def test_the_readme_of_a_plugin_names_its_hooks_and_tables(page):
    text = page.read_text("utf-8")
    package = next(page.parent.glob("cms_*"))
    source = (package / "plugin.py").read_text("utf-8")
    hooks = set(re.findall(r"@hookimpl[^\n]*\n(?:@.*\n)*def (\w+)", source))
    named = set(re.findall(r"`((?:register|check|filter|render|on)_\w+)`", text))
    assert named == hooks
    models = "".join(one.read_text("utf-8") for one in package.rglob("*.py"))
    tables = set(re.findall(r'__tablename__ = "(\w+)"', models))
    line = re.search(r"^Tables?: (.*?)\.", text, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", line[1] if line else "")) == tables


def house_map() -> str:
    text = (ROOT / "README.md").read_text("utf-8")
    return re.search(r"## The map of the house\n+```\n(.*?)```", text, re.DOTALL)[1]


def test_the_map_of_the_house_names_every_room_and_plugin():
    for floor in ("cms", "cms/features"):
        for room in (ROOT / floor).iterdir():
            if room.is_dir() and not room.name.startswith(("__", ".")):
                assert f"{room.name}/" in house_map(), room
    for plugin in (ROOT / "plugins").glob("*/pyproject.toml"):
        assert plugin.parent.name in house_map(), plugin


def test_the_map_of_the_house_names_what_is_there():
    block = house_map()
    folders = {0: ROOT}  # by the depth of what stands in them
    for line in block.splitlines():
        depth = len(line) - len(line.lstrip())
        for name in line.split():
            if not (FILE.fullmatch(name) or name.endswith("/")):
                break  # the words about it
            found = folders[depth] / name
            assert found.exists(), name
            folders[depth + 2] = found


def test_the_page_of_assets_names_every_element():
    scripts = [*(ROOT / "cms" / "assets").rglob("*.js")]
    source = "".join(one.read_text("utf-8") for one in scripts)
    elements = set(re.findall(r"'(sen-[a-z-]+)': [A-Z]", source))
    elements |= set(re.findall(r"customElements\.define\('(sen-[a-z-]+)'", source))
    text = (ROOT / "docs" / "howto" / "assets.md").read_text("utf-8")
    assert elements
    assert set(re.findall(r"^\| `(sen-[a-z-]+)`", text, re.MULTILINE)) == elements


def test_a_name_that_is_not_there_is_noticed():
    assert is_file_name("tests/docs/test_nothing.py")
    assert not any(ROOT.glob("tests/docs/test_nothing.py"))
    assert not resolves("cms.nothing.here")
    assert not resolves("cms.site.nothing_here")
    assert resolves("cms.site.Site")
