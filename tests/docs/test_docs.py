"""The documentation says what is there: hooks, code, links, commands, labels."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from cms.cli import cli


ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BOOK = sorted((ROOT / "docs" / "plugins").rglob("*.md"))
GUIDE = sorted((ROOT / "docs" / "nhan-vien").glob("*.md"))
# Commands that a plugin or feature brings once it is on.
FROM_PLUGINS = {"inspections", "media", "static"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("path", BOOK, ids=name_of)
def test_the_examples_of_the_book_are_python(path):
    blocks = code_blocks(path, "python")
    assert blocks
    for block in blocks:
        ast.parse(block)


@pytest.mark.parametrize("path", BOOK, ids=name_of)
def test_the_examples_import_only_what_is_public(path):
    import cms
    import cms.testing

    for block in code_blocks(path, "python"):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module == "cms":
                assert {one.name for one in node.names} <= set(cms.__all__)
            if isinstance(node, ast.ImportFrom) and node.module == "cms.testing":
                assert {one.name for one in node.names} <= set(cms.testing.__all__)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_and_pictures_lead_somewhere(path):
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", target):
            file = (path.parent / target.partition("#")[0]).resolve()
            assert file.exists(), target


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_picture_says_what_it_shows(path):
    for alt in re.findall(r"!\[([^\]]*)\]", path.read_text("utf-8")):
        assert len(alt) > 3


def commands_named(text: str) -> set[tuple[str, ...]]:
    """Return the words after `cms` in code; options and arguments end them."""
    code = re.findall(r"`([^`\n]+)`", text)
    code += "\n".join(re.findall(r"```(?:sh|console)\n(.*?)```", text, re.S)).split(
        "\n"
    )
    found = set()
    for line in code:
        for words in re.findall(
            r"(?<!from)(?:^|[\s/])cms(?: -[-a-z]+)*((?: [a-z]+(?![\w./-]))+)", line
        ):
            found.add(tuple(words.split()))
    return found


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_exists(path):
    for words in commands_named(path.read_text("utf-8")):
        if words[0] in FROM_PLUGINS:
            continue
        command: click.Command | None = cli
        for word in words:
            if not isinstance(command, click.Group):
                break
            command = command.get_command(click.Context(command), word)
            assert command is not None, f"cms {' '.join(words)}"


def first_column(page: str, heading: str) -> set[str]:
    """Return the names in the first column of the table that has this heading."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    table = text.split(f"\n| {heading} |", 1)[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_the_book_lists_every_kind_of_field():
    from cms import fields

    listed = first_column("plugins/README.md", "Field")
    assert listed == set(fields.__all__) - {"JsonField"}


def test_the_book_lists_every_argument_of_a_content_type():
    from cms import ContentType

    listed = first_column("plugins/README.md", "Argument of `ContentType`")
    assert listed == {one.name for one in dataclasses.fields(ContentType)}


def test_the_guide_of_operators_lists_every_value_of_the_configuration():
    from cms.config import Config

    text = (ROOT / "docs" / "howto" / "operate.md").read_text("utf-8")
    named = set(re.findall(r"`CMS_([A-Z_]+)` \|", text))
    assert {one.lower() for one in named} == set(Config.model_fields)


def test_the_guide_of_operators_lists_every_option():
    from cms.builtin.operations.options import Operations

    listed = first_column("howto/operate.md", "`[operations]`")
    assert listed == set(Operations.model_fields)


def labels() -> set[str]:
    """Return every Vietnamese text of the interface."""
    found = set()
    for path in ROOT.glob("*/**/translations/vi/LC_MESSAGES/messages.po"):
        if ".venv" in path.parts or "node_modules" in path.parts:
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale="vi"):
                text = message.string
                found.update([text] if isinstance(text, str) else text)
    return found


@pytest.mark.parametrize("path", GUIDE, ids=name_of)
def test_the_staff_guide_uses_the_words_of_the_interface(path):
    known = labels()
    named = set(re.findall(r"\*\*([^*]+)\*\*", path.read_text("utf-8")))
    assert named - known == set()
