"""Every recorded action has words, declared once beside the code that records it."""

import ast
import re
from pathlib import Path

import pytest

from cms import audit
from cms.accounts.permissions import SYSTEM
from cms.audit.models import AuditEntry
from cms.builtin.desk.site.audit import DETAILS
from cms.database.transaction import transaction
from cms.extensions import db


CMS = Path(__file__).parents[2] / "cms"
#: Functions that write an entry; the last word of an action may be all they take.
WRITERS = {"record", "record_step", "_note", "_note_guest", "_record"}
ACTION = re.compile(r"[a-z]+\.[a-z_]+")
VERB = re.compile(r"[a-z_]+")


def trees():
    for path in sorted(CMS.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "audit" in text:
            yield path, ast.parse(text)


def called(node):
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def constants(node):
    keys = {
        id(key)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Dict)
        for key in inner.keys
    }
    return {
        inner.value
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant)
        and isinstance(inner.value, str)
        and id(inner) not in keys
    }


def recorded():
    """Yield (path, action) for everything that a call in the source records."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or called(node) not in WRITERS:
                continue
            for argument in node.args:
                for word in constants(argument):
                    if ACTION.fullmatch(word):
                        yield path, word
                    elif called(node) != "record" and VERB.fullmatch(word):
                        yield path, f"item.{word}"


def declared():
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "declare":
                for key in node.args[0].keys:
                    yield path, key.value


FOUND = sorted({(path.relative_to(CMS).as_posix(), name) for path, name in recorded()})


def test_the_source_is_read():
    names = {name for _path, name in FOUND}
    assert len(names) > 50
    assert {"item.publish", "account.login", "item.lock", "media.purge"} <= names


@pytest.mark.parametrize(("path", "action"), FOUND)
def test_a_recorded_action_has_words_in_vietnamese(site, path, action):
    with site.app.test_request_context("/"):
        words = audit.action_words(action)
        assert words != action
        assert audit.room_name(action.partition(".")[0]) != action.partition(".")[0]


def test_every_action_is_declared_once_and_recorded_in_the_same_room(site):
    places = list(declared())
    names = [name for _path, name in places]
    assert sorted(names) == sorted(set(names))
    assert set(names) == set(audit.ACTIONS)
    for path, name in places:
        room = CMS / path.relative_to(CMS).parts[0]
        text = "".join(one.read_text(encoding="utf-8") for one in room.rglob("*.py"))
        verb = name.partition(".")[2]
        assert text.count(f'"{name}"') > 1 or f'"{verb}"' in text, name


def test_recording_what_has_no_words_is_noticed(site):
    with (
        transaction(),
        pytest.warns(UserWarning, match=r"'toy\.act' has no words"),
    ):
        audit.record("toy.act", actor=SYSTEM)


def test_details_are_named_in_words(site):
    keys = set()
    for _path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "record":
                for one in node.keywords:
                    if one.arg == "detail" and isinstance(one.value, ast.Dict):
                        keys |= {key.value for key in one.value.keys}
    assert {"note", "readers"} <= keys
    assert keys <= set(DETAILS)


def test_the_log_shows_words_and_no_codes(site, login_as, make_item):
    chief = login_as("administrator")
    with transaction():
        for action in sorted(audit.ACTIONS):
            audit.record(action, actor=SYSTEM, subject="Việc")
    shown, address = "", "/ban-lam-viec/nhat-ky"
    while address:
        page = chief.get(address).text
        shown += re.sub(r'title="[^"]*"', "", page)
        more = re.search(r'href="([^"]*cursor=[^"]*)" rel="next"', page)
        address = more[1].replace("&amp;", "&") if more else None
    for action in db.session.scalars(db.select(AuditEntry.action).distinct()):
        assert f">{action}<" not in shown, action
