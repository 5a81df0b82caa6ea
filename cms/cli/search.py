"""``cms search``: make the search index anew from what the items say."""

from __future__ import annotations

import click

from cms.cli.context import Instance, pass_instance


@click.group("search")
def group() -> None:
    """Look after the search."""


@group.command()
@click.option(
    "--after", default=0, metavar="ID", help="Go on behind this item; 0: all items."
)
@pass_instance
def rebuild(instance: Instance, after: int) -> None:
    """Index all items anew, in batches; the site can stay in use.

    What they ask of people and organisations is written anew as well.

    Each batch is saved by itself. When the command is interrupted, give the
    last id that it printed as --after.
    """
    with instance.application():
        rebuild_index(after)
    click.echo("The search index is complete.")


def rebuild_index(after: int = 0) -> None:
    """Index all items behind the one with the id ``after``, in batches."""
    from cms.content.revisions.projection import rebuilt_body
    from cms.database.transaction import transaction
    from cms.search import rebuild as next_batch

    while True:
        with transaction() as session:
            last = next_batch(session, rebuilt_body, after=after)
        if last is None:
            break
        after = last
        click.echo(f"Indexed up to item {after}.")
