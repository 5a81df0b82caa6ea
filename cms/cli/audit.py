"""``cms audit``: check that the record of acts is whole."""

from __future__ import annotations

import click

from cms.cli.context import Instance, pass_instance
from cms.errors import CmsError


@click.group("audit")
def group() -> None:
    """Look after the audit trail."""


@group.command()
@click.option("--head", metavar="SEAL", help="A last seal that was noted elsewhere.")
@pass_instance
def verify(instance: Instance, head: str | None) -> None:
    """Check every entry; print the last seal, to be noted in another place.

    A trail whose end was cut off looks whole by itself: give the seal that was
    noted last as --head to find that, too.
    """
    from cms.audit.trail import last_seal, verify as find_broken
    from cms.extensions import db

    with instance.application():
        session = db.session()
        broken = find_broken(session, head)
        if broken is not None:
            raise CmsError(f"Audit entry {broken.id}: {broken.reason}.")
        count, seal = last_seal(session)
    click.echo(f"{count} entries, all sound.")
    click.echo(f"Last seal: {seal}")
