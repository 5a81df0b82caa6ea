"""Groups of the core's commands that plugins add to: ``cms import ...``."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import click

from cms.cli.context import Instance
from cms.contributions import Command
from cms.errors import CmsError


class OpenGroup(click.Group):
    """A group with its own commands and those of plugins.

    With ``default`` the name of one of its commands, arguments that begin
    with no known name are that command's, and options too.
    """

    def __init__(self, *args: Any, default: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give options that are not the group's own to the default command."""
        own = {name for one in self.get_params(ctx) for name in one.opts}
        if self.default and args and args[0].startswith("-") and args[0] not in own:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the group's own names, plugins' last."""
        own = super().list_commands(ctx)
        return [*own, *sorted(_of_plugins(ctx, str(self.name)).keys() - set(own))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command of the group's own, else one of a plugin."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        found = _of_plugins(ctx, str(self.name)).get(cmd_name)
        if found is None:
            return None
        command: click.Command = found.command
        return _in_site(command) if found.needs_site else command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take the default command when the first word is the name of none."""
        if self.default and self.get_command(ctx, args[0]) is None:
            args = [self.default, *args]
        return super().resolve_command(ctx, args)


class SiteGroup(OpenGroup):
    """A group whose commands are there with a site."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; ConfigError says what to do when there is no site."""
        found = super().get_command(ctx, cmd_name)
        instance = ctx.find_object(Instance)
        if found is None and instance is not None and not instance.exists:
            instance.config  # noqa: B018 - says what is missing
        return found


def _of_plugins(ctx: click.Context, group: str) -> dict[str, Command]:
    """Return the plugins' commands of a group by name.

    Those of a site's enabled plugins come first; what needs no site is there
    for every installed plugin.
    """
    found: dict[str, Command] = {}
    instance = ctx.find_object(Instance) or Instance(None, False)
    if instance.exists:
        with contextlib.suppress(CmsError), instance.application() as build:
            for one in build.registry.grouped_commands.get(group, ()):
                found.setdefault(str(one.command.name), one)
    for one in _of_installed(group):
        found.setdefault(str(one.command.name), one)
    return found


def _of_installed(group: str) -> list[Command]:
    """Return the commands that need no site; a plugin that cannot be read has none."""
    from cms.plugins.discovery import discover

    found: list[Command] = []
    for plugin in discover().values():
        with contextlib.suppress(Exception):
            returned: Any = getattr(plugin.load(), "register_commands", list)()
            found += [
                one
                for one in returned
                if isinstance(one, Command)
                and one.group == group
                and not one.needs_site
            ]
    return found


def _in_site(command: click.Command) -> click.Command:
    """Return the command, run with the site's application context."""
    within = copy.copy(command)

    def invoke(ctx: click.Context) -> Any:
        with ctx.ensure_object(Instance).application():
            return command.invoke(ctx)

    within.invoke = invoke  # type: ignore[method-assign] # of this copy alone
    return within
