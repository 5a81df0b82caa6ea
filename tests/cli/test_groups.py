"""Plugins add commands to the core's groups, with a site and without one."""

from __future__ import annotations

import json

import click
import pytest

from cms import Command
from cms.plugins import discovery
from cms.testing import inline


@click.command("letters")
@click.argument("word")
def letters(word):
    """Count the letters of WORD."""
    click.echo(len(word))


@click.command("title")
def title():
    """Print the site's name."""
    from flask import current_app

    click.echo(current_app.name)


@pytest.fixture
def installed(monkeypatch):
    """A plugin with a command that needs a site, and one that needs none."""

    class Plugin:
        @staticmethod
        def register_commands():
            return [
                Command("import", letters, needs_site=False),
                Command("import", title),
            ]

    found = {"letters": inline("letters", Plugin)}
    monkeypatch.setattr(discovery, "discover", lambda: found)


def test_a_command_that_needs_no_site_is_there_without_one(installed, cms):
    assert cms("import", "letters", "sen").stdout == "3\n"
    assert "letters" in cms("import", "--help").stdout


def test_a_command_that_needs_a_site_is_not_there_without_one(installed, cms):
    done = cms("import", "title")
    assert done.returncode != 0
    assert "title" in done.stderr


def test_a_plugin_that_cannot_be_read_hides_no_other_command(monkeypatch, cms):
    def fail():
        raise ImportError("broken")

    broken = discovery.Installed("x", "x", "0", "", "x", load=fail)
    monkeypatch.setattr(discovery, "discover", lambda: {"x": broken})
    assert "items" in cms("import", "--help").stdout


def test_import_takes_a_file_with_and_without_the_name_of_its_command(
    ready, cms, tmp_path
):
    source = tmp_path / "items.jsonl"
    source.write_text(json.dumps({"type": "no.such", "slug": "a", "data": {}}))
    assert "0 of 1 items are new" in cms("import", str(source)).stdout
    assert "0 of 1 items are new" in cms("import", "items", str(source)).stdout
