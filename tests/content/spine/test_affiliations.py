"""People of the house: an account reads, and is notified of, what concerns its organisations."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select
from toy_people_site import REASON, extra_plugins, house, limited, member, plugins, unit

from cms import affiliations, person_of
from cms.accounts.permissions import ANONYMOUS, SYSTEM
from cms.builtin.accounts import service as accounts
from cms.builtin.desk.item.reader_service import set_readers
from cms.builtin.desk.site.account_person_service import link_person
from cms.content import service
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.database.transaction import transaction
from cms.extensions import db


__all__ = ["extra_plugins", "house", "limited", "member", "plugins", "unit"]

TODAY = dt.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def seen(user, archived=False):
    criterion = access.visible(user, archived=archived)
    return set(db.session.scalars(select(Item.id).where(criterion)))


def test_an_account_belongs_where_its_person_holds_a_post_that_day(unit, member):
    last_year = (TODAY - dt.timedelta(days=365)).isoformat()
    now, former = member(unit), member(unit, until=last_year)
    assert affiliations(now) == {unit.id}
    assert affiliations(former) == frozenset()
    assert affiliations(former, TODAY - dt.timedelta(days=400)) == {unit.id}
    assert affiliations(ANONYMOUS) == affiliations(SYSTEM) == frozenset()


def test_the_people_of_a_named_organisation_read_it_and_nobody_else(
    unit, member, limited, make_item, user
):
    elsewhere = make_item("house.unit", title="Phòng khác", status="published")
    ours, theirs, nobody = member(unit), member(elsewhere), user(None)
    note = limited()
    set_readers(SYSTEM, note.id, [], [unit.id], REASON)
    assert note.id in seen(ours)
    assert access.can(ours, "read", note)
    for outsider in (theirs, nobody, ANONYMOUS):
        assert note.id not in seen(outsider)
        assert not access.can(outsider, "read", note)


def test_a_post_that_ends_and_an_account_that_is_off_read_it_no_more(
    unit, member, limited
):
    note, ours = limited(), member(unit)
    set_readers(SYSTEM, note.id, [], [unit.id], REASON)
    person = ours.person_item
    ended = [{"unit": unit.id, "until": (TODAY - dt.timedelta(days=1)).isoformat()}]
    person = service.save(SYSTEM, person.id, {"posts": ended}, person.version)
    assert note.id in seen(ours), "a draft of the person changes nothing"
    service.publish(SYSTEM, person.id, person.version)
    assert note.id not in seen(ours)
    other = member(unit)
    assert note.id in seen(other)
    accounts.set_active(SYSTEM, other, False)
    assert note.id not in seen(other)


def test_a_person_in_the_trash_belongs_nowhere(unit, member):
    ours = member(unit)
    person = ours.person_item
    service.trash(SYSTEM, person.id, person.version)
    assert person_of(ours) is None
    assert affiliations(ours) == frozenset()


def test_a_plugin_that_fails_to_answer_lets_nobody_see_more(
    unit, member, limited, site, monkeypatch
):
    note, ours = limited(), member(unit)
    set_readers(SYSTEM, note.id, [], [unit.id], REASON)
    ((_plugin, affiliation),) = site.registry.affiliations

    def fail(person_id, day):
        raise RuntimeError("no answer")

    object.__setattr__(affiliation, "organisations_of", fail)
    assert affiliations(ours) == frozenset()
    assert note.id not in seen(ours)
    assert seen(ours) == seen(ANONYMOUS)


@pytest.mark.parametrize("visibility", ["public", "internal", "limited"])
@pytest.mark.parametrize("state", ["live", "withdrawn", "expired"])
def test_an_author_always_reads_the_own_page(
    visibility, state, make_item, user, login_as
):
    author, other = user(None), user(None)
    item = make_item("house.note", title="Bài", status="published")
    with transaction() as session:
        session.get_one(Item, item.id).created_by_id = author.id
    data = {"visibility": visibility}
    if state == "expired":
        data["expires_at"] = "2020-01-01T00:00:00+00:00"
    item = service.save(SYSTEM, item.id, data, item.version)
    item = service.publish(SYSTEM, item.id, item.version)
    if state == "withdrawn":
        item = service.withdraw(SYSTEM, item.id, item.version, "Không còn đúng.")
    assert login_as(author).get(item.path).status_code == 200
    status = 200 if visibility == "public" else 404
    assert login_as(other).get(item.path).status_code == status
    assert (item.id in seen(author)) == (state == "live")


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    posts=st.lists(
        st.tuples(st.integers(0, 2), st.integers(-3, 3) | st.none()), max_size=4
    ),
    named=st.sets(st.integers(0, 2)),
)
def test_one_answer_and_many_agree_for_any_posts_and_lists(
    posts, named, limited, make_item, user
):
    units = [
        make_item("house.unit", title=f"Phòng {number}", status="published")
        for number in range(3)
    ]
    rows = [
        {
            "unit": units[place].id,
            "until": (TODAY + dt.timedelta(days=10 * days)).isoformat()
            if days is not None
            else None,
        }
        for place, days in posts
    ]
    person = make_item("house.person", title="A", status="published", posts=rows)
    account = user(None)
    link_person(SYSTEM, account, person.id)
    note = limited()
    set_readers(SYSTEM, note.id, [], [units[one].id for one in named], REASON)
    held = {place for place, days in posts if days is None or days >= 0}
    wanted = bool(held & named)
    assert access.can(account, "read", note) == wanted
    assert (note.id in seen(account)) == wanted
