"""What the extraction plugin registers."""

from __future__ import annotations

from collections.abc import Iterable

import click
from flask import Blueprint
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from cms import (
    Command,
    ExchangePart,
    Fragment,
    HealthCheck,
    Job,
    Panel,
    Recogniser,
    Slot,
    hookimpl,
)
from cms_extraction.backlog import JOB, take_in_worker
from cms_extraction.blueprint import pages
from cms_extraction.commands import article, articles, score
from cms_extraction.findings import (
    find_conferences,
    find_people_records,
    find_reports,
    find_what_was_said,
)
from cms_extraction.margin import beside_public_article
from cms_extraction.model_names import JOB as ASK_JOB, ask_in_worker
from cms_extraction.model_server import problems_of_configuration
from cms_extraction.models import Doubt, FieldSource, Remembered
from cms_extraction.pages import beside_article
from cms_extraction.queue_pages import queue_panel
from cms_extraction.run_pages import runs_panel
from cms_extraction.settings import ExtractionSettings
from cms_extraction.source_pages import beside_record


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return where records are made of an article and taken back."""
    return [pages]


@hookimpl
def register_exchange_parts() -> Iterable[ExchangePart]:
    """Return sources, decisions and what waits; what undoes a press stays with its site."""
    key = ("article_id", "record_id", "field", "start")
    decided = ExchangePart(
        "extraction.remembered", Remembered, ("kind", "words"), without=("user_id",)
    )
    waiting = ExchangePart(
        "extraction.doubts",
        Doubt,
        ("article_id", "kind", "key"),
        without=("answered_by_id", "answered_at", "made_id", "before"),
    )
    return [ExchangePart("extraction.sources", FieldSource, key), decided, waiting]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return what stands beside an article, for staff and readers, and beside a record."""
    return [
        Fragment("extraction.proposals", Slot.DESK_ITEM_ASIDE, beside_article),
        Fragment("extraction.sources", Slot.DESK_ITEM_ASIDE, beside_record),
        Fragment("extraction.margin", Slot.ITEM_ASIDE, beside_public_article),
    ]


@hookimpl
def register_panels() -> Iterable[Panel]:
    """Return how many records wait for an answer, and how far a folder is."""
    label = _l("Records that wait for an answer")
    return [
        Panel("extraction.queue", label, queue_panel, order=35),
        Panel("extraction.runs", _l("Folders of old articles"), runs_panel, order=520),
    ]


@hookimpl
def register_settings() -> Iterable[type[BaseModel]]:
    """Return what a site may set about records out of text."""
    return [ExtractionSettings]


@hookimpl
def register_commands() -> Iterable[click.Command | Command]:
    """Return ``cms extraction score``, ``cms import article`` and ``articles``."""
    return [
        score,
        Command("import", article, needs_site=False),
        Command("import", articles),
    ]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return what takes a folder of old articles, and what asks the operator's model."""
    return [
        Job(JOB, take_in_worker, title=_l("Take a folder of old articles")),
        Job(ASK_JOB, ask_in_worker, title=_l("Ask the model for names")),
    ]


@hookimpl
def register_checks() -> Iterable[HealthCheck]:
    """Return whether the model's server is configured as it must be."""
    return [HealthCheck("extraction.model", problems_of_configuration)]


@hookimpl
def register_recognisers() -> Iterable[Recogniser]:
    """Return what finds conferences, people and reports in a text."""
    return [
        Recogniser("extraction.conference", _l("Conference"), find_conferences),
        Recogniser("extraction.people", _l("People"), find_people_records),
        Recogniser("extraction.report", _l("Report"), find_reports),
        Recogniser("extraction.said", _l("What was said"), find_what_was_said),
    ]
