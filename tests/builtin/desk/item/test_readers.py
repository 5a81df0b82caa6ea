"""The desk's pages on which readers and the person of an account are chosen."""

import html
import re

import pytest
from toy_people_site import extra_plugins, house, member, plugins, unit

from cms.accounts.permissions import SYSTEM
from cms.builtin.desk.item.reader_service import (
    reader_organisations,
    readers,
    set_readers,
)
from cms.builtin.desk.site.account_person_service import link_person, linked_person
from cms.content.spine import access
from cms.extensions import db
from cms.testing.form_values import form_values


__all__ = ["extra_plugins", "house", "member", "plugins", "unit"]


@pytest.fixture
def site(site):
    """The people site needs no tables of its own."""
    return site


@pytest.fixture
def note(make_item):
    return make_item("house.note", title="Kín", visibility="limited")


def test_the_edit_page_names_an_organisation_and_asks_for_the_reason(
    note, unit, member, login_as
):
    chief = login_as("administrator")
    page = chief.get(f"/ban-lam-viec/sua/{note.id}")
    assert 'name="readers-organisations"' in page.text
    reader = member(unit)
    address = f"/ban-lam-viec/sua/{note.id}/nguoi-doc"
    data = {"reader": [str(chief.user.id)], "readers-organisations": str(unit.id)}
    answer = chief.post(address, data=data)
    assert answer.status_code == 422
    assert "Hãy ghi lý do các tổ chức này được xem." in answer.text
    assert re.search(rf'id="reader-{chief.user.id}"[^>]* checked', answer.text)
    assert unit.title in html.unescape(answer.text)
    assert reader_organisations(note.id) == {}
    answer = chief.post(address, data=data | {"readers-reason": "Theo dõi đơn vị."})
    assert answer.status_code == 303
    assert reader_organisations(note.id) == {unit.id: "Theo dõi đơn vị."}
    assert [one.id for one in readers(note.id)] == [chief.user.id]
    db.session.rollback()
    assert not access.can(reader, "read", note), "it is no live page yet"


def test_an_organisation_that_one_may_not_see_stays_in_the_list(
    note, unit, make_item, login_as
):
    hidden = make_item("house.unit", title="Tổ đặc biệt", visibility="limited")
    writer = login_as("reporter")
    set_readers(SYSTEM, note.id, [writer.user.id], [unit.id, hidden.id], "Vì thế.")
    page = writer.get(f"/ban-lam-viec/sua/{note.id}").text
    assert "Tổ đặc biệt" not in html.unescape(page)
    assert "còn 1 tổ chức mà bạn không được xem" in page
    data = {"readers-organisations": "", "readers-reason": "Vì thế.",
            "reader": str(writer.user.id)}  # fmt: skip
    address = f"/ban-lam-viec/sua/{note.id}/nguoi-doc"
    assert writer.post(address, data=data).status_code == 303
    assert reader_organisations(note.id) == {hidden.id: "Vì thế."}


def account_data(account, **more):
    return {
        "username": account.username,
        "name": account.name,
        "language": "",
        **more,
    }


def test_an_account_is_tied_to_a_person_on_its_page(unit, make_item, login_as, user):
    account, chief = user(None), login_as("administrator")
    person = make_item("house.person", title="Lục Văn Ký", status="published")
    address = f"/ban-lam-viec/nguoi-dung/{account.id}"
    assert 'name="account-person"' in chief.get(address).text
    wrong = chief.post(
        address, data=account_data(account, **{"account-person": unit.id})
    )
    assert wrong.status_code == 422 or linked_person(account) is None
    assert "Hãy chọn một nhân sự trong danh sách." in wrong.text
    data = account_data(account, **{"account-person": str(person.id)})
    assert chief.post(address, data=data).status_code == 303
    db.session.rollback()
    assert linked_person(account) == person.id
    assert "Lục Văn Ký" in html.unescape(chief.get(address).text)
    log = chief.get("/ban-lam-viec/nhat-ky").text
    assert "Gắn tài khoản với một nhân sự" in log
    assert ">account.person<" not in log
    assert chief.post(address, data=account_data(account)).status_code == 303
    db.session.rollback()
    assert linked_person(account) == person.id, (
        "a page without the field unlinks nobody"
    )


def test_making_a_link_keeps_the_person(make_item, login_as, user):
    account, chief = user(None), login_as("administrator")
    person = make_item("house.person", title="Lục Văn Ký", status="published")
    link_person(SYSTEM, account, person.id)
    address = f"/ban-lam-viec/nguoi-dung/{account.id}"
    page = chief.post(f"{address}/lien-ket")
    assert dict(form_values(page.text))["account-person"] == str(person.id)


def test_who_may_not_publish_everything_reads_the_name_only(
    make_item, login_as, user, site
):
    from cms.accounts.models import Role
    from cms.database.transaction import transaction

    with transaction() as session:
        session.add(Role(name="clerk", title="Văn thư", permissions=["site.users"]))
    account = user(None)
    person = make_item("house.person", title="Lục Văn Ký", status="published")
    link_person(SYSTEM, account, person.id)
    clerk = login_as("clerk")
    address = f"/ban-lam-viec/nguoi-dung/{account.id}"
    page = clerk.get(address).text
    assert 'name="account-person"' not in page
    assert "Lục Văn Ký" in html.unescape(page)
    data = account_data(account, **{"account-person": ""})
    answer = clerk.post(address, data=data)
    assert "Chỉ người được xuất bản mọi nội dung" in answer.text
    db.session.rollback()
    assert linked_person(account) == person.id
