"""The pages of docs/reference say what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import cms


ROOT = Path(__file__).parents[2]


def maker():
    path = ROOT / "docs" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKER = maker()


@pytest.mark.one_database
def test_the_pages_that_follow_from_the_code_are_what_it_says(site):
    pages = MAKER.pages(site)
    assert len(pages) == 5
    old = [
        path.name for path, words in pages.items() if path.read_text("utf-8") != words
    ]
    assert not old, "run: python docs/make_reference.py"


def test_a_decision_has_a_number_of_its_own_and_the_name_of_its_file():
    found = MAKER.decisions.decisions()
    numbers = [number for number, _title, _path in found]
    assert len(numbers) == len(set(numbers))
    assert [int(path.name[:4]) for _number, _title, path in found] == numbers


@pytest.mark.parametrize("words", ["Context", "Decision", "Consequences"])
def test_a_decision_says_what_was_decided_and_why(words):
    for _number, _title, path in MAKER.decisions.decisions():
        assert f"## {words}\n" in path.read_text("utf-8"), path.name


@pytest.mark.parametrize("name", cms.__all__)
def test_every_public_name_says_what_it_is(name):
    assert len(MAKER.api.said(name, getattr(cms, name))) > 10


def test_no_name_is_explained_by_the_words_of_python_itself():
    page = MAKER.api.page()
    for words in (str.__doc__, type(int | str).__doc__, dict.__doc__):
        assert MAKER.api.first_sentence(words) not in page


def test_every_name_that_the_makers_explain_exists():
    public = [getattr(cms, name) for name in cms.__all__]
    modules = [cms, *(one for one in public if isinstance(one, ModuleType))]
    known = {name for one in modules for name in getattr(one, "__all__", ())}
    assert MAKER.api.SAID.keys() <= known


def test_signatures_are_what_a_caller_writes():
    def move(item, *, to: int = 1, why=print) -> str: ...

    assert MAKER.api.signature("move", move) == (
        "move(item, *, to: int = 1, why=print) -> str"
    )


def test_a_first_sentence_ends_at_its_full_stop():
    assert MAKER.api.first_sentence("Return it: all.\n\nMore.") == "Return it: all."


@pytest.mark.one_database
def test_every_page_of_readers_is_described(site):
    page = MAKER.templates.page(site.app)
    for path in (ROOT / "cms" / "templates").glob("*.html"):
        if not path.name.startswith("_"):
            assert f"### {path.name}\n" in page
    assert "| `nav(" in page
    assert all("|  |" not in line for line in page.splitlines())
