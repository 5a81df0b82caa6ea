"""Keywords, addresses, checks and the index tell nothing of what one may not know."""

import pytest
from hidden_articles import BUNDLED, SECRET

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import Item, Section
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.tags import Tag, counted, suggestions
from cms.features.tags.queries import tags_query
from cms.richtext import from_text
from cms.search import search


@pytest.fixture
def plugins():
    return BUNDLED


@pytest.fixture
def reporter(user):
    return user("reporter")


def test_a_keyword_of_a_limited_draft_is_not_suggested(make_item, reporter):
    make_item("news.article", visibility="limited", tags=["Vụ kín"])
    make_item("news.article", tags=["Vụ chung"])
    assert suggestions("vu", SYSTEM) == ["Vụ chung", "Vụ kín"]
    assert suggestions("vu", reporter) == ["Vụ chung"]
    ids = [one.id for one in db.session.scalars(tags_query("vu", SYSTEM))]
    assert sum(counted(ids, SYSTEM).values()) == 2
    assert sum(counted(ids, reporter).values()) == 1
    shown = db.session.scalars(tags_query("vu", reporter))
    assert [one.name for one in shown] == ["Vụ chung"]


def test_a_keyword_that_nothing_carries_is_no_suggestion(make_item, site):
    with transaction() as session:
        session.add(Tag(slug="vu-cu", name="Vụ cũ"))
    assert suggestions("vu", SYSTEM) == []
    assert [one.name for one in db.session.scalars(tags_query("vu", SYSTEM))] == [
        "Vụ cũ"
    ]


@pytest.mark.parametrize("trashed", [False, True])
def test_no_number_in_an_address_tells_of_a_hidden_draft(make_item, reporter, trashed):
    hidden = make_item("news.article", title=SECRET, visibility="limited")
    if trashed:
        service.trash(SYSTEM, hidden.id, hidden.version)
    mine = make_item("news.article", title=SECRET, actor=reporter)
    assert mine.slug == "vu-viec-chua-cong-bo"
    db.session.expire_all()
    hidden = db.session.get_one(Item, hidden.id)
    assert hidden.slug.startswith("vu-viec-chua-cong-bo-")
    assert hidden.path == f"/tin-tuc/{hidden.slug}"


def test_nor_does_one_of_another_section(make_item, user):
    with transaction() as session:
        rows = [Section(slug=one, title=one) for one in ("ta", "ho")]
        session.add_all(rows)
        session.flush()
        ours, theirs = (one.id for one in rows)
    make_item("news.article", title=SECRET, section_id=theirs)
    person = user("reporter", section_id=ours)
    mine = make_item("news.article", title=SECRET, section_id=ours, actor=person)
    assert mine.slug == "vu-viec-chua-cong-bo"


def test_a_limited_page_that_is_live_leaves_the_plain_address_to_others(
    make_item, reporter
):
    live = make_item(
        "news.article",
        title=SECRET,
        summary="Tóm tắt.",
        body=from_text("Chữ."),
        visibility="limited",
        status="published",
    )
    again = service.save(SYSTEM, live.id, {"summary": "Khác."}, live.version)
    assert again.slug == live.slug
    assert make_item("news.article", title=SECRET, actor=reporter).slug == (
        "vu-viec-chua-cong-bo"
    )


def test_what_everybody_may_see_keeps_its_address(make_item):
    first = make_item("news.article", title=SECRET)
    assert make_item("news.article", title=SECRET).slug == f"{first.slug}-2"


def found_by(words, criterion=None):
    page = search(
        words, criterion=Item.id.is_not(None) if criterion is None else criterion
    )
    return [(hit.item.title, str(hit.snippet)) for hit in page.hits]


def test_a_page_is_not_found_by_a_hidden_name_that_it_links_to(make_item):
    hidden = make_item("directory.person", title="Trần Kín Đáo")
    known = make_item(
        "directory.person", title="Lê Công Khai", summary="Cán bộ", status="published"
    )
    make_item("news.article", title="Bài", people=[hidden.id, known.id])
    assert "Bài" not in [title for title, _words in found_by("Trần Kín Đáo")]
    assert "Bài" in [title for title, _words in found_by("Lê Công Khai")]


def test_a_check_tells_a_writer_nothing_of_a_person_who_is_not_theirs_to_know(
    site, make_item, reporter
):
    make_item(
        "directory.person",
        title="Trần Thị Kín Đáo",
        summary="Cán bộ",
        visibility="limited",
        status="published",
    )
    mine = make_item("news.article", title="Bà Trần Thị Kín Đáo nói")
    asked = site.manager.check
    values = {"item": mine, "data": Snapshot.of(mine), "transition": "submit"}
    rules = {
        who: [one.rule for one in asked("check_item", actor=actor, **values)]
        for who, actor in (("reporter", reporter), ("site", SYSTEM))
    }
    assert "directory.hidden" not in rules["reporter"]
    assert "directory.hidden" in rules["site"]


def test_a_private_note_is_for_staff_of_the_section(make_item, user, login_as):
    with transaction() as session:
        section = Section(slug="khac", title="Khác")
        session.add(section)
    page = make_item(
        "directory.person",
        title="Lê Ai",
        summary="Cán bộ",
        note=SECRET,
        status="published",
    )
    elsewhere = user("reader", section_id=section.id)
    assert SECRET not in login_as(elsewhere).get(page.path).text
    assert SECRET in login_as("reader").get(page.path).text
