"""What belongs to an item is never more visible than it, whoever asks and wherever."""

import itertools
import re

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import event, select

from cms.accounts.permissions import ANONYMOUS, SYSTEM
from cms.content import service
from cms.content.spine import access
from cms.content.spine.models import Item, ItemReader
from cms.database.transaction import transaction
from cms.extensions import db
from cms.search import search
from cms.testing.people import make_user


VISIBILITIES = ("public", "internal", "limited")
STATUSES = ("draft", "submitted", "published", "archived", "trashed")
PERMISSIONS = (
    "content.read",
    "content.write",
    "content.publish",
    "toy.meeting.read",
    "toy.meeting.write",
    "toy.meeting.publish",
    "toy.task.read",
    "toy.task.edit",
)


@pytest.fixture
def family(meeting, task):
    """Pairs of a meeting and its task, one for every state and pair of visibilities."""
    pairs = []
    for status, above, below in itertools.product(STATUSES, VISIBILITIES, VISIBILITIES):
        live = "published" if status == "trashed" else status
        parent = meeting(live, title=f"Họp {status} {above}", visibility=above)
        child = task(parent, text=f"Việc {status} {above} {below}", visibility=below)
        if status == "trashed":
            service.trash(SYSTEM, parent.id, parent.version)
        pairs.append((parent.id, child.id))
    db.session.rollback()
    return pairs


def seen(criterion):
    return set(db.session.scalars(select(Item.id).where(criterion)))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    data=st.data(),
    permissions=st.sets(st.sampled_from(PERMISSIONS)),
    named=st.booleans(),
    archived=st.booleans(),
)
def test_nobody_sees_a_child_without_its_parent(
    family, holder, data, permissions, named, archived
):
    person = holder(*sorted(permissions))
    if named:
        with transaction() as session:
            for item_id in itertools.chain.from_iterable(family):
                session.add(ItemReader(item_id=item_id, user_id=person.id))
    readable = seen(access.visible(person, archived=archived))
    live = seen(access.visible(person))
    anywhere = seen(access.visible(person, archived=True))
    desk = seen(access.editable(person))

    for parent, child in family:
        assert child not in readable or parent in readable
        assert child not in desk or parent in desk | anywhere

    some = st.lists(st.sampled_from(family), min_size=8, max_size=8, unique=True)
    asked = data.draw(some)  # one by one costs statements: of some pairs
    for _parent, child in asked:
        item = db.session.get(Item, child)
        assert access.can(person, "read", item) == (child in live)
        for action in ("write", "publish"):
            assert not access.can(person, action, item) or child in desk
    if archived:
        return
    rights = permissions & {"content.publish", "toy.task.edit"}
    for parent, child in asked:
        item = db.session.get(Item, parent)
        may = access.can(person, "write", db.session.get(Item, child))
        never_live = item.published_at is None
        wrote = never_live and access.can(person, "write", item)
        assert not may or rights or wrote


def test_an_anonymous_visitor_finds_nothing_of_what_belongs_to_something_hidden(
    family, client
):
    shown = {
        db.session.get(Item, child).title
        for parent, child in family
        if {parent, child} <= seen(access.visible(ANONYMOUS))
    }
    kept_page = {
        child
        for parent, child in family
        if {parent, child} <= seen(access.visible(ANONYMOUS, archived=True))
    }
    assert shown == {"Việc published public public"}
    titles = {db.session.get(Item, child).title for _parent, child in family}
    paths = {child: db.session.get(Item, child).path for _parent, child in family}

    for address in ("/viec", "/viec/atom.xml", "/sitemap.xml", "/tim-kiem?q=Việc"):
        page = client.get(address)
        assert page.status_code in (200, 404), address
        for title in titles - shown:
            assert f">{title}<" not in page.text
        hidden = [path for child, path in paths.items() if child not in kept_page]
        assert not [path for path in hidden if f"{path}<" in page.text]
        assert not [path for path in hidden if f'{path}"' in page.text]
    for child, path in paths.items():
        assert client.get(path).status_code == (200 if child in kept_page else 404)
    hits = search("Việc", criterion=access.visible(ANONYMOUS), limit=100).hits
    assert {hit.item.title for hit in hits} == shown


def test_a_new_child_appears_with_the_first_publication_of_its_parent(
    meeting, task, client
):
    draft = meeting("draft")
    child = task(draft)
    assert client.get(child.path).status_code == 404

    for step in (service.submit, service.approve, service.publish):
        item = db.session.get(Item, draft.id)
        step(SYSTEM, item.id, item.version)

    page = client.get(child.path)
    assert page.status_code == 200
    assert f'href="{draft.path}"' in page.text
    assert f'href="{child.path}"' in client.get(draft.path).text


def test_the_page_of_an_archived_parents_child_is_kept_and_not_indexed(
    meeting, task, client
):
    parent = meeting("published")
    child = task(parent)
    service.archive(SYSTEM, parent.id, parent.version)

    page = client.get(child.path)

    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert f'href="{child.path}"' in client.get(parent.path).text
    assert child.id not in seen(access.visible(ANONYMOUS))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("role", "address", "order", "indexes"),
    [
        # By type and date, both; without statistics one is as good as the other.
        (None, "/viec", "sort_date", "ix_items_type_newest|ix_items_desk_type_date"),
        ("approver", "/ban-lam-viec/noi-dung/", "updated_at", "ix_items_desk_updated"),
    ],
)
def test_a_list_walks_its_index_and_looks_parents_up_by_key(
    meeting, task, client, login_as, role, address, order, indexes
):
    task(meeting())
    db.session.rollback()
    browser = login_as(role) if role else client
    statements = []

    def keep(_connection, _cursor, statement, parameters, *_more):
        statements.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", keep)
    try:
        browser.get(address)
    finally:
        event.remove(db.engine, "before_cursor_execute", keep)
    statement, parameters = next(
        one for one in statements if f"ORDER BY items.{order} DESC" in one[0]
    )
    with db.engine.connect() as connection:
        plan = " | ".join(
            row[-1]
            for row in connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", parameters
            )
        )
    assert re.search(indexes, plan)
    assert "TEMP B-TREE" not in plan
    assert "SEARCH parent USING INTEGER PRIMARY KEY" in plan


def test_a_right_in_one_section_ends_at_its_border_for_children_too(site, make_item):
    from cms.content.spine.models import Section

    with transaction() as session:
        sections = [Section(slug=name, title=name) for name in ("mot", "hai")]
        session.add_all(sections)
    here = make_user("approver", section_id=sections[0].id)
    made = {}
    for section in sections:
        parent = make_item("toy.meeting", status="published", section_id=section.id)
        made[section.id] = service.create(
            SYSTEM, "toy.task", {"text": "x"}, parent_id=parent.id
        )

    assert access.can(here, "write", made[sections[0].id])
    assert not access.can(here, "write", made[sections[1].id])
    assert seen(access.editable(here)) >= {made[sections[0].id].id}
    assert made[sections[1].id].id not in seen(access.editable(here))


def test_nothing_is_found_by_the_name_of_a_child_of_something_hidden(meeting, task):
    hidden = task(meeting(visibility="internal"), text="Hồ sơ bí ẩn")
    shown = task(meeting(), text="Hồ sơ sáng tỏ")
    made = service.create(
        SYSTEM,
        "toy.contact",
        {"title": "Trực ban", "phone": "1", "tasks": [hidden.id, shown.id]},
    )

    def found(words):
        page = search(words, criterion=access.visible(ANONYMOUS))
        return {hit.item.id for hit in page.hits}

    assert found("sáng tỏ") == {made.id, shown.id}
    assert found("bí ẩn") == set()
