"""Entries name the hashes of what their act has changed."""

import hashlib
import json

import pytest
from sqlalchemy import select

from cms.accounts.permissions import SYSTEM
from cms.audit import record
from cms.audit.models import AuditEntry
from cms.content.revisions.trash import trash
from cms.content.spine.models import Section
from cms.database.transaction import transaction
from cms.extensions import db


def last():
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)
    return db.session.scalar(query)


def hashed(*rows):
    text = json.dumps(list(rows), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def save(section, **values):
    with transaction() as session:
        session.add(section)
        for name, value in values.items():
            setattr(section, name, value)
        record("settings.save", actor=SYSTEM)
    return last()


@pytest.fixture
def section(site):
    with transaction() as session:
        made = Section(slug="tin", title="Tin")
        session.add(made)
    return made


def test_a_change_is_named_by_what_was_and_what_is(section):
    entry = save(section, title="Tin tức")
    key = ["sections", str(section.id)]
    assert entry.before == hashed([*key, {"title": "Tin"}])
    assert entry.after == hashed([*key, {"title": "Tin tức"}])


def test_several_changes_of_one_act_count_from_the_first_to_the_last(section):
    with transaction() as session:
        session.add(section)
        section.title = "Một"
        session.flush()
        section.title = "Hai"
        record("settings.save", actor=SYSTEM)
    assert last().before == hashed(["sections", str(section.id), {"title": "Tin"}])
    assert last().after == hashed(["sections", str(section.id), {"title": "Hai"}])


def failing(section):
    with transaction() as session:
        session.add(section)
        section.title = "Sai"
        session.flush()
        raise ZeroDivisionError


def test_what_was_taken_back_is_not_in_the_next_entry(section):
    with pytest.raises(ZeroDivisionError):
        failing(section)
    with transaction():
        record("settings.save", actor=SYSTEM)
    assert (last().before, last().after) == ("", "")


@pytest.mark.plugins("news")
def test_a_step_of_an_item_names_the_rows(site, make_item):
    item = make_item("news.article", title="Bài", summary="Tóm tắt.")
    trash(SYSTEM, item.id, item.version)
    assert (last().action, last().item_id) == ("item.trash", item.id)
    assert len(last().before) == len(last().after) == 64
    assert last().before != last().after
