"""The command line: every command does one thing and says in one sentence why not."""

from __future__ import annotations

import contextlib
import gc
import importlib
import sys
from pathlib import Path
from typing import Any

import click

from cms.cli.context import Instance
from cms.errors import CmsError


# Modules are imported when their command is called: `cms --help` stays quick.
COMMANDS = {
    "init": "cms.cli.init:init",
    "demo": "cms.cli.demo:demo",
    "serve": "cms.cli.serve:serve",
    "worker": "cms.cli.worker:worker",
    "db": "cms.cli.db:group",
    "user": "cms.cli.user:group",
    "key": "cms.cli.key:group",
    "plugin": "cms.cli.plugin:group",
    "theme": "cms.cli.theme:group",
    "import": "cms.cli.items:import_group",
    "export": "cms.cli.items:export_items",
    "upgrade": "cms.cli.upgrade:upgrade",
    "backup": "cms.cli.backup:backup",
    "restore": "cms.cli.backup:restore",
    "search": "cms.cli.search:group",
    "cache": "cms.cli.cache:group",
    "static": "cms.cli.static:group",
    "media": "cms.cli.media:group",
    "calendar": "cms.cli.calendar:group",
    "audit": "cms.cli.audit:group",
    "translations": "cms.cli.translations:group",
    "doctor": "cms.cli.doctor:doctor",
}


class Commands(click.Group):
    """The core's commands, and below each enabled plugin's name its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of their use, plugins last."""
        names = list(COMMANDS)
        with contextlib.suppress(Exception):  # the doctor says what is wrong
            names += sorted(_plugin_commands(ctx))
        return names

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; look among the plugins for other names."""
        if cmd_name in COMMANDS:
            module, _, name = COMMANDS[cmd_name].partition(":")
            command: click.Command = getattr(importlib.import_module(module), name)
            return command
        commands = _plugin_commands(ctx).get(cmd_name)
        if not commands:
            return None
        named = {str(command.name): command for command in commands}
        return _PluginGroup(cmd_name, commands=named, help=f"Commands of {cmd_name}.")


class _PluginGroup(click.Group):
    """A plugin's commands, run inside the site's application."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command with an application context."""
        with ctx.ensure_object(Instance).application():
            return super().invoke(ctx)


@click.command(cls=Commands, no_args_is_help=True)
@click.option(
    "--instance",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the site's own files (default: $CMS_INSTANCE or ./instance).",
)
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
@click.version_option(package_name="sen-cms", message="%(version)s")
@click.pass_context
def cli(ctx: click.Context, instance: Path | None, debug: bool) -> None:
    """Run and look after a site."""
    ctx.obj = Instance(instance, debug)


def collect_seldom() -> None:
    """Let the collector of garbage look seldom in this process.

    What is imported and built lives as long as it: going through that again and again
    took a seventh of the time of a start, and made requests wait.
    """
    gc.set_threshold(20_000, 20, 20)


def main() -> None:
    """Run the command line; an error of ours is one message and exit status 1."""
    collect_seldom()
    debug = "--debug" in sys.argv
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except CmsError as error:
        if debug:
            raise
        click.secho(str(error), fg="red", err=True)
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        click.secho(f"{type(error).__name__}: {error}", fg="red", err=True)
        click.echo("Run the same with --debug to see where this comes from.", err=True)
        sys.exit(1)


def _plugin_commands(ctx: click.Context) -> Any:
    """Return the enabled plugins' commands; without a site there are none."""
    instance = ctx.find_object(Instance) or Instance(ctx.params.get("instance"), False)
    if not instance.exists:
        return {}
    with instance.application() as build:
        return build.registry.commands
