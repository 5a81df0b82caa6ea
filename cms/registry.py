"""All contributions of one build, checked and frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l

from cms.build_context import current_build
from cms.contributions import (
    Action,
    Area,
    Column,
    Command,
    ContentType,
    DemoItem,
    Embed,
    ExchangePart,
    Fragment,
    HealthCheck,
    Job,
    LinkSource,
    LoginStep,
    MediaPass,
    Message,
    NavItem,
    Panel,
    Permission,
    Picker,
    Projection,
    Rule,
    SitemapPaths,
    Slot,
    StepEffect,
)
from cms.errors import PluginError
from cms.people import Affiliation
from cms.plugins.manager import Manager
from cms.recognisers import Recogniser


T = TypeVar("T")
K = TypeVar("K")

Owned = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Registry:
    """What the parts and plugins of a build have contributed.

    ``owners`` tells by ``kind:name`` which plugin something came from.
    """

    plugins: tuple[str, ...] = ()
    content_types: Mapping[str, ContentType] = field(default_factory=dict)
    permissions: Mapping[str, Permission] = field(default_factory=dict)
    navigation: Sequence[tuple[str, NavItem]] = ()
    panels: Sequence[Panel] = ()
    jobs: Mapping[str, Job] = field(default_factory=dict)
    commands: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    grouped_commands: Mapping[str, Sequence[Command]] = field(default_factory=dict)
    recognisers: Mapping[str, Recogniser] = field(default_factory=dict)
    checks: Sequence[tuple[str, HealthCheck]] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    projections: Sequence[tuple[str, Projection]] = ()
    step_effects: Sequence[tuple[str, StepEffect]] = ()
    messages: Mapping[str, Message] = field(default_factory=dict)
    fragments: Mapping[Slot, Sequence[tuple[str, Fragment]]] = field(
        default_factory=dict
    )
    columns: Sequence[tuple[str, Column]] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    media_passes: Sequence[tuple[str, MediaPass]] = ()
    sitemap_paths: Sequence[tuple[str, SitemapPaths]] = ()
    embeds: Sequence[tuple[str, Embed]] = ()
    link_sources: Mapping[str, LinkSource] = field(default_factory=dict)
    login_steps: Sequence[tuple[str, LoginStep]] = ()
    pickers: Mapping[str, Picker] = field(default_factory=dict)
    affiliations: Sequence[tuple[str, Affiliation]] = ()
    exchange_parts: Mapping[str, ExchangePart] = field(default_factory=dict)
    demo: Sequence[tuple[str, Callable[[], Iterable[DemoItem]]]] = ()
    blueprints: Sequence[tuple[str, Any]] = ()
    settings_models: Mapping[str, Any] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)

    def nav(self, area: Area | str) -> list[NavItem]:
        """Return the menu entries of an area, ordered; content types come on top."""
        return [entry for _plugin, entry in self.navigation if entry.area == Area(area)]

    def plugin_of(self, kind: str, name: str) -> str | None:
        """Return the plugin that something of a kind came from ("job", "news.tidy")."""
        return self.owners.get(f"{kind}:{name}")

    def children_of(self, type_name: str) -> list[ContentType]:
        """Return the types whose items belong to an item of this type, in order."""
        return [one for one in self.content_types.values() if one.parent == type_name]

    def by_address(self, address: str) -> ContentType | None:
        """Return the content type whose public addresses begin with ``address``."""
        for content_type in self.content_types.values():
            if content_type.address == address:
                return content_type
        return None


def registry() -> Registry:
    """Return the registry of the current build."""
    return current_build().registry


class Collector:
    """Asks every plugin for its contributions and checks the names."""

    def __init__(self, manager: Manager, core: frozenset[str]) -> None:
        self._manager = manager
        self._core = core
        self._owners: dict[str, str] = {}

    def collect(self, plugins: Sequence[str], rights: Iterable[str]) -> Registry:
        """Return the registry; raise PluginError for the first wrong contribution."""
        types = self._named("register_content_types", ContentType, "content type")
        types.sort(key=lambda pair: (pair[1].order, pair[1].name))
        self._check_types(types)
        for name in rights:
            self._own("core", "permission", name)
        permissions = self._named("register_permissions", Permission, "permission")
        jobs = self._named("register_jobs", Job, "job")
        rules = self._named("register_rules", Rule, "rule")
        recognisers = self._named("register_recognisers", Recogniser, "recogniser")
        commands, grouped = self._commands()
        return Registry(
            plugins=tuple(plugins),
            content_types=_frozen({one.name: one for _plugin, one in types}),
            permissions=_frozen(_all_permissions(rights, types, permissions)),
            navigation=self._navigation(),
            panels=self._panels(),
            jobs=_frozen({one.name: one for _plugin, one in jobs}),
            commands=commands,
            grouped_commands=grouped,
            recognisers=_frozen({one.name: one for _plugin, one in recognisers}),
            checks=self._checks(),
            affiliations=tuple(self._typed("register_affiliations", Affiliation)),
            rules=_frozen({one.name: one for _plugin, one in rules}),
            projections=self._named("register_projections", Projection, "projection"),
            step_effects=self._named("register_step_effects", StepEffect, "effect"),
            messages=_frozen({one.kind: one for _plugin, one in self._messages()}),
            fragments=self._fragments(),
            columns=self._ordered("register_columns", Column, "column"),
            actions=_by_name(self._ordered("register_actions", Action, "action")),
            media_passes=self._named("register_media_passes", MediaPass, "media pass"),
            sitemap_paths=self._named(
                "register_sitemap_paths", SitemapPaths, "site map"
            ),
            embeds=self._named("register_embeds", Embed, "embed"),
            link_sources=_by_name(
                self._named("register_link_sources", LinkSource, "link source")
            ),
            login_steps=self._ordered("register_login_steps", LoginStep, "login step"),
            pickers=_by_name(self._named("register_pickers", Picker, "picker")),
            exchange_parts=_by_name(
                self._named("register_exchange_parts", ExchangePart, "exchange part")
            ),
            demo=self._demo(),
            blueprints=tuple(self._blueprints()),
            settings_models=self._settings(),
            owners=_frozen(self._owners),
        )

    def _typed(self, hook: str, kind: type[T]) -> list[tuple[str, T]]:
        found = self._manager.collect(hook)
        for plugin, one in found:
            if not isinstance(one, kind):
                raise PluginError(
                    plugin, f"{hook} returned {type(one).__name__}, not {kind.__name__}"
                )
        return found

    def _named(self, hook: str, kind: type[T], word: str) -> list[tuple[str, Any]]:
        """Return contributions whose names must begin with their plugin's name."""
        found = self._typed(hook, kind)
        for plugin, one in found:
            name = one.name  # type: ignore[attr-defined] # every kind given here has a name
            if plugin not in self._core and not name.startswith(f"{plugin}."):
                raise PluginError(
                    plugin, f"the {word} '{name}' must begin with '{plugin}.'"
                )
            self._own(plugin, word, name)
        return found

    def _own(self, plugin: str, word: str, name: str) -> None:
        key = f"{word}:{name}"
        if key in self._owners:
            other = self._owners[key]
            raise PluginError(plugin, f"the {word} '{name}' is there already ({other})")
        self._owners[key] = plugin

    def _check_types(self, types: Owned) -> None:
        for plugin, one in types:
            self._own(plugin, "address", one.address)
            self._own(plugin, "key", one.key)
            for name in permissions_of(one):
                self._own(plugin, "permission", name)
            for name in one.unknown_fields():
                raise PluginError(plugin, f"the form of '{one.name}' has no '{name}'")
            self._check_parent(plugin, one, {kind.name: kind for _p, kind in types})
            table = getattr(one.detail, "__tablename__", None)
            if table is not None and not table.startswith(f"{plugin}_"):
                raise PluginError(
                    plugin, f"the table '{table}' must begin with '{plugin}_'"
                )

    @staticmethod
    def _check_parent(
        plugin: str, one: ContentType, types: Mapping[str, ContentType]
    ) -> None:
        """Refuse a parent that is not there or has a parent itself: one level is all."""
        if one.parent is None:
            return
        parent = types.get(one.parent)
        if parent is None:
            raise PluginError(
                plugin, f"the parent '{one.parent}' of '{one.name}' is not there"
            )
        if parent.parent is not None:
            raise PluginError(
                plugin, f"the parent '{one.parent}' of '{one.name}' has a parent itself"
            )

    def _navigation(self) -> tuple[tuple[str, NavItem], ...]:
        entries = self._typed("register_nav", NavItem)
        for plugin, one in entries:
            values = "".join(f" {key}={one.values[key]}" for key in sorted(one.values))
            self._own(plugin, "menu entry", f"{one.area}: {one.endpoint}{values}")
        return tuple(sorted(entries, key=lambda pair: pair[1].order))

    def _checks(self) -> tuple[tuple[str, HealthCheck], ...]:
        found = self._typed("register_checks", HealthCheck)
        for plugin, one in found:
            self._own(plugin, "check", one.name)
        return tuple(found)

    def _panels(self) -> tuple[Panel, ...]:
        found = self._typed("register_panels", Panel)
        for plugin, panel in found:
            if plugin not in self._core and not panel.id.startswith(plugin):
                raise PluginError(
                    plugin, f"the panel '{panel.id}' must begin with '{plugin}'"
                )
            self._own(plugin, "panel", panel.id)
        return tuple(sorted((one for _p, one in found), key=lambda one: one.order))

    def _ordered(self, hook: str, kind: type[T], word: str) -> list[tuple[str, Any]]:
        """Return named contributions in the order that they ask for."""
        return sorted(self._named(hook, kind, word), key=lambda pair: pair[1].order)

    def _fragments(self) -> Mapping[Slot, Sequence[tuple[str, Fragment]]]:
        found: dict[Slot, list[tuple[str, Fragment]]] = defaultdict(list)
        for plugin, one in self._ordered("register_fragments", Fragment, "fragment"):
            found[one.slot].append((plugin, one))
        return _frozen({slot: tuple(ones) for slot, ones in found.items()})

    def _messages(self) -> list[tuple[str, Message]]:
        found = self._typed("register_messages", Message)
        for plugin, one in found:
            if plugin not in self._core and not one.kind.startswith(f"{plugin}."):
                raise PluginError(
                    plugin, f"the message '{one.kind}' must begin with '{plugin}.'"
                )
            self._own(plugin, "message", one.kind)
        return found

    def _commands(
        self,
    ) -> tuple[Mapping[str, Sequence[Any]], Mapping[str, Sequence[Command]]]:
        """Return commands by plugin, and those below the core's groups by group."""
        own: dict[str, list[Any]] = defaultdict(list)
        grouped: dict[str, list[Command]] = defaultdict(list)
        for plugin, command in self._manager.collect("register_commands"):
            if isinstance(command, Command):
                grouped[command.group].append(command)
                self._own(plugin, "command", f"{command.group} {command.command.name}")
            else:
                own[plugin].append(command)
                self._own(plugin, "command", f"{plugin} {command.name}")
        return (
            _frozen({plugin: tuple(own[plugin]) for plugin in own}),
            _frozen({group: tuple(grouped[group]) for group in grouped}),
        )

    def _demo(self) -> tuple[tuple[str, Any], ...]:
        """Keep the functions: a demonstration is long and seldom asked for."""
        return tuple(
            (one.plugin_name, one.function)
            for one in self._manager.implementations("register_demo")
        )

    def _blueprints(self) -> list[tuple[str, Any]]:
        found = self._manager.collect("register_blueprints")
        for plugin, blueprint in found:
            name = getattr(blueprint, "name", None)
            if not isinstance(name, str):
                raise PluginError(plugin, "register_blueprints returned no Blueprint")
            if plugin not in self._core and name != plugin:
                raise PluginError(plugin, f"the blueprint '{name}' must be '{plugin}'")
            self._own(plugin, "blueprint", name)
        return found

    def _settings(self) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for plugin, model in self._manager.collect("register_settings"):
            if plugin in found:
                raise PluginError(plugin, "has more than one model of settings")
            found[plugin] = model
        return _frozen(found)


def _by_name(pairs: Owned) -> Mapping[str, Any]:
    return _frozen({one.name: one for _plugin, one in pairs})


def _frozen(values: Mapping[K, T]) -> Mapping[K, T]:
    return MappingProxyType(dict(values))


def permissions_of(one: ContentType) -> list[str]:
    """Return the names of a type's own rights."""
    return list(dict.fromkeys(map(one.permission, ("read", "write", "publish"))))


def _all_permissions(
    rights: Iterable[str], types: Owned, named: Owned
) -> dict[str, Permission]:
    """Return the core's rights, those of each type, and the plugins' own."""
    found = {name: Permission(name, name) for name in rights}
    for _plugin, one in types:
        titles = {
            "read": _l("%(type)s: read what is internal", type=one.plural),
            "write": _l("%(type)s: write and submit", type=one.plural),
            "publish": _l("%(type)s: approve and publish", type=one.plural),
            "edit": _l("%(type)s: add, change and delete", type=one.plural),
        }
        for name in permissions_of(one):
            found[name] = Permission(name, titles[name.rpartition(".")[2]])
    for _plugin, permission in named:
        found[permission.name] = permission
    return found
