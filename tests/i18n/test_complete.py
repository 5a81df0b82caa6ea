"""Every message of every distribution has its Vietnamese words in its own catalog."""

import re
from pathlib import Path

import pytest

from cms.cli.message_catalogs import complete, distributions, load, untranslated
from cms.translations.wtforms import VIETNAMESE


ROOT = Path(__file__).parents[2]
ALL = distributions(ROOT)
LIMIT = re.compile(
    r"\b(\d[\d,.]*|two|five|ten|twelve|thirty|sixty)[ -]"
    r"(days?|hours?|minutes?|seconds?|characters?|letters?|words?|MB|million|pixels)\b"
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def test_core_and_plugins_are_found():
    names = {distribution.name for distribution in ALL}
    folders = {path.name for path in (ROOT / "plugins").iterdir() if path.is_dir()}
    assert names == {"core", *(f"cms_{name}" for name in folders)}


@pytest.mark.parametrize("distribution", ALL, ids=lambda one: one.name)
def test_every_message_is_translated(distribution):
    assert untranslated(distribution) == []


@pytest.mark.parametrize("distribution", ALL, ids=lambda one: one.name)
def test_translations_keep_the_placeholders(distribution):
    for message in load(distribution.catalog):
        if not message.id or not complete(message.string):
            continue
        plural = not isinstance(message.id, str)
        wanted = message.id[1] if plural else message.id
        given = message.string[0] if plural else message.string
        assert set(PLACEHOLDER.findall(given)) == set(PLACEHOLDER.findall(wanted)), (
            wanted
        )


@pytest.mark.parametrize("distribution", ALL, ids=lambda one: one.name)
def test_limits_are_formatted_into_messages(distribution):
    """A number that stands in a constant as well would differ from it one day."""
    found = [
        one
        for message in load(distribution.catalog)
        for one in ([message.id] if isinstance(message.id, str) else message.id)
        if LIMIT.search(one)
    ]
    assert found == []


def test_messages_of_wtforms_are_translated():
    import wtforms

    template = Path(wtforms.__file__).parent / "locale" / "wtforms.pot"
    source = template.read_text(encoding="utf-8")
    names = re.findall(r'^msgid(?:_plural)? "(.+)"$', source, re.M)
    known = {message.replace('"', '\\"') for message in VIETNAMESE}
    assert set(names) - known == set()
