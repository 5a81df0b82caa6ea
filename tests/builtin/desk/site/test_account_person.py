"""Who may tie an account to a person."""

import pytest
from toy_people_site import extra_plugins, house, member, plugins, unit

from cms.builtin.desk.site.account_person_service import tie_person, tied_person
from cms.errors import Forbidden, Refused


__all__ = ["extra_plugins", "house", "member", "plugins", "unit"]


def test_an_account_is_tied_by_who_may_read_everything_and_in_the_audit_log(
    unit, member, user, make_item
):
    account, chief = user(None), user("administrator")
    person = make_item("house.person", title="Lục Văn Ký", status="published")
    for weak in (user("reporter"), account):
        with pytest.raises(Forbidden):
            tie_person(weak, account, person.id)
    for wrong in (unit.id, 10_000):
        with pytest.raises(Refused):
            tie_person(chief, account, wrong)
    assert tied_person(account) is None
    tie_person(chief, account, person.id)
    assert tied_person(account) == person.id
    tie_person(chief, account, None)
    assert tied_person(account) is None
