"""The page of the command line, from what click knows of each command."""

from __future__ import annotations

from collections.abc import Iterator

import click

from cms.cli import COMMANDS, cli


HEAD = """# Commands

Written by `docs/make_reference.py` from the code; change it there.

Every command takes `--help`. Plugins that are on add commands below their own
name, as in `cms inspections overdue`.
"""


def commands(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield a command and all below it: its name, itself, its context."""
    context = click.Context(command, info_name=name.rpartition(" ")[2], parent=parent)
    yield name, command, context
    if isinstance(command, click.Group):
        # What plugins add is no part of the core.
        names = COMMANDS if command is cli else command.list_commands(context)
        for one in names:
            below = command.get_command(context, one)
            if below is not None:
                yield from commands(below, f"{name} {one}", context)


def entry(name: str, command: click.Command, context: click.Context) -> str:
    """Return the section of one command: how it is called, what it does, its options."""
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    lines = [
        f"## {name}",
        "",
        "```text",
        usage,
        "```",
        "",
        paragraphs(command.help),
        "",
    ]
    records = [one.get_help_record(context) for one in command.get_params(context)]
    described = [one for one in records if one and one[1]]  # the usage names the others
    options = [one for one in described if not one[0].startswith("--help")]
    if options:
        lines += ["| Option | Meaning |", "|---|---|"]
        lines += [f"| `{option}` | {words} |" for option, words in options]
        lines.append("")
    return "\n".join(lines)


def paragraphs(text: str | None) -> str:
    """Return a help text with each paragraph on one line."""
    return "\n\n".join(" ".join(one.split()) for one in (text or "").split("\n\n"))


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(entry(*one) for one in commands(cli, "cms"))])
