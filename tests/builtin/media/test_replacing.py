"""Another picture in every place at once, new bytes under a record, history of both."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from cms.accounts.permissions import SYSTEM
from cms.audit.models import AuditEntry
from cms.build_context import Build
from cms.builtin.desk.library.media_uses import replace_everywhere, uses_of
from cms.builtin.media.replacing import replace_file
from cms.content import service
from cms.content.spine.models import Item
from cms.content.spine.queries import live_revision, working_revision
from cms.errors import Forbidden, Refused
from cms.extensions import db
from cms.media import Media, update
from cms.media.storage import MASTER, storage
from cms.testing.people import make_user
from tests.media.conftest import picture_bytes


LIBRARY = "/ban-lam-viec/media/"


def image(media_id: int, **attrs: Any) -> dict[str, Any]:
    return {"type": "image", "attrs": {"mediaId": media_id, **attrs}}


def article(make_item: Any, media: Media, status: str = "published") -> Item:
    """An article that shows a picture as its lead, in its gallery and in its text."""
    text = {"type": "paragraph", "content": [{"type": "text", "text": "Nội dung."}]}
    body = {"type": "doc", "content": [text, image(media.id, alt="Cũ", caption="Chữ")]}
    made: Item = make_item(
        "news.article",
        status=status,
        summary="Tóm tắt.",
        image_id=media.id,
        cover_alt="Ảnh cũ",
        gallery=[media.id],
        body=body,
    )
    return made


def test_live_pages_and_drafts_show_the_new_picture(
    site: Build, put: Callable[..., Media], make_item: Any, login_as: Any
) -> None:
    old, new = put("old.jpg", alt="Ảnh cũ"), put("new.jpg", alt="Ảnh mới")
    live, draft = article(make_item, old), article(make_item, old, "draft")
    changing = article(make_item, old)
    service.save(SYSTEM, changing.id, {"title": "Đang sửa"}, changing.version)

    changed = replace_everywhere(SYSTEM, old.id, new.id)

    assert {item.id for item in changed} == {live.id, draft.id, changing.id}
    for item in (live, draft, changing):
        shown = working_revision(item.id) or live_revision(item.id)
        assert shown is not None
        assert (shown.data["image_id"], shown.data["gallery"]) == (new.id, [new.id])
        assert shown.data["cover_alt"] == ""
        # The old picture's description does not speak for the new one.
        assert shown.data["body"]["content"][1] == image(new.id, caption="Chữ")
    assert db.session.get(Item, live.id).image_id == new.id
    assert db.session.get(Item, changing.id).title == live_title(changing)
    assert uses_of(SYSTEM, old.id).total == 0
    assert uses_of(SYSTEM, new.id).total == 3
    page = login_as("reader").get(live.path).text
    assert f"/media/{new.id}/" in page
    assert f"/media/{old.id}/" not in page
    # What was there before can be brought back.
    service.restore(SYSTEM, draft.id, 1, db.session.get(Item, draft.id).version)
    assert uses_of(SYSTEM, old.id).total == 1


def live_title(item: Item) -> str:
    shown = live_revision(item.id)
    assert shown is not None
    return str(shown.data["title"])


def test_each_item_is_logged(
    site: Build, put: Callable[..., Media], make_item: Any
) -> None:
    old, new = put(), put()
    item = article(make_item, old)
    replace_everywhere(SYSTEM, old.id, new.id)
    query = select(AuditEntry).where(AuditEntry.action == "item.replace_media")
    (entry,) = db.session.scalars(query)
    assert (entry.item_id, entry.detail) == (item.id, {"was": old.id, "is": new.id})


def test_all_places_change_or_none(
    site: Build, put: Callable[..., Media], make_item: Any, login_as: Any
) -> None:
    reporter = make_user("reporter")
    old, new = put(actor=reporter), put(actor=reporter)
    live = article(make_item, old)
    draft = make_item("news.article", actor=reporter, image_id=old.id)
    with pytest.raises(Refused):
        replace_everywhere(reporter, old.id, new.id)
    db.session.rollback()
    assert db.session.get(Item, draft.id).image_id == old.id
    assert db.session.get(Item, live.id).image_id == old.id
    page = login_as(reporter).get(f"{LIBRARY}{old.id}/thay").text
    assert 'name="replacement"' not in page


def test_the_page_lists_the_places_first(
    site: Build, put: Callable[..., Media], make_item: Any, login_as: Any
) -> None:
    old, new = put("old.jpg"), put("new.jpg")
    item = article(make_item, old)
    browser = login_as("administrator")
    assert item.title in browser.get(f"{LIBRARY}{old.id}/thay").text
    nothing = browser.post(f"{LIBRARY}{old.id}/thay", follow_redirects=True)
    assert "Hãy chọn ảnh khác" in nothing.text
    done = browser.post(f"{LIBRARY}{old.id}/thay", data={"replacement": str(new.id)})
    assert done.location.endswith(f"{LIBRARY}{new.id}")
    assert uses_of(SYSTEM, new.id).total == 1


def test_a_reader_replaces_nothing(
    site: Build, put: Callable[..., Media], make_item: Any, login_as: Any
) -> None:
    old, new = put(), put()
    article(make_item, old)
    article(make_item, new)  # a reader knows of what is shown to readers
    browser = login_as("reader")
    url = f"{LIBRARY}{old.id}/thay"
    assert browser.post(url, data={"replacement": str(new.id)}).status_code == 403
    with pytest.raises(Forbidden):
        replace_file(browser.user, old.id, None, io.BytesIO(picture_bytes()), "b.jpg")


def test_new_bytes_keep_the_description_and_every_use(
    site: Build, put: Callable[..., Media], make_item: Any, client: Any
) -> None:
    media = put(alt="Hội trường", focal_x=20, focal_y=30)
    item = article(make_item, media)
    before = media.store_key
    data = io.BytesIO(picture_bytes("PNG", (500, 400), "RGBA"))
    fresh = replace_file(SYSTEM, media.id, media.version, data, "moi.png")
    assert (fresh.alt, fresh.focal_x, fresh.width) == ("Hội trường", 20, 500)
    assert db.session.get(Item, item.id).image_id == media.id
    got = client.get(f"/media/{media.id}/500.png", buffered=True)
    assert (got.status_code, got.mimetype) == (200, "image/png")
    # The old bytes lie in the trash, as a record of their own.
    former = db.session.scalar(select(Media).where(Media.deleted_at.is_not(None)))
    assert (former.store_key, former.alt) == (before, "Hội trường")
    assert storage().path(before, MASTER).exists()


def test_a_file_does_not_take_the_place_of_a_picture(
    site: Build, put: Callable[..., Media], login_as: Any
) -> None:
    media = put()
    key = media.store_key
    data = {"file": (io.BytesIO(b"abc"), "a.txt"), "version": media.version}
    browser = login_as("administrator")
    answer = browser.post(f"{LIBRARY}{media.id}/tep-moi", data=data)
    assert answer.status_code == 303
    assert "Chỉ thay ảnh bằng ảnh được" in browser.get(answer.location).text
    assert db.session.get(Media, media.id).store_key == key
    # Nothing is left of what was refused.
    assert len(list(storage().everything())) == 1


def test_a_refused_picture_takes_no_place(
    site: Build, put: Callable[..., Media], make_item: Any
) -> None:
    old, new = put(), put()
    article(make_item, old)
    update(SYSTEM, new.id, None, {"consent": "refused"})
    with pytest.raises(Refused, match="không đồng ý"):
        replace_everywhere(SYSTEM, old.id, new.id)
    db.session.rollback()
    assert uses_of(SYSTEM, old.id).total == 1
