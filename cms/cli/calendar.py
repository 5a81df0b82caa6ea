"""The group ``cms calendar``: what plugins write of dates."""

from __future__ import annotations

import click

from cms.cli.groups import OpenGroup


@click.group("calendar", cls=OpenGroup, no_args_is_help=True)
def group() -> None:
    """Write dates of the site as calendar files."""
