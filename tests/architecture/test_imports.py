"""The levels of the house: import only downward, and never a plugin by name."""

import ast
import re
from pathlib import Path

import pytest

from cms.features import FEATURES


CMS = Path(__file__).parents[2] / "cms"
# Rooms and modules from the ground up; what stands in one line is one level.
LEVELS = (
    (
        "actors",
        "errors",
        "lazy",
        "config",
        "contributions",
        "page_contributions",
        "text_contributions",
        "people",
        "hookspecs",
        "recognisers",
        "extensions",
        "text",
        "languages",
    ),
    (
        "build_context",
        "caching",
        "routing",
        "security_headers",
        "inputs",
        "translations",
        "forms",
        "views",
        "discovery",
        "rendering",
    ),
    ("database", "audit", "plugins", "registry", "jobs", "spine"),
    (
        "settings",
        "accounts",
        "i18n",
        "richtext",
        "documents",
        "search",
        "theming",
        "media",
        "content",
    ),
    ("builtin",),
    ("features",),
    ("site", "build", "trial", "wsgi", "cli", "__main__"),
    ("testing",),
)
LEVEL = {room: number for number, rooms in enumerate(LEVELS) for room in rooms}
# Within a level only from left to right.
ORDERS = (
    ("registry", "plugins", "audit", "database"),
    ("jobs", "database"),
    ("spine", "database"),
    (
        "content",
        "media",
        "documents",
        "richtext",
        "search",
        "theming",
        "i18n",
        "accounts",
        "settings",
    ),
)
# Modules that know less than their rooms and may be used from further down.
LOWER = {
    "cms.plugins.discovery": "discovery",
    "cms.theming": "rendering",  # its face
    "cms.theming.rendering": "rendering",
    "cms.content.spine.models": "spine",
}
# The desk shows what the other built-in pages are; they know nothing of it.
# The operator's part sends mail.
ACROSS = {
    "desk": {
        "accounts",
        "dry_run",
        "idempotency",
        "loading",
        "media",
        "operations",
        "pages",
        "pagination",
        "rates",
        "related_items",
        "requests",
    },
    "accounts": {"mail", "rates"},
    "error_pages.py": {"idempotency", "rates"},
    "core.py": {"statistics"},
    "exchange": {"accounts", "statistics"},
    "media": {"operations"},
    "object_storage": {"operations"},
    "operations": {"keys", "mail", "object_storage", "page_cache", "worker_files"},
    "page_cache": {"requests", "valkey", "worker_files"},
    "pages": {
        "messages",
        "pagination",
        "rates",
        "related_items",
        "spelling",
        "statements",
        "tables",
    },
    "rates.py": {"requests", "valkey"},
}
# What is not the kernel: features, pages, commands, tests, and what is only data.
OUTSIDE = (
    "features",
    "builtin",
    "cli",
    "testing",
    "trial",  # a process of its own
    "translations",
    "migrations",
    "documents",  # a service that the kernel itself does without
)
MOST_LINES = 20_000


def modules():
    return sorted(CMS.rglob("*.py"))


def module_of(path):
    parts = path.relative_to(CMS.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def room(module):
    return LOWER.get(module, module.partition(".")[2].partition(".")[0])


def room_of(path):
    return room(module_of(path))


def runtime_imports(tree):
    """Yield the core's modules that a module imports when it is loaded."""
    for node in tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.ImportFrom) and inner.module:
                if inner.module in ("cms", "cms.features", "cms.builtin"):
                    yield from (f"{inner.module}.{one.name}" for one in inner.names)
                elif inner.module.startswith("cms."):
                    yield inner.module
            elif isinstance(inner, ast.Import):
                yield from (a.name for a in inner.names if a.name.startswith("cms."))


def rooms_imported(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {room(name) for name in runtime_imports(tree)} & LEVEL.keys()


def test_every_room_has_a_level():
    rooms = {room_of(path) for path in modules()} - {""}
    assert rooms <= LEVEL.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(CMS).as_posix())
def test_a_module_imports_only_downward(path):
    own = room_of(path)
    if not own:
        return
    imported = rooms_imported(path) - {own}
    assert not {one for one in imported if LEVEL[one] > LEVEL[own]}
    for order in ORDERS:
        if own in order:
            assert not imported & set(order[: order.index(own)])


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(CMS).as_posix())
def test_no_plugin_is_named_in_the_core(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""  # docstrings give examples
    source = ast.unparse(tree)
    names = "|".join(
        path.name for path in (CMS.parent / "plugins").iterdir() if path.is_dir()
    )
    found = re.findall(
        rf"\b(?:cms_(?:{names})|(?:{names})\.[a-z_]+)\b(?=['\"])", source
    )
    assert not found


def test_built_in_rooms_do_not_import_each_others_views():
    for path in (CMS / "builtin").rglob("*.py"):
        own = path.relative_to(CMS / "builtin").parts[0]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        others = {
            name.split(".")[2]
            for name in runtime_imports(tree)
            if name.startswith("cms.builtin.") and name.count(".") >= 2
        }
        assert others <= {own} | ACROSS.get(own, set()), path


def test_every_room_that_the_levels_name_exists():
    rooms = {room_of(path) for path in modules()}
    named = {name for rooms_ in LEVELS for name in rooms_}
    assert named <= rooms | set(LOWER.values())
    assert {name for order in ORDERS for name in order} <= named


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_imports_only_the_features_that_it_requires(name):
    for path in (CMS / "features" / name).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        others = {
            module.split(".")[2]
            for module in every_import(tree)
            if module.startswith("cms.features.")
        }
        assert others <= {name, *FEATURES[name]}, path


def every_import(tree):
    """Yield the core's modules that a module imports anywhere, types included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)
        elif isinstance(node, ast.Import):
            yield from (one.name for one in node.names)


def test_every_folder_of_features_is_a_feature():
    folders = {path.parent.name for path in (CMS / "features").glob("*/plugin.py")}
    assert folders == FEATURES.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(CMS).as_posix())
def test_nothing_outside_the_features_knows_a_feature(path):
    parts = path.relative_to(CMS).parts
    if parts[0] in ("features", "testing") or parts == ("build.py",):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [one for one in every_import(tree) if one.startswith("cms.features")]


def test_the_kernel_is_small():
    kernel = [
        path
        for path in modules()
        if not set(path.relative_to(CMS).parts) & set(OUTSIDE)
    ]
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in kernel)
    assert lines <= MOST_LINES
