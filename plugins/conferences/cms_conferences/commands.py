"""The command ``cms conferences minutes``."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app, g

from cms import SYSTEM, Refused
from cms_conferences.downloads import FORMATS, render_minutes
from cms_conferences.queries import conference_by_slug


@click.command("minutes")
@click.argument("slug")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(FORMATS)),
    default="pdf",
    show_default=True,
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="The file to write.",
)
def minutes(slug: str, kind: str, output: Path) -> None:
    """Write the minutes of the conference SLUG, compiled from its record."""
    with current_app.test_request_context():
        g._login_user = SYSTEM  # where flask-login keeps who asks
        item = conference_by_slug(slug)
        try:
            content, _media_type = render_minutes(item, kind)
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
    output.write_bytes(content)
    click.echo(f"{output}: {len(content)} bytes")
