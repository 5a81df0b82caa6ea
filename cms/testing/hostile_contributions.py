"""Registered values whose functions raise or hang when the site calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cms.contributions import (
    Action,
    Column,
    Embed,
    Fragment,
    LinkSource,
    LoginStep,
    MediaPass,
    Projection,
    SitemapPaths,
    Slot,
    StepEffect,
)
from cms.hookspecs import hookimpl


def hostile_contributions(
    plugin: str, act: Callable[..., Any]
) -> Mapping[str, Callable[[], Any]]:
    """Return implementations, by hook, of values that call ``act`` everywhere."""

    def misbehave(*_arguments: Any) -> Any:
        return act()

    name = f"{plugin}.hostile"
    values: dict[str, list[Any]] = {
        "register_projections": [Projection(name, misbehave, misbehave)],
        "register_step_effects": [StepEffect(name, misbehave)],
        "register_fragments": [
            Fragment(f"{name}.{slot.value}", slot, misbehave) for slot in Slot
        ],
        "register_columns": [Column(name, "Hostile", misbehave)],
        "register_actions": [Action(name, "Hostile", "Done", "write", misbehave)],
        "register_media_passes": [MediaPass(name, misbehave)],
        "register_sitemap_paths": [SitemapPaths(name, misbehave)],
        "register_embeds": [Embed(name, misbehave)],
        "register_link_sources": [
            LinkSource(name, "Hostile", misbehave, misbehave, misbehave)
        ],
        "register_login_steps": [LoginStep(name, "accounts.login", misbehave)],
    }
    return {hook: _returning(hook, found) for hook, found in values.items()}


def _returning(hook: str, values: list[Any]) -> Callable[[], Any]:
    def implementation() -> list[Any]:
        return values

    implementation.__name__ = hook
    return hookimpl(implementation)
