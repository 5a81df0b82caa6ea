"""``cms cache``: the public pages that the web workers keep in memory."""

from __future__ import annotations

import click

from cms.cli.context import Instance, pass_instance


MEGABYTE = 1024 * 1024


@click.group("cache")
def group() -> None:
    """Look after the pages that are kept in memory."""


@group.command()
@pass_instance
def state(instance: Instance) -> None:
    """Show how many pages are kept, and how often they answer; workers tell every 10 s."""
    from cms.builtin.page_cache.numbers import read_state

    found = read_state(instance.config.instance)
    if not found.workers:
        click.echo("No web worker of this machine has told anything yet.")
        return
    rate = "-" if found.rate is None else f"{100 * found.rate:.1f} %"
    click.echo(f"Workers: {found.workers}")
    click.echo(f"Pages kept: {found.pages}, {found.bytes / MEGABYTE:.1f} MB")
    click.echo(f"Answered from memory: {found.hits}, made: {found.misses} ({rate})")
    click.echo(f"Made for one reader, not kept: {found.passed}")


@group.command()
@pass_instance
def clear(instance: Instance) -> None:
    """Have every worker of every machine forget all pages, with its next request."""
    from cms.database import changes
    from cms.database.transaction import transaction

    with instance.application(), transaction() as session:
        changes.renew(session.connection())
    click.echo("All pages are made anew.")
