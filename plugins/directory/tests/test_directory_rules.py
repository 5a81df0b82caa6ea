"""What the directory refuses, and what its health checks find."""

from __future__ import annotations

import pytest
from cms_directory import ORGANISATION, PERSON
from cms_directory.checks import organisation_loops
from cms_directory.models import Person
from cms_directory.queries import people_without_names

from cms import SYSTEM, Refused, db, transaction
from cms.content import service


BODY = {"type": "cap_uy", "level": "quan"}


def publish(item):
    item = service.submit(SYSTEM, item.id, item.version) or item
    item = service.approve(SYSTEM, item.id, item.version) or item
    return service.publish(SYSTEM, item.id, item.version) or item


def fields_of(refused) -> set[str]:
    return {problem.field for problem in refused.value.problems}


def test_a_lifetime_cannot_end_before_it_begins(make_item):
    item = make_item(
        ORGANISATION, **BODY, valid_from="2025-03-15", valid_to="2025-03-14"
    )
    with pytest.raises(Refused) as refused:
        publish(item)
    assert "valid_to" in fields_of(refused)


def test_an_organisation_cannot_be_its_own_grandparent(make_item):
    top = make_item(ORGANISATION, **BODY, status="published")
    middle = make_item(ORGANISATION, **BODY, parent=top.id, status="published")
    changed = service.save(SYSTEM, top.id, {"parent": middle.id}, top.version)
    with pytest.raises(Refused) as refused:
        publish(changed)
    assert "parent" in fields_of(refused)
    assert organisation_loops() == []


def test_a_position_cannot_end_before_it_begins(make_item):
    body = make_item(ORGANISATION, **BODY, status="published")
    row = {
        "title": "Bí thư",
        "organisation_id": body.id,
        "valid_from": "2024-01-02",
        "valid_to": "2024-01-01",
    }
    person = make_item(PERSON, positions=[row])
    with pytest.raises(Refused) as refused:
        publish(person)
    assert "positions" in fields_of(refused)


@pytest.mark.parametrize("title", ["dài" * 90, f"Sóc {'dài' * 90} Lâm"])
def test_what_no_part_of_a_name_can_be_is_none(make_item, title):
    person = make_item(PERSON, title=title, status="published")
    stored = db.session.get(Person, person.id)
    parts = (stored.family_name, stored.middle_name, stored.given_name)
    assert parts == (None, None, None)


def test_doctor_names_people_without_a_given_name(make_item):
    person = make_item(PERSON, title="Một Người", status="published")
    assert people_without_names() == []
    with transaction() as session:
        session.get_one(Person, person.id).given_name = None
    assert any(str(person.id) in line for line in people_without_names())


def test_a_name_is_split_on_the_page_when_nobody_did(make_item, client):
    person = make_item(PERSON, title="Tạ Thị Bích Ngân", status="published")
    page = client.get(person.path).text
    assert "Thị Bích" in page


def test_the_parts_of_a_name_are_stored_and_what_is_written_stands(make_item):
    plain = make_item(PERSON, title="Lục Thị Ngọc Hân", status="published")
    other = make_item(
        PERSON, title="Sóc Kha Lâm", status="published", given_name="Kha Lâm"
    )
    stored = db.session.get(Person, plain.id)
    parts = (stored.family_name, stored.middle_name, stored.given_name)
    assert parts == ("Lục", "Thị Ngọc", "Hân")
    assert db.session.get(Person, other.id).given_name == "Kha Lâm"
    assert people_without_names() == []
