"""The pages of plugins: what is installed, what it adds, enabling and disabling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cms.accounts.current import current_user
from cms.accounts.guard import requires
from cms.accounts.permissions import holds
from cms.build_context import Build, current_build
from cms.builtin.desk import desk
from cms.errors import Refused
from cms.i18n import own_words
from cms.plugins import failures, state, suspensions
from cms.plugins.breaker import PAUSE_SECONDS
from cms.plugins.discovery import Installed, discover, loaded
from cms.plugins.models import Failure, SuspendedHook
from cms.plugins.order import dependants
from cms.theming import render
from cms.views import flash_problems


@dataclass(frozen=True)
class Description:
    """A plugin as the staff's page shows it.

    ``condition`` is "on", "off", "suspended" (is on, but hooks that kept failing
    are not called), "broken" (should be on and is left out) or "blocked" (is off
    and cannot be switched on as things are). ``brief`` names its content types, else
    the kinds of what it adds, ``adds`` all of it by kind. ``resting`` are hooks that
    are not called for the moment because they took too long.
    """

    plugin: Installed
    condition: str
    reason: str
    needed_by: tuple[str, ...]
    brief: tuple[str, ...]
    adds: tuple[tuple[str, tuple[str, ...]], ...]
    rights: tuple[tuple[str, str], ...]
    has_settings: bool
    suspended: tuple[SuspendedHook, ...]
    resting: tuple[str, ...]

    @property
    def summary(self) -> str:
        """What it is for, in the page's language."""
        return own_words(self.plugin.folder, self.plugin.summary)


@desk.get("/plugin/")
@requires("site.plugins")
def plugins() -> ResponseReturnValue:
    """List what is installed."""
    build = current_build()
    enabled = state.enabled_names(build.installed)
    return render(
        "desk/site/plugins.html",
        plugins=[
            describe(build, one, enabled)
            for one in sorted(build.installed.values(), key=lambda one: one.name)
        ],
        missing=sorted(build.left_out.keys() - build.installed.keys()),
        safe_mode=build.safe_mode,
    )


@desk.get("/plugin/<name>")
@requires("site.plugins")
def plugin(name: str) -> ResponseReturnValue:
    """Show one plugin with what it adds, what it may do, and what went wrong."""
    build = current_build()
    found = _installed(name)
    description = describe(build, found, state.enabled_names(build.installed))
    return render(
        "desk/site/plugin.html",
        described=description,
        plugin=found,
        failures=failures.recent(name),
        failure_days=failures.KEEP_DAYS,
        pause_seconds=PAUSE_SECONDS,
        safe_mode=build.safe_mode,
    )


@desk.post("/plugin/<name>/bat")
@requires("site.plugins", fresh=True)
def plugin_enable(name: str) -> ResponseReturnValue:
    """Switch a plugin on, or say why it cannot be."""
    try:
        state.enable(current_user, name)
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(_("%(name)s is enabled.", name=name), "success")
    return redirect(url_for("desk.plugin", name=name), 303)


@desk.post("/plugin/<name>/tat")
@requires("site.plugins", fresh=True)
def plugin_disable(name: str) -> ResponseReturnValue:
    """Switch a plugin off, or name the plugins that need it."""
    try:
        state.disable(current_user, name)
    except Refused as refusal:
        flash_problems(refusal)
    else:
        flash(_("%(name)s is disabled. Its data is kept.", name=name), "success")
    return redirect(url_for("desk.plugins"), 303)


@desk.post("/plugin/<name>/tiep-tuc")
@requires("site.plugins")
def plugin_resume(name: str) -> ResponseReturnValue:
    """Call the suspended hooks of a plugin again."""
    suspensions.resume(current_user, name)
    flash(_("%(name)s is running again.", name=name), "success")
    return redirect(url_for("desk.plugin", name=name), 303)


@desk.post("/plugin/<name>/loi/xoa")
@requires("site.plugins")
def plugin_forget_failures(name: str) -> ResponseReturnValue:
    """Remove a plugin's failures from the list: somebody has dealt with them."""
    failures.forget(name)
    flash(_("The failures have been removed from the list."), "success")
    return redirect(url_for("desk.plugin", name=name), 303)


@desk.app_template_global("plugin_failures")
def plugin_failures() -> Sequence[Failure]:
    """Return the failures of the last day for those who may deal with them."""
    if not holds(current_user, "site.plugins"):
        return ()
    build = current_build()
    return [one for one in failures.recent(limit=20) if _lasts(build, one)][:5]


def _lasts(build: Build, failure: Failure) -> bool:
    """Tell whether the cause of a failure may still be there."""
    if failure.hook == "theme":
        return failure.plugin not in {one.name for one in build.theme}
    if failure.hook == "build":
        return failure.plugin in build.left_out
    return failure.plugin in build.enabled or failure.plugin not in build.installed


def describe(build: Build, plugin: Installed, enabled: list[str]) -> Description:
    """Return what the page says about an installed plugin."""
    name = plugin.name
    reason = ""
    suspended = tuple(suspensions.suspended_hooks(name))
    if name in build.enabled:
        condition = "suspended" if suspended else "on"
        reason = _restart_note(plugin)
    elif name in enabled and not build.safe_mode:
        condition, reason = "broken", build.left_out.get(name, "")
    else:
        found = state.obstacles(plugin, frozenset(enabled))
        condition, reason = ("blocked", " ".join(found)) if found else ("off", "")
    adds = _adds(build, name)
    return Description(
        plugin=plugin,
        condition=condition,
        reason=reason,
        needed_by=tuple(dependants(name, enabled, build.installed)),
        brief=tuple(_types(build, name) or [label for label, _names in adds]),
        adds=tuple(adds),
        rights=tuple(_rights(build, name)),
        has_settings=name in build.registry.settings_models,
        suspended=suspended,
        resting=tuple(
            hook
            for owner, hook in build.manager.breaker.resting()
            if owner == name and hook not in {one.hook for one in suspended}
        ),
    )


def _restart_note(plugin: Installed) -> str:
    """Say that another version is installed than the one that runs, if so."""
    running = loaded.get(plugin.name, plugin.version)
    installed = discover().get(plugin.name, plugin).version
    if running == installed:
        return ""
    return _(
        "Running %(running)s, installed %(installed)s: restart the site.",
        running=running,
        installed=installed,
    )


def _adds(build: Build, name: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the kinds of contributions of a plugin with their names."""
    registry = build.registry
    kinds: list[tuple[str, list[Any]]] = [
        (_("Content types"), _types(build, name)),
        (
            _("Pages"),
            sorted(
                {
                    rule.rule
                    for rule in build.app.url_map.iter_rules()
                    if rule.endpoint.startswith(f"{name}.")
                }
            ),
        ),
        (
            _("Blocks on the desk"),
            [
                panel.title
                for panel in registry.panels
                if registry.plugin_of("panel", panel.id) == name
            ],
        ),
        (
            _("Jobs"),
            [
                job.title or job.name
                for job in registry.jobs.values()
                if registry.plugin_of("job", job.name) == name
            ],
        ),
        (
            _("Commands"),
            [f"cms {name} {one.name}" for one in registry.commands.get(name, ())],
        ),
        (_("Hooks used"), build.manager.hooks_of(name)),
    ]
    return [
        (label, tuple(str(one) for one in found)) for label, found in kinds if found
    ]


def _types(build: Build, name: str) -> list[str]:
    """Return the content types of a plugin, in words."""
    types = build.registry.content_types.values()
    return [str(one.plural) for one in types if one.plugin == name]


def _rights(build: Build, name: str) -> list[tuple[str, str]]:
    """Return the rights that a plugin brings: name and title."""
    return [
        (one.name, str(one.title))
        for one in build.registry.permissions.values()
        if one.name.startswith(f"{name}.")
    ]


def _installed(name: str) -> Installed:
    found = current_build().installed.get(name)
    if found is None:
        abort(404)
    return found
