"""Who has refused is not shown; rights are found again; a decorative picture is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cms.accounts.models import User
from cms.accounts.permissions import SYSTEM
from cms.build_context import Build
from cms.content import service
from cms.content.spine.models import Item
from cms.errors import Refused
from cms.extensions import db
from cms.media import Media, picture, update
from cms.richtext import from_text
from cms.testing.people import make_user


LIBRARY = "/ban-lam-viec/media/"


def found(browser: Any, query: str) -> list[str]:
    answer = browser.get(f"{LIBRARY}chon.json?{query}").json
    return [one["filename"] for one in answer["items"]]


@pytest.mark.parametrize("place", ["image_id", "gallery", "body"])
def test_a_picture_of_somebody_who_refused_is_not_published(
    site: Build, put: Callable[..., Media], make_item: Any, place: str
) -> None:
    media = put(title="Bà Tư ở chợ", alt="Chợ")
    body = from_text("Nội dung.")
    if place == "body":
        node = {"type": "image", "attrs": {"mediaId": media.id, "alt": "Chợ"}}
        body = {"type": "doc", "content": [*body["content"], node]}
    values: dict[str, Any] = {
        "image_id": {"image_id": media.id},
        "gallery": {"gallery": [media.id]},
        "body": {},
    }[place]
    item = make_item("news.article", summary="Tóm tắt.", **{"body": body, **values})
    update(SYSTEM, media.id, None, {"consent": "refused"})
    with pytest.raises(Refused) as refusal:
        service.publish(SYSTEM, item.id, item.version)
    assert "Bà Tư ở chợ" in str(refusal.value.problems[0].message)
    db.session.rollback()
    update(SYSTEM, media.id, None, {"consent": "given"})
    item = db.session.get(Item, item.id)
    assert service.publish(SYSTEM, item.id, item.version).status == "published"


def test_rights_and_consent_are_filters(
    site: Build, put: Callable[..., Media], login_as: Any
) -> None:
    put("given.jpg", consent="given", rights="Báo Sen cho phép", credit="Báo Sen")
    put("refused.jpg", consent="refused")
    put("text.txt", b"x")
    browser = login_as("approver")
    assert found(browser, "consent=refused") == ["refused.jpg"]
    assert found(browser, "consent=unknown") == []
    assert found(browser, "rights=none&kind=image") == ["refused.jpg"]
    page = browser.get(f"{LIBRARY}?consent=refused").text
    assert "Không đồng ý đăng" in page
    assert "given" not in page.split("library-grid", 1)[1].split("</ul>")[0]


def test_days_limit_what_is_listed(
    site: Build, put: Callable[..., Media], login_as: Any
) -> None:
    put("a.jpg")
    browser = login_as("approver")
    assert found(browser, "from=2020-01-01") == ["a.jpg"]
    assert found(browser, "to=2020-01-01") == []
    assert found(browser, "from=nonsense") == ["a.jpg"]


def test_nonsense_is_no_consent(site: Build, put: Callable[..., Media]) -> None:
    media = put()
    with pytest.raises(Refused):
        update(SYSTEM, media.id, None, {"consent": "maybe"})


def test_a_decorative_picture_is_silent_and_not_missing(
    site: Build, put: Callable[..., Media], login_as: Any
) -> None:
    media = put("hoa.jpg", alt="Hoa sen")
    browser = login_as("administrator")
    data = {"described": "1", "decorative": "1", "alt": ""}
    assert browser.post(f"{LIBRARY}{media.id}", data=data).status_code == 303
    db.session.expire_all()  # a request has written with a session of its own
    media = db.session.get(Media, media.id)
    assert media.decorative
    assert 'alt=""' in picture(media)
    assert found(browser, "use=no-alt") == []
    # Without the tick the page takes the mark away again.
    browser.post(f"{LIBRARY}{media.id}", data={"described": "1", "alt": ""})
    assert found(browser, "use=no-alt") == ["hoa.jpg"]


def test_whoever_writes_may_describe_a_colleagues_picture_and_no_more(
    site: Build,
    put: Callable[..., Media],
    make_item: Any,
    login_as: Any,
    writer: User,
) -> None:
    media = put(actor=make_user("administrator"))
    make_item("news.article", image_id=media.id)
    browser = login_as(writer)
    headers = {"Accept": "application/json"}
    url = f"{LIBRARY}{media.id}"
    answer = browser.post(url, data={"alt": "Hội trường"}, headers=headers)
    assert (answer.status_code, answer.json["alt"]) == (200, "Hội trường")
    assert (answer.json["may_describe"], answer.json["may_edit"]) == (True, False)
    assert browser.post(url, data={"caption": "x"}, headers=headers).status_code == 403
    assert browser.post(url, data={"consent": "given"}).status_code == 403
    # Who only reads does not even learn of a picture that stands in a draft.
    assert login_as("reader").post(url, data={"alt": "x"}).status_code == 404


def test_a_late_change_is_told_what_stands_there(
    site: Build, put: Callable[..., Media], login_as: Any
) -> None:
    media = put()
    update(SYSTEM, media.id, None, {"alt": "Trước"})
    answer = login_as("approver").post(
        f"{LIBRARY}{media.id}",
        data={"alt": "Sau", "version": "1"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 409
    assert (answer.json["media"]["alt"], answer.json["media"]["version"]) == (
        "Trước",
        2,
    )


@pytest.mark.parametrize("place", ["image_id", "gallery"])
def test_publishing_waits_for_a_description_or_the_mark_of_decoration(
    site: Build, put: Callable[..., Media], make_item: Any, place: str
) -> None:
    media, editor = put(), make_user("administrator")
    values = {place: media.id if place == "image_id" else [media.id]}
    body = from_text("Nội dung.")
    item = make_item("news.article", summary="Tóm tắt.", body=body, **values)
    with pytest.raises(Refused):
        service.publish(editor, item.id, item.version)
    db.session.rollback()
    update(SYSTEM, media.id, None, {"decorative": True})
    item = db.session.get(Item, item.id)
    assert service.publish(editor, item.id, item.version).status == "published"
