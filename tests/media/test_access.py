"""The bytes of a picture are as public as the pages that show it, at every moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from cms.accounts.permissions import SYSTEM
from cms.build_context import Build
from cms.content import service
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.media import Media, record_uses, update
from cms.testing.browser import Browser
from tests.media.conftest import office_bytes


def address(media: Media) -> str:
    return f"/media/{media.id}/320.webp"


@pytest.fixture
def shown(put: Callable[..., Media], make_item: Callable[..., Any]) -> Any:
    """A published article with its picture."""
    media = put()
    item = make_item("news.article", status="published", image_id=media.id, **ready())
    return item, media


def ready() -> dict[str, Any]:
    """What an article needs before review."""
    from cms.richtext import from_text

    return {"summary": "Tóm tắt.", "body": from_text("Nội dung.")}


def test_a_picture_of_a_public_page_is_for_everybody(
    client: Browser, shown: Any
) -> None:
    response = client.get(address(shown[1]), buffered=True)
    assert response.status_code == 200
    assert response.mimetype == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(
        address(shown[1]),
        headers={"If-None-Match": response.headers["ETag"]},
        buffered=True,
    )
    assert again.status_code == 304
    assert shown[1].store_key not in str(response.headers)


@pytest.mark.parametrize("status", ["draft", "submitted", "approved"])
def test_a_picture_of_an_unpublished_page_is_not_there(
    client: Browser, put: Any, make_item: Any, login_as: Any, status: str
) -> None:
    media = put()
    make_item("news.article", status=status, image_id=media.id, **ready())
    hidden, absent = (
        client.get(address(media), buffered=True),
        client.get("/media/999/320.webp"),
    )
    assert hidden.status_code == absent.status_code == 404
    assert "no-store" in hidden.headers["Cache-Control"]
    assert "no-store" in absent.headers["Cache-Control"]
    assert hidden.data == absent.data
    staff = login_as("reporter").get(address(media), buffered=True)
    assert staff.status_code == 200
    assert "no-store" in staff.headers["Cache-Control"]


def test_a_picture_goes_with_its_page(client: Browser, shown: Any) -> None:
    item, media = shown
    with transaction():
        item.visibility = "internal"
    assert client.get(address(media), buffered=True).status_code == 404
    with transaction():
        item.visibility, item.expires_at = "public", utcnow() - dt.timedelta(seconds=1)
    db.session.rollback()
    with transaction():
        item.expires_at, item.deleted_at = None, utcnow()
    assert client.get(address(media), buffered=True).status_code == 404


def test_a_picture_of_a_limited_page_is_for_its_readers_only(
    shown: Any, login_as: Any, user: Any
) -> None:
    item, media = shown
    with transaction():
        item.visibility = "limited"
    assert login_as("reader").get(address(media), buffered=True).status_code == 404
    assert login_as("reporter").get(address(media), buffered=True).status_code == 404
    assert login_as("approver").get(address(media), buffered=True).status_code == 200


def test_a_new_upload_is_for_its_owner_and_those_who_manage_media(
    client: Browser, put: Any, login_as: Any
) -> None:
    media = put()
    assert client.get(address(media), buffered=True).status_code == 404
    assert login_as("reader").get(address(media), buffered=True).status_code == 404
    assert login_as("reporter").get(address(media), buffered=True).status_code == 404
    assert login_as("approver").get(address(media), buffered=True).status_code == 200


def test_a_picture_of_the_site_is_for_everybody(client: Browser, put: Any) -> None:
    media = put()
    update(SYSTEM, media.id, media.version, {"visibility": "site"})
    assert client.get(address(media), buffered=True).status_code == 200


def test_a_draft_over_a_live_page_does_not_show_its_new_picture(
    client: Browser, shown: Any, put: Any
) -> None:
    item, _media = shown
    fresh = put("b.jpg")
    service.save(SYSTEM, item.id, {"image_id": fresh.id}, item.version)
    assert client.get(address(fresh), buffered=True).status_code == 404
    assert client.get(address(shown[1]), buffered=True).status_code == 200


def test_a_draft_over_a_live_page_keeps_its_new_picture(shown: Any, put: Any) -> None:
    from cms.builtin.media.removal import delete
    from cms.errors import Refused

    item, media = shown
    fresh = put("b.jpg")
    service.save(SYSTEM, item.id, {"image_id": fresh.id}, item.version)
    for one in (media, fresh):
        with pytest.raises(Refused):
            delete(SYSTEM, one.id)


def test_uses_of_a_draft_do_not_replace_live_ones(
    site: Build, shown: Any, put: Any
) -> None:
    from cms.media import used_in

    item, media = shown
    fresh = put("b.jpg")
    with transaction() as session:
        record_uses(session, item.id, [media.id, fresh.id, 999])
    assert (
        used_in(db.session(), fresh.id) == used_in(db.session(), media.id) == [item.id]
    )
    with transaction() as session:
        record_uses(session, item.id, [media.id], live=[media.id])
    assert used_in(db.session(), fresh.id) == []


@pytest.mark.parametrize(
    "path",
    [
        "/321.webp",
        "/320.svg",
        "/320.png",
        "/0.webp",
        "/320.webp/x",
        "/tep/a.jpg",
        "/master",
    ],
)
def test_only_sizes_and_formats_on_offer_are_sent(
    client: Browser, shown: Any, path: str
) -> None:
    assert client.get(f"/media/{shown[1].id}{path}", buffered=True).status_code == 404


def test_a_size_without_a_format_is_the_plain_picture(
    client: Browser, shown: Any
) -> None:
    response = client.get(f"/media/{shown[1].id}/640", buffered=True)
    assert response.mimetype == "image/jpeg"


def test_files_are_saved_not_opened(client: Browser, put: Any) -> None:
    media = put("báo cáo.docx", office_bytes(), visibility="site")
    response = client.get(f"/media/{media.id}/tep/x.html", buffered=True)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert (
        "filename*=UTF-8''b%C3%A1o%20c%C3%A1o.docx"
        in response.headers["Content-Disposition"]
    )
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
