"""What a plugin may call itself, and at which addresses it may answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cms.build_context import Build
from cms.builtin.build_checks import blame
from cms.errors import PluginError


NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")
# Words of the core: folders of templates and files, tables, names on the shell.
RESERVED = frozenset({"cms", "errors", "instance", "macros", "sen", "static", "theme"})


def check_name(name: str, core: Collection[str], tables: Collection[str]) -> None:
    """Raise PluginError for a name that is one of the core's or cannot be one.

    ``tables`` are the core's: theirs must not look like the plugin's.
    """
    if not NAME.fullmatch(name):
        raise PluginError(name, f"'{name}' cannot be a name")
    if name in core or name in RESERVED:
        raise PluginError(name, f"'{name}' is the name of a part of the core")
    taken = [one for one in tables if one.startswith(f"{name}_") or one == name]
    if taken:
        raise PluginError(name, f"the core's table '{taken[0]}' begins with its name")


def check_addresses(build: Build, core: frozenset[str]) -> None:
    """Raise PluginError when a rule or a type answers where somebody else does.

    The first part of an address belongs to one owner: the core, or the plugin
    whose content type or rule has it; on the desk the second part does.
    """
    prefix = build.app.blueprints["desk"].url_prefix or ""
    owners: dict[tuple[str, ...], str] = {}
    rules = list(_rules(build, core, prefix.strip("/")))
    for owner, key, _rule in rules:
        if owner == "core":
            owners[key] = owner
    for name, one in build.registry.content_types.items():
        owner = build.registry.plugin_of("content type", name) or "core"
        _claim(owners, (one.address,), owner, core, f"the address of '{name}'")
    for owner, key, rule in rules:
        if owner != "core":
            if any("<" in part for part in key):
                raise PluginError(owner, f"the rule {rule} begins with a variable")
            _claim(owners, key, owner, core, f"the rule {rule}")


def _rules(
    build: Build, core: frozenset[str], desk: str
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield the owner of each rule, the part of it that it claims, and the rule."""
    plugins = {name for name, _blueprint in build.registry.blueprints} - core
    for rule in build.app.url_map.iter_rules():
        name = rule.endpoint.partition(".")[0]
        parts = rule.rule.strip("/").split("/")
        owner = name if name in plugins else "core"
        yield owner, tuple(parts[: 2 if parts[0] == desk else 1]), rule.rule


def _claim(
    owners: dict[tuple[str, ...], str],
    key: tuple[str, ...],
    owner: str,
    core: frozenset[str],
    what: str,
) -> None:
    """Give an address to its owner; raise when another one has it."""
    other = owners.setdefault(key, owner)
    if other != owner and not (other in core and owner in core):
        place = "/" + "/".join(key)
        raise blame(owner, core | {"core"}, f"{what} is at {place}, which is {other}'s")
