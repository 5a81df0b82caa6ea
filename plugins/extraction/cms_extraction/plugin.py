"""What the extraction plugin registers."""

from __future__ import annotations

from collections.abc import Iterable

import click
from flask_babel import lazy_gettext as _l

from cms import Command, Recogniser, hookimpl
from cms_extraction.commands import article, score
from cms_extraction.findings import find_conferences, find_people_records, find_reports


@hookimpl
def register_commands() -> Iterable[click.Command | Command]:
    """Return ``cms extraction score`` and ``cms import article``."""
    return [score, Command("import", article, needs_site=False)]


@hookimpl
def register_recognisers() -> Iterable[Recogniser]:
    """Return what finds conferences, people and reports in a text."""
    return [
        Recogniser("extraction.conference", _l("Conference"), find_conferences),
        Recogniser("extraction.people", _l("People"), find_people_records),
        Recogniser("extraction.report", _l("Report"), find_reports),
    ]
