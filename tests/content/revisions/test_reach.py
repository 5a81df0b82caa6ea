"""An id in one's own draft opens nothing: what is new must be within one's reach."""

import pytest
from hidden_articles import BUNDLED, SECRET, picture
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from cms.accounts.models import Role
from cms.accounts.permissions import SYSTEM
from cms.builtin.desk.compare.diff import titles_for
from cms.builtin.media.removal import delete_many
from cms.content import service
from cms.content.fields.answers import Kind
from cms.content.fields.rows import new_key
from cms.content.revisions.snapshot import blank_form
from cms.content.spine.models import Item, Revision
from cms.content.spine.queries import current_snapshot
from cms.database.transaction import transaction
from cms.errors import Refused
from cms.extensions import db
from cms.media import Media, store
from cms.testing.form_values import form_values


@pytest.fixture
def plugins():
    return BUNDLED


@pytest.fixture
def hidden(make_item):
    """A limited article of somebody else, with a picture that only it uses."""
    media = store(SYSTEM, picture(), "mat.png", title=SECRET)
    item = make_item("news.article", title=SECRET, visibility="limited")
    service.save(SYSTEM, item.id, {"image_id": media.id}, item.version)
    return {Kind.ITEM: item.id, Kind.MEDIA: media.id}


@pytest.fixture
def writer(site, user):
    """Somebody who may write every type and publish none."""
    rights = ["content.read", "content.write", "media.manage"]
    for one in site.registry.content_types.values():
        rights += [one.permission("write")]
    with transaction() as session:
        session.add(
            Role(name="clerk", title="Văn thư", permissions=sorted(set(rights)))
        )
    return user("clerk")


def document(kind, target):
    if kind == Kind.MEDIA:
        return {
            "type": "doc",
            "content": [{"type": "file", "attrs": {"mediaId": target}}],
        }
    link = {"type": "link", "attrs": {"itemId": target}}
    text = {"type": "text", "text": "xem", "marks": [link]}
    return {"type": "doc", "content": [{"type": "paragraph", "content": [text]}]}


def places(form, kind, target):
    """Yield the value of each field, rows included, that points to ``target``."""
    for field in form:
        if field.shape == "rich":
            yield field.short_name, document(kind, target)
        elif field.points_to == kind:
            many = getattr(field, "many", type(field).__name__ in ("Images", "Files"))
            yield field.short_name, [target] if many else target
        elif hasattr(field, "row_form"):
            for name, value in places(field.row_form(), kind, target):
                yield field.short_name, [{"key": new_key(), name: value}]


def is_refused(actor, content_type, data):
    try:
        service.create(actor, content_type.name, {"title": "Của tôi", **data})
    except Refused as refusal:
        return SECRET not in str([one.message for one in refusal.problems])
    else:
        return False
    finally:
        db.session.rollback()


@pytest.mark.parametrize("kind", [Kind.ITEM, Kind.MEDIA])
def test_no_field_of_any_type_takes_what_is_hidden(site, hidden, writer, kind):
    tried, taken = 0, []
    for content_type in site.registry.content_types.values():
        if content_type.parent is not None:
            continue
        for name, value in places(blank_form(content_type), kind, hidden[kind]):
            tried += 1
            if not is_refused(writer, content_type, {name: value}):
                taken.append((content_type.name, name))
    assert tried > 5
    assert taken == []


@pytest.mark.parametrize("kind", [Kind.ITEM, Kind.MEDIA])
def test_hidden_and_absent_get_the_same_answer(hidden, writer, kind):
    answers = []
    for target in (hidden[kind], 999_999):
        data = {"title": "Của tôi", "body": document(kind, target)}
        with pytest.raises(Refused) as refusal:
            service.create(writer, "news.article", data)
        db.session.rollback()
        answers.append(
            [(str(one.message), one.field) for one in refusal.value.problems]
        )
    assert answers[0] == answers[1]
    assert answers[0][0][1] == "body"


@pytest.mark.parametrize("autosave", [True, False])
def test_a_save_with_a_hidden_id_changes_nothing(hidden, writer, autosave):
    mine = service.create(writer, "news.article", {"title": "Của tôi"})
    with pytest.raises(Refused):
        service.save(
            writer,
            mine.id,
            {"title": "Khác", "image_id": hidden[Kind.MEDIA]},
            mine.version,
            autosave=autosave,
        )
    db.session.rollback()
    db.session.expire_all()
    assert current_snapshot(db.session.get(Item, mine.id))["title"] == "Của tôi"


def test_what_is_in_the_trash_does_not_come_back_through_a_draft(site, writer):
    media = store(writer, picture(), "bo.png")
    delete_many(writer, [media.id])
    data = {"title": "Của tôi", "image_id": media.id}
    with pytest.raises(Refused):
        service.create(writer, "news.article", data)
    db.session.rollback()
    assert db.session.get(Media, media.id).deleted_at is not None


def test_what_stands_in_the_draft_already_stays_whoever_saves(hidden, writer):
    mine = service.create(writer, "news.article", {"title": "Của tôi"})
    body = document(Kind.ITEM, hidden[Kind.ITEM])
    item = service.save(SYSTEM, mine.id, {"body": body}, mine.version)
    item = service.save(writer, item.id, {"title": "Sửa"}, item.version)
    assert current_snapshot(item)["body"] == body


def test_a_version_of_the_history_can_be_taken_again(hidden, writer):
    mine = service.create(writer, "news.article", {"title": "Của tôi"})
    body = document(Kind.ITEM, hidden[Kind.ITEM])
    item = service.save(SYSTEM, mine.id, {"body": body}, mine.version)
    number = db.session.scalar(select(func.max(Revision.number)))
    item = service.save(SYSTEM, item.id, {"body": None}, item.version)
    item = service.restore(writer, item.id, number, item.version)
    assert current_snapshot(item)["body"] == body


def test_the_text_set_aside_in_a_conflict_is_held_to_it_too(hidden, writer):
    mine = service.create(writer, "news.article", {"title": "Của tôi"})
    aside = {"body": document(Kind.MEDIA, hidden[Kind.MEDIA])}
    with pytest.raises(Refused):
        service.save_merged(writer, mine.id, {"title": "Của tôi"}, {}, aside=aside)


def test_the_form_says_so_at_its_place_and_keeps_what_was_typed(
    hidden, writer, login_as
):
    mine = service.create(writer, "news.article", {"title": "Của tôi"})
    address = f"/ban-lam-viec/sua/{mine.id}"
    browser = login_as(writer)
    posted = MultiDict(form_values(browser.get(address).text))
    posted["title"], posted["image_id"] = "Tít đã gõ", str(hidden[Kind.MEDIA])
    answer = browser.post(address, data=posted)
    assert answer.status_code == 422
    assert "Tít đã gõ" in answer.text
    assert "từ thư viện" in answer.text
    assert SECRET not in answer.text


def test_a_difference_names_only_what_its_reader_may_know(site, hidden, writer):
    content_type = site.registry.content_types["news.article"]
    data = {
        "title": "A",
        "image_id": hidden[Kind.MEDIA],
        "related": [hidden[Kind.ITEM]],
    }
    for person, known in ((writer, False), (SYSTEM, True)):
        titles = titles_for(person, content_type, data)
        assert (SECRET in titles.of_media([hidden[Kind.MEDIA]])) is known
