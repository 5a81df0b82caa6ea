"""``cms static``: the public site as files; its commands come from the feature."""

from __future__ import annotations

import click

from cms.cli.context import Instance
from cms.cli.groups import OpenGroup


class _OfSite(OpenGroup):
    """A group whose commands are there with a site."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; ConfigError says what to do when there is no site."""
        found = super().get_command(ctx, cmd_name)
        instance = ctx.find_object(Instance)
        if found is None and instance is not None and not instance.exists:
            instance.config  # noqa: B018 - says what is missing
        return found


group = _OfSite(name="static", help="Look after the public site as files.")
