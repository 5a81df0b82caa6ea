"""Reading the settings of a build, loading them, and saving a change."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, select

from cms import audit, inputs
from cms.actors import Actor
from cms.build_context import current_build
from cms.database.transaction import release, transaction
from cms.errors import NotFound, PluginError, Problem, Refused
from cms.plugins.state import bump
from cms.settings.models import Setting
from cms.settings.site import SiteSettings


audit.declare(
    {
        "settings.save": _l("Settings saved"),
    },
    settings=_l("Settings"),
)


SITE = ""


def get_settings(plugin: str | None = None) -> Any:
    """Return the frozen values of the site, or of a plugin of the current build.

    Raises NotFound for a plugin that has none here.
    """
    values = current_build().settings.get(plugin or SITE)
    if values is None:
        raise NotFound(f"The plugin {plugin!r} has no settings in this build.")
    return values


def load_settings(
    connection: Connection,
    models: Mapping[str, type[BaseModel]],
    given: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """Return the values for each model: the stored ones over the defaults.

    ``given`` are defaults of the site that the instance's configuration sets.

    A stored value that a newer model no longer takes gives way to its default;
    nothing that a person once typed may keep the site from starting.
    """
    table = Setting.__table__
    stored: dict[str, dict[str, Any]] = {SITE: dict(given or {})}
    for row in connection.execute(select(table.c.plugin, table.c.key, table.c.value)):
        stored.setdefault(row.plugin, {})[row.key] = row.value
    wanted: dict[str, type[BaseModel]] = {SITE: SiteSettings, **models}
    found = {
        name: _instance(name, model, stored.get(name, {}))
        for name, model in wanted.items()
    }
    return MappingProxyType(found)


def _instance(
    name: str, model: type[BaseModel], values: Mapping[str, Any]
) -> BaseModel:
    clean = inputs.clean_data(values)
    known = {key: value for key, value in clean.items() if key in model.model_fields}
    try:
        return model(**known)
    except ValidationError as error:
        wrong = {problem["loc"][0] for problem in error.errors() if problem["loc"]}
    kept = {key: value for key, value in known.items() if key not in wrong}
    try:
        return model(**kept)
    except ValidationError as error:
        raise PluginError(name, f"its settings have no defaults: {error}") from error


def save_settings(actor: Actor, plugin: str | None, values: Mapping[str, Any]) -> None:
    """Store a change of settings and ask for a new build.

    ``values`` may be a part of them. Raises NotFound for a plugin without
    settings here, Refused with a problem for each wrong field. Another theme is
    tried first.
    """
    values = inputs.clean_data(values)
    current = get_settings(plugin)
    model = type(current)
    unknown = sorted(values.keys() - model.model_fields.keys())
    if unknown:
        raise Refused(
            [Problem(_("Unknown settings: %(names)s.", names=", ".join(unknown)))]
        )
    try:
        wanted = model(**{**current.model_dump(), **values})
    except ValidationError as error:
        raise Refused(_problems(error)) from error
    before, after = current.model_dump(mode="json"), wanted.model_dump(mode="json")
    changed = {key: after[key] for key in after if after[key] != before[key]}
    if not changed:
        return
    if plugin in (None, SITE) and "theme" in changed:
        release()
        build = current_build()
        found = build.trial(build.enabled, theme=changed["theme"])
        if found:
            raise Refused([Problem(text, "theme") for text in found])
    with transaction() as session:
        for key, value in changed.items():
            row = session.get(Setting, (plugin or SITE, key))
            if row is None:
                row = Setting(plugin=plugin or SITE, key=key)
                session.add(row)
            row.value = value
        audit.record(
            "settings.save",
            actor=actor,
            subject=plugin or "",
            detail={"keys": sorted(changed)},
        )
        bump(session)


def _problems(error: ValidationError) -> list[Problem]:
    """Return pydantic's findings in words of ours, each beside its field."""
    found = []
    for problem in error.errors(include_url=False):
        limits = problem.get("ctx", {})
        kind = problem["type"]
        if kind == "greater_than_equal":
            message = _("At least %(limit)s.", limit=limits["ge"])
        elif kind == "less_than_equal":
            message = _("At most %(limit)s.", limit=limits["le"])
        elif kind == "string_too_long":
            message = _("At most %(limit)s characters.", limit=limits["max_length"])
        elif kind in ("int_parsing", "int_type", "float_parsing", "float_type"):
            message = _("This must be a number.")
        elif kind in ("literal_error", "enum"):
            message = _("Choose one of the given values.")
        elif kind == "string_pattern_mismatch":
            message = _("This is not in the expected format.")
        else:
            message = problem["msg"].removeprefix("Value error, ")
        found.append(
            Problem(message, str(problem["loc"][0]) if problem["loc"] else None)
        )
    return found
