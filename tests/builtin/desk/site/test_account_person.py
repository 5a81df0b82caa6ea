"""Who may link an account to a person."""

import pytest
from toy_people_site import extra_plugins, house, member, plugins, unit

from cms.accounts.models import Role
from cms.builtin.desk.site.account_person_service import link_person, linked_person
from cms.content import service
from cms.database.transaction import transaction
from cms.errors import Forbidden, Refused


__all__ = ["extra_plugins", "house", "member", "plugins", "unit"]


def test_an_account_is_linked_by_who_may_read_everything_and_in_the_audit_log(
    unit, member, user, make_item
):
    account, chief = user(None), user("administrator")
    person = make_item("house.person", title="Lục Văn Ký", status="published")
    for weak in (user("reporter"), account):
        with pytest.raises(Forbidden):
            link_person(weak, account, person.id)
    for wrong in (unit.id, 10_000):
        with pytest.raises(Refused):
            link_person(chief, account, wrong)
    assert linked_person(account) is None
    link_person(chief, account, person.id)
    assert linked_person(account) == person.id
    link_person(chief, account, None)
    assert linked_person(account) is None


@pytest.fixture
def keeper(site, user):
    """Somebody who publishes people, and not everything."""
    rights = ["content.read", "house.person.write", "house.person.publish"]
    with transaction() as session:
        session.add(Role(name="keeper", title="Cán bộ", permissions=rights))
    return user("keeper")


def offer(actor, person, data):
    """Return the person with an open change that waits for its approval."""
    item = service.save(actor, person.id, data, person.version)
    return service.submit(actor, item.id, item.version)


@pytest.mark.parametrize("widened", ["another unit", "a longer time"])
def test_where_somebody_with_an_account_belongs_needs_the_right_to_link_accounts(
    unit, user, make_item, keeper, widened
):
    account, chief = user(None), user("administrator")
    ended = {"unit": unit.id, "until": "2020-01-01"}
    person = make_item(
        "house.person", title="Lục Văn Ký", status="published", posts=[ended]
    )
    link_person(chief, account, person.id)
    another = make_item("house.unit", title="Phòng Hai", status="published")
    posts = {
        "another unit": [ended, {"unit": another.id, "until": None}],
        "a longer time": [{"unit": unit.id, "until": None}],
    }[widened]
    item = offer(user("reporter"), person, {"posts": posts})
    with pytest.raises(Refused, match="chỉ người"):
        service.publish(keeper, item.id, item.version)
    service.publish(chief, item.id, item.version)


def test_the_rest_of_them_and_people_without_an_account_are_as_free_as_others(
    unit, user, make_item, keeper
):
    post = {"unit": unit.id, "until": None}
    linked, other = (
        make_item("house.person", title=title, status="published", posts=[post])
        for title in ("Lục Văn Ký", "Mai Thị Ân")
    )
    link_person(user("administrator"), user(None), linked.id)
    renamed = offer(user("reporter"), linked, {"title": "Lục Văn Kỳ"})
    service.publish(keeper, renamed.id, renamed.version)
    moved = offer(user("reporter"), other, {"posts": [post, post]})
    service.publish(keeper, moved.id, moved.version)
