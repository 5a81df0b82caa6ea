"""Who sees what: the answer about one item and the criterion for many agree."""

import itertools

import pytest
import toy_notes_site
from sqlalchemy import event, select

from cms.accounts.permissions import ANONYMOUS, SYSTEM
from cms.builtin.audience import approvers
from cms.builtin.desk.item.reader_service import set_readers
from cms.content import service
from cms.content.spine import access
from cms.content.spine.models import Item, Section
from cms.database.transaction import transaction
from cms.errors import Forbidden, Refused
from cms.extensions import Model, db
from cms.richtext import from_text
from cms.testing import inline
from cms.testing.databases import filled
from cms.testing.items import make
from cms.testing.pytest_plugin import SECRET


SECTIONS = ("mot", "hai")
VISIBILITIES = ("public", "internal", "limited")
STATUSES = ("draft", "submitted", "published", "archived")


def fill(build):
    """Make one item for every section, visibility and status."""
    tables = [toy_notes_site.Note.__table__, toy_notes_site.Witness.__table__]
    Model.metadata.create_all(db.engine, tables=tables)
    with transaction() as session:
        sections = [Section(slug=name, title=name) for name in SECTIONS]
        session.add_all(sections)
    for section, visibility, status in itertools.product(
        sections, VISIBILITIES, STATUSES
    ):
        make(
            "toy.note",
            body=from_text("a"),
            section_id=section.id,
            visibility=visibility,
            status=status,
        )


@pytest.fixture(scope="module")
def template(database_template, tmp_path_factory):
    """The database that each test gets a copy of has the items already."""
    folder, plugin = tmp_path_factory.mktemp("items"), toy_notes_site.ToyPlugin()
    extra = [inline("toy", plugin)]
    with filled(database_template, folder, SECRET, ["toy"], extra, fill) as made:
        yield made


@pytest.fixture
def sections(site):
    ours = select(Section).where(Section.slug.in_(SECTIONS)).order_by(Section.id)
    return db.session.scalars(ours).all()


@pytest.fixture
def items(site):
    """One item for every section, visibility and status."""
    found = db.session.scalars(select(Item).order_by(Item.id)).all()
    assert len(found) == len(SECTIONS) * len(VISIBILITIES) * len(STATUSES)
    return found


def seen(criterion):
    return set(db.session.scalars(select(Item.id).where(criterion)))


def expected_readable(item, *, reads, publishes, named=False):
    """Say from the rules in words whether a live item is for this person."""
    if item.status != "published":
        return False
    return {
        "public": True,
        "internal": reads,
        "limited": named or publishes,
    }[item.visibility]


@pytest.mark.parametrize(
    ("role", "reads", "publishes"),
    [
        (None, False, False),
        ("reader", True, False),
        ("reporter", True, False),
        ("approver", True, True),
        ("administrator", True, True),
    ],
)
def test_readers_see_what_their_role_allows(items, user, role, reads, publishes):
    person = user(role)

    assert seen(access.visible(person)) == {
        item.id
        for item in items
        if expected_readable(item, reads=reads, publishes=publishes)
    }


def test_anonymous_visitors_see_public_live_items_only(items):
    assert seen(access.visible(ANONYMOUS)) == {
        item.id
        for item in items
        if item.status == "published" and item.visibility == "public"
    }


def test_a_role_in_one_section_ends_at_its_border(items, user, sections):
    person = user("approver", section_id=sections[0].id)

    desk = seen(access.editable(person))

    assert desk == {item.id for item in items if item.section_id == sections[0].id}


@pytest.mark.parametrize("role", [None, "reader", "reporter", "approver"])
@pytest.mark.parametrize("limit", [False, True])
def test_one_answer_and_many_agree(items, user, sections, role, limit):
    person = user(role, section_id=sections[0].id if limit else None)

    readable, desk = seen(access.visible(person)), seen(access.editable(person))

    for item in items:
        assert access.can(person, "read", item) == (item.id in readable)
        if access.can(person, "write", item) or access.can(person, "publish", item):
            assert item.id in desk


@pytest.mark.parametrize("action", ["read", "write", "publish"])
def test_many_people_are_told_what_each_alone_is(items, user, sections, action):
    people = [user(role) for role in (None, "reader", "reporter", "approver")]
    people += [user("approver", section_id=one.id) for one in sections]
    set_readers(SYSTEM, items[-1].id, [people[1].id])

    for item in items:
        assert access.users_who_can(people, action, item) == sorted(
            one.id for one in people if access.can(one, action, item)
        )


def test_finding_the_approvers_costs_the_same_for_two_and_for_eight(items, user):
    def ask():
        db.session.expire_all()
        item, statements = db.session.get(Item, items[0].id), []

        def keep(_connection, _cursor, statement, *_more):
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", keep)
        try:
            return len(approvers(item)), len(statements)
        finally:
            event.remove(db.engine, "before_cursor_execute", keep)

    for _number in range(2):
        user("approver")
    few = ask()
    for _number in range(6):
        user("approver")
    many = ask()

    assert (few[0], many[0]) == (2, 8)
    assert few[1] == many[1]


def test_named_readers_see_their_limited_item_only(items, user):
    person, approver = user("reader"), user("approver")
    limited = [
        item
        for item in items
        if item.visibility == "limited" and item.status == "published"
    ]

    set_readers(approver, limited[0].id, [person.id])

    assert limited[0].id in seen(access.visible(person))
    assert limited[1].id not in seen(access.visible(person))


def test_a_writer_may_not_move_an_item_out_of_his_section(items, user, sections):
    person = user("reporter", section_id=sections[0].id)
    item = next(one for one in items if one.section_id == sections[0].id)

    with pytest.raises((Refused, Forbidden)):
        service.save(person, item.id, {"section_id": sections[1].id}, item.version)
