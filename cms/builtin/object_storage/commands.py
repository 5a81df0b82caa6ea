"""``cms media push``: bring files that lie on this machine into the bucket."""

from __future__ import annotations

import click
from sqlalchemy import select

from cms.builtin.object_storage.storage import BucketStorage
from cms.errors import CmsError
from cms.extensions import db
from cms.media.models import Media
from cms.media.storage import storage


@click.command()
def push() -> None:
    """Write media that are only on this machine to the bucket of [object_storage].

    Once when a site moves to a bucket, and after `cms restore`. What was
    interrupted goes on when it is called again; what is there stays.
    """
    kept = storage()
    if not isinstance(kept, BucketStorage):
        raise CmsError("[object_storage] in config.toml names no bucket.")
    keys = list(db.session.scalars(select(Media.store_key).order_by(Media.id)))
    pushed, lost = 0, []
    for key, found in kept.push(keys):
        pushed += found
        if not found:
            lost.append(key)
    click.echo(f"{pushed} files written; {len(keys) - pushed - len(lost)} were there.")
    if lost:
        raise CmsError(
            f"{len(lost)} files are neither here nor in the bucket"
            f" ({lost[0][:12]}…): `cms doctor` names their media."
        )
