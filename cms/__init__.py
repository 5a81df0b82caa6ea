"""Sen: a small core and plugins. The names here are all that a plugin may import.

They are loaded when first asked for, so that a command line or a test plugin
that needs one of them does not import the whole house.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from flask_login import current_user

    from cms import documents, richtext, text
    from cms.accounts.guard import public, requires, requires_login
    from cms.accounts.models import User
    from cms.accounts.permissions import ANONYMOUS, SYSTEM, holds
    from cms.build_context import current_build
    from cms.builtin.desk.item.recognisers import find_records
    from cms.builtin.desk.item.saving import save_record
    from cms.content import fields, service
    from cms.content.checks import media_texts_of, texts_of
    from cms.content.fields.forms import ItemForm, RowForm
    from cms.content.revisions.children import Child
    from cms.content.revisions.projection import refresh_search
    from cms.content.spine.access import can, editable, may, visible
    from cms.content.spine.affiliations import affiliations, person_of
    from cms.content.spine.models import (
        BigId,
        Item,
        ItemDetail,
        ItemRelation,
        Revision,
        Section,
    )
    from cms.content.spine.queries import (
        current_snapshot,
        items_by_id,
        related,
        sections,
        titles,
        with_details,
    )
    from cms.content.steps import apply_effects
    from cms.contributions import (
        Action,
        Area,
        Card,
        Column,
        Command,
        ContentType,
        DemoItem,
        Embed,
        EventFields,
        ExchangePart,
        Fragment,
        HealthCheck,
        Job,
        LinkPlace,
        LinkSource,
        MediaPass,
        Message,
        NavItem,
        Panel,
        Permission,
        Picker,
        Projection,
        Reference,
        Relation,
        Rule,
        SitemapPaths,
        Slot,
        Step,
        StepEffect,
    )
    from cms.database.base import UTCDateTime, utcnow
    from cms.database.transaction import transaction
    from cms.errors import Conflict, Forbidden, NotFound, Problem, Refused
    from cms.extensions import Model, db
    from cms.forms import Form
    from cms.hookspecs import EVERY_TYPE, hookimpl, speaks_for
    from cms.i18n import site_zone
    from cms.jobs import enqueue
    from cms.people import Affiliation, Duty
    from cms.recognisers import Finding, Recogniser
    from cms.security_headers import cacheable
    from cms.settings import setting, settings
    from cms.theming import render

_HOMES = {
    "ANONYMOUS": "cms.accounts.permissions",
    "Action": "cms.contributions",
    "Affiliation": "cms.people",
    "Area": "cms.contributions",
    "BigId": "cms.content.spine.models",
    "Card": "cms.contributions",
    "Child": "cms.content.revisions.children",
    "Column": "cms.contributions",
    "Command": "cms.contributions",
    "Conflict": "cms.errors",
    "ContentType": "cms.contributions",
    "DemoItem": "cms.contributions",
    "Duty": "cms.people",
    "Embed": "cms.contributions",
    "EventFields": "cms.contributions",
    "ExchangePart": "cms.contributions",
    "Finding": "cms.recognisers",
    "Forbidden": "cms.errors",
    "Form": "cms.forms",
    "Fragment": "cms.contributions",
    "HealthCheck": "cms.contributions",
    "Item": "cms.content.spine.models",
    "ItemDetail": "cms.content.spine.models",
    "ItemForm": "cms.content.fields.forms",
    "ItemRelation": "cms.content.spine.models",
    "Job": "cms.contributions",
    "LinkPlace": "cms.contributions",
    "LinkSource": "cms.contributions",
    "MediaPass": "cms.contributions",
    "Message": "cms.contributions",
    "Model": "cms.extensions",
    "NavItem": "cms.contributions",
    "NotFound": "cms.errors",
    "Panel": "cms.contributions",
    "Permission": "cms.contributions",
    "Picker": "cms.contributions",
    "Problem": "cms.errors",
    "Projection": "cms.contributions",
    "Recogniser": "cms.recognisers",
    "Reference": "cms.contributions",
    "Refused": "cms.errors",
    "Relation": "cms.contributions",
    "Revision": "cms.content.spine.models",
    "RowForm": "cms.content.fields.forms",
    "Rule": "cms.contributions",
    "SYSTEM": "cms.accounts.permissions",
    "Section": "cms.content.spine.models",
    "SitemapPaths": "cms.contributions",
    "Slot": "cms.contributions",
    "Step": "cms.contributions",
    "StepEffect": "cms.contributions",
    "UTCDateTime": "cms.database.base",
    "User": "cms.accounts.models",
    "affiliations": "cms.content.spine.affiliations",
    "apply_effects": "cms.content.steps",
    "cacheable": "cms.security_headers",
    "can": "cms.content.spine.access",
    "current_build": "cms.build_context",
    "current_snapshot": "cms.content.spine.queries",
    "current_user": "flask_login",
    "db": "cms.extensions",
    "documents": "cms",
    "editable": "cms.content.spine.access",
    "enqueue": "cms.jobs",
    "fields": "cms.content",
    "EVERY_TYPE": "cms.hookspecs",
    "speaks_for": "cms.hookspecs",
    "find_records": "cms.builtin.desk.item.recognisers",
    "from_html": "cms.features.intake.html",
    "holds": "cms.accounts.permissions",
    "hookimpl": "cms.hookspecs",
    "items_by_id": "cms.content.spine.queries",
    "may": "cms.content.spine.access",
    "media_texts_of": "cms.content.checks",
    "person_of": "cms.content.spine.affiliations",
    "public": "cms.accounts.guard",
    "refresh_search": "cms.content.revisions.projection",
    "read_docx": "cms.features.intake",
    "related": "cms.content.spine.queries",
    "render": "cms.theming",
    "requires": "cms.accounts.guard",
    "requires_login": "cms.accounts.guard",
    "richtext": "cms",
    "save_record": "cms.builtin.desk.item.saving",
    "sections": "cms.content.spine.queries",
    "service": "cms.content",
    "setting": "cms.settings",
    "settings": "cms.settings",
    "site_zone": "cms.i18n",
    "text": "cms",
    "texts_of": "cms.content.checks",
    "titles": "cms.content.spine.queries",
    "transaction": "cms.database.transaction",
    "utcnow": "cms.database.base",
    "visible": "cms.content.spine.access",
    "with_details": "cms.content.spine.queries",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Load a public name from its home; see PEP 562."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"cms has no public name {name!r}")
    if home in ("cms", "cms.content"):
        return importlib.import_module(f"{home}.{name}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
