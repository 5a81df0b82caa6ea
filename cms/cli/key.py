"""``cms key``: the secret key of the site, from the shell of the machine."""

from __future__ import annotations

import click

from cms.cli.context import Instance, pass_instance


@click.group("key")
def group() -> None:
    """Replace the secret key of the site."""


@group.command("rotate")
@pass_instance
def rotate(instance: Instance) -> None:
    """Make a new key; old ones are read for a while, all sessions end."""
    from cms.builtin.keys.rotation import add_key, seal_values

    with instance.application():
        seal_values()
    add_key(instance.config)
    click.echo(_applied(Instance(instance.folder, instance.debug)))
    click.echo(
        "Running workers take the key with their next request or job."
        " Old links work until `cms key forget-old`."
    )


@group.command("apply")
@pass_instance
def apply(instance: Instance) -> None:
    """Seal everything with the present key and end all sessions; may be repeated."""
    click.echo(_applied(instance))


@group.command("forget-old")
@pass_instance
def forget(instance: Instance) -> None:
    """Stop reading old keys: what they have signed is worth nothing any more."""
    from cms.builtin.keys.rotation import forget_old_keys, notify_workers

    number = forget_old_keys(instance.config)
    with Instance(instance.folder, instance.debug).application():
        notify_workers()
    click.echo(f"{number} old keys are forgotten, by running workers too.")


def _applied(instance: Instance) -> str:
    from cms.builtin.keys.rotation import apply_key

    with instance.application():
        sealed = apply_key()
    return f"The new key signs; {sealed} secrets were sealed anew, all sessions ended."
