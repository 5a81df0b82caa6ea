"""What a build consists of, in a form that can be compared."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import Rule

from cms.build_context import Build


def of(made: Build) -> dict[str, Any]:
    """Return the names of everything in a build."""
    registry = made.registry
    loader: Any = made.app.jinja_env.loader
    return {
        "rules": sorted(f"{rule.rule} {rule.endpoint}" for rule in _rules(made)),
        "types": list(registry.content_types),
        "permissions": sorted(registry.permissions),
        "navigation": [entry.endpoint for _plugin, entry in registry.navigation],
        "panels": [panel.id for panel in registry.panels],
        "jobs": sorted(registry.jobs),
        "commands": sorted(registry.commands),
        "grouped commands": sorted(
            f"{group} {one.command.name}"
            for group, commands in registry.grouped_commands.items()
            for one in commands
        ),
        "recognisers": sorted(registry.recognisers),
        "checks": [check.name for _plugin, check in registry.checks],
        "settings": sorted(registry.settings_models),
        "projections": [one.name for _plugin, one in registry.projections],
        "effects": [one.name for _plugin, one in registry.step_effects],
        "messages": sorted(registry.messages),
        "fragments": [
            f"{slot} {one.name}"
            for slot, found in registry.fragments.items()
            for _plugin, one in found
        ],
        "columns": [one.name for _plugin, one in registry.columns],
        "actions": sorted(registry.actions),
        "media passes": [one.name for _plugin, one in registry.media_passes],
        "embeds": [one.name for _plugin, one in registry.embeds],
        "link sources": sorted(registry.link_sources),
        "login steps": [one.name for _plugin, one in registry.login_steps],
        "pickers": sorted(registry.pickers),
        "site map": [one.name for _plugin, one in registry.sitemap_paths],
        "templates": loader.list_templates(),
        "static": [layer.address for layer in made.assets.layers],
        "filters": sorted(map(str, made.app.jinja_env.filters)),
        "globals": sorted(map(str, made.app.jinja_env.globals)),
        "plugins": list(made.manager.names),
    }


def traces(made: Build, name: str) -> list[str]:
    """Return whatever in a build still bears a plugin's name."""
    found = []
    for kind, values in of(made).items():
        for value in values:
            words = str(value).replace("/", " ").replace(".", " ").replace("@", " ")
            if name in words.split():
                found.append(f"{kind}: {value}")
    return found


def untitled(made: Build, name: str) -> list[str]:
    """Return the contributions of a plugin that no person could name."""
    registry = made.registry
    texts = []
    for one in registry.content_types.values():
        if one.plugin == name:
            texts += [(f"{one.name} label", one.label), (one.name, one.plural)]
    for owner, entry in registry.navigation:
        if owner == name:
            texts.append((entry.endpoint, entry.label))
    for panel in registry.panels:
        if registry.plugin_of("panel", panel.id) == name:
            texts.append((panel.id, panel.title))
    for permission in registry.permissions.values():
        if registry.plugin_of("permission", permission.name) == name:
            texts.append((permission.name, permission.title))
    for job in registry.jobs.values():
        if registry.plugin_of("job", job.name) == name:
            texts.append((job.name, job.title))
    for owner, column in registry.columns:
        if owner == name:
            texts.append((column.name, column.label))
    for action in registry.actions.values():
        if registry.plugin_of("action", action.name) == name:
            texts += [(action.name, action.label), (action.name, action.done)]
    for message in registry.messages.values():
        if registry.plugin_of("message", message.kind) == name:
            texts.append((message.kind, message.sentence))
    with made.app.test_request_context("/"):
        return [what for what, text in texts if not str(text).strip()]


def _rules(made: Build) -> list[Rule]:
    return list(made.app.url_map.iter_rules())
