"""``cms audit``: check that the record of acts is whole, sign and export it."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from cms.cli.context import Instance, pass_instance
from cms.errors import CmsError


if TYPE_CHECKING:
    from cms.builtin.operations.audit.anchors import Anchor
    from cms.builtin.operations.audit.checking import Broken, Checked

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
MOST_LINES = 20


@click.group("audit")
def group() -> None:
    """Look after the audit trail."""


@group.command()
@click.option("--head", metavar="SEAL", help="A last seal that was noted elsewhere.")
@click.option("--anchors", type=FILE, help="Signed anchors, one a line.")
@click.option("--public-key", type=FILE, help="The key that anchors are signed with.")
@click.option("--trail", type=FILE, help="Check this export instead of the database.")
@pass_instance
def verify(
    instance: Instance,
    head: str | None,
    anchors: Path | None,
    public_key: Path | None,
    trail: Path | None,
) -> None:
    """Check every entry against the one before it and against the signed anchors.

    Without options, anchors and key are those of the instance. A trail that
    was rewritten, or whose end was cut off, looks whole by itself: give anchors
    that were kept in another place, or a seal that was noted there as --head.
    An export (--trail) is checked without any instance.
    """
    from cms.builtin.operations.audit.anchors import PUBLIC_KEY, public_keys
    from cms.builtin.operations.audit.checking import read_anchors
    from cms.builtin.operations.options import operations

    if anchors is None and trail is None:
        config = instance.config
        path = config.instance / operations(config).audit_anchor_file
        anchors = path if path.exists() else None
    noted: list[Anchor] = []
    broken: list[Broken] = []
    if anchors is not None:
        keys = public_keys(public_key or instance.folder / PUBLIC_KEY)
        noted, broken = read_anchors(anchors, keys)
    checked = _check(instance, trail, noted, head)
    _say(broken + checked.broken)
    click.echo(f"{checked.count} entries, all sound.")
    if noted:
        click.echo(f"{len(noted)} anchors fit; the last one is of {noted[-1].at}.")
    else:
        click.echo("There are no anchors yet: `cms audit anchor` signs one.")
    click.echo(f"Last seal: {checked.seal}")


def _check(
    instance: Instance, trail: Path | None, noted: list[Anchor], head: str | None
) -> Checked:
    from cms.builtin.operations.audit.checking import check_trail
    from cms.builtin.operations.audit.rows import from_lines, read_entries
    from cms.extensions import db

    if trail is not None:
        return check_trail(from_lines(trail), noted, head)
    with instance.application():
        return check_trail(read_entries(db.session()), noted, head)


def _say(broken: list[Broken]) -> None:
    """Raise CmsError with every place that does not fit."""
    if not broken:
        return
    lines = [
        f"Audit entry {one.id} {one.reason}." if one.id else f"{one.reason}."
        for one in broken[:MOST_LINES]
    ]
    if len(broken) > MOST_LINES:
        lines.append(f"And {len(broken) - MOST_LINES} more.")
    raise CmsError("\n".join(lines))


@group.command()
@pass_instance
def anchor(instance: Instance) -> None:
    """Sign the present end of the trail; the job worker does so by schedule."""
    from cms.builtin.operations.audit.anchors import PUBLIC_KEY
    from cms.builtin.operations.audit.job import anchor_trail

    with instance.application():
        line = anchor_trail()
    click.echo(line)
    click.echo(
        f"Keep it, and {instance.folder / PUBLIC_KEY}, where nobody of this machine"
        " can change them.",
        err=True,
    )


@group.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
@pass_instance
def export(instance: Instance, file: IO[str]) -> None:
    """Write every entry to FILE as a line of JSON, the oldest first.

    `cms audit verify --trail FILE` checks it anywhere.
    """
    from cms.builtin.operations.audit.rows import read_entries, to_lines
    from cms.extensions import db

    count = 0
    with instance.application():
        for line in to_lines(read_entries(db.session())):
            file.write(line)
            count += 1
    click.echo(f"{count} entries written.", err=True)
