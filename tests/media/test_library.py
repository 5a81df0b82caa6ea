"""The desk's library: upload, find, describe, choose, delete only what nothing uses."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select

from cms.audit.models import AuditEntry
from cms.build_context import Build
from cms.extensions import db
from cms.media import Media
from cms.richtext import from_text
from tests.media.conftest import picture_bytes


LIBRARY = "/ban-lam-viec/media/"
JSON = {"Accept": "application/json"}


def send(browser: Any, *files: tuple[bytes, str], **options: Any) -> Any:
    data = {"file": [(io.BytesIO(content), name) for content, name in files]}
    return browser.post(f"{LIBRARY}tai-len", data=data, **options)


def all_media() -> list[Media]:
    db.session.rollback()
    db.session.expire_all()  # a request has written with a session of its own
    return list(db.session.scalars(select(Media).order_by(Media.id)))


def test_several_files_arrive_without_script(site: Build, login_as: Any) -> None:
    browser = login_as("approver")
    response = send(
        browser, (picture_bytes(), "một.jpg"), (b"MZ", "hai.exe"), (b"ba", "ba.txt")
    )
    assert response.status_code == 303
    assert [media.filename for media in all_media()] == ["một.jpg", "ba.txt"]
    page = browser.get(response.location).text
    assert "hai.exe" in page
    assert "một" in page


def test_the_script_gets_a_record_or_a_reason(site: Build, login_as: Any) -> None:
    browser = login_as("approver")
    made = send(browser, (picture_bytes(), "anh.jpg"), headers=JSON)
    assert made.status_code == 201
    assert made.json["title"] == "anh"
    assert browser.get(made.json["thumb"], buffered=True).status_code == 200
    refused = send(browser, (b"<svg/>", "anh.svg"), headers=JSON)
    assert refused.status_code == 422
    assert "SVG" in refused.json["error"]


def test_readers_and_anonymous_visitors_may_not_upload(
    client: Any, login_as: Any
) -> None:
    assert send(login_as("reader"), (picture_bytes(), "a.jpg")).status_code == 403
    assert send(client, (picture_bytes(), "a.jpg")).status_code in (
        302,
        303,
        400,
        401,
        403,
    )
    assert all_media() == []


def test_words_without_accents_find_pictures(
    site: Build, put: Any, login_as: Any
) -> None:
    put("a.jpg", alt="Đồng chí phát biểu tại hội nghị")
    put("b.jpg", alt="Trụ sở")
    found = (
        login_as("approver").get(f"{LIBRARY}chon.json?q=hoi nghi dong&kind=image").json
    )
    assert [one["alt"] for one in found["items"]] == ["Đồng chí phát biểu tại hội nghị"]


@pytest.mark.parametrize("sign", ["%", "_", "'", '"'])
def test_signs_of_the_database_are_searched_as_signs(
    site: Build, put: Any, login_as: Any, sign: str
) -> None:
    put("a.jpg", alt="không")
    found = (
        login_as("approver").get(f"{LIBRARY}chon.json", query_string={"q": sign}).json
    )
    assert found["items"] == []


def test_filters_show_kinds_and_what_is_unused(
    site: Build, put: Any, make_item: Any, login_as: Any
) -> None:
    used, unused = put("used.jpg"), put("unused.jpg")
    put("text.txt", b"x")
    make_item("news.article", image_id=used.id)
    browser = login_as("approver")
    names = lambda query: [  # noqa: E731
        one["filename"]
        for one in browser.get(f"{LIBRARY}chon.json?{query}").json["items"]
    ]
    assert names("kind=file") == ["text.txt"]
    assert names("kind=image&use=none") == [unused.filename]
    assert names("use=no-alt") == ["unused.jpg", "used.jpg"]
    assert "unused.jpg" not in browser.get(f"{LIBRARY}?kind=file").text


def test_details_are_saved_and_others_changes_are_not_overwritten(
    site: Build, put: Any, login_as: Any
) -> None:
    media = put()
    browser = login_as("approver")
    url = f"{LIBRARY}{media.id}"
    version = media.version
    changes = {"version": version, "alt": "Toàn cảnh", "focal_x": "20", "focal_y": "80"}
    assert browser.post(url, data=changes).status_code == 303
    late = browser.post(url, data={"version": version, "alt": "Khác"})
    assert late.status_code == 409
    assert "Khác" in late.text
    stored = all_media()[0]
    assert (stored.alt, stored.focal_x, stored.focal_y) == ("Toàn cảnh", 20, 80)
    assert "toan canh" in stored.title_fold


def test_a_description_is_saved_from_the_editor(
    site: Build, put: Any, login_as: Any
) -> None:
    media = put()
    version = media.version
    data = {"version": version, "alt": "Toàn cảnh"}
    answer = login_as("approver").post(f"{LIBRARY}{media.id}", data=data, headers=JSON)
    assert (answer.json["alt"], answer.json["version"]) == (
        "Toàn cảnh",
        version + 1,
    )


@pytest.mark.parametrize("value", ["101", "-1", "x"])
def test_a_focal_point_outside_is_refused(
    site: Build, put: Any, login_as: Any, value: str
) -> None:
    media = put()
    data = {"version": media.version, "focal_x": value}
    assert (
        login_as("approver").post(f"{LIBRARY}{media.id}", data=data).status_code == 422
    )


def test_readers_may_look_and_not_change(
    site: Build, put: Any, make_item: Any, login_as: Any
) -> None:
    media = put()
    ready = {"summary": "Tóm tắt.", "body": from_text("Nội dung.")}
    make_item("news.article", image_id=media.id, status="published", **ready)
    browser = login_as("reader")
    assert browser.get(f"{LIBRARY}{media.id}").status_code == 200
    assert browser.post(f"{LIBRARY}{media.id}", data={"alt": "x"}).status_code == 403
    assert browser.post(f"{LIBRARY}{media.id}/xoa").status_code == 403


def test_only_what_nothing_uses_is_deleted(
    site: Build, put: Any, make_item: Any, login_as: Any
) -> None:
    used, unused = put("used.jpg"), put("unused.jpg")
    make_item("news.article", title="Bài có ảnh", image_id=used.id)
    browser = login_as("approver")
    stays = browser.post(f"{LIBRARY}{used.id}/xoa", follow_redirects=True)
    assert "Bài có ảnh" in stays.text
    assert browser.post(f"{LIBRARY}{unused.id}/xoa").status_code == 303
    kept, gone = all_media()
    assert (kept.deleted_at, gone.deleted_at is None) == (None, False)
    assert browser.get(f"{LIBRARY}{unused.id}").status_code == 404
    assert browser.get(f"/media/{unused.id}/320").status_code == 404


def test_every_change_leaves_a_trace(site: Build, put: Any, login_as: Any) -> None:
    media = put()
    browser = login_as("approver")
    browser.post(f"{LIBRARY}{media.id}", data={"alt": "x"})
    browser.post(f"{LIBRARY}{media.id}/xoa")
    db.session.rollback()
    query = select(AuditEntry.action).where(AuditEntry.action.startswith("media."))
    actions = list(db.session.scalars(query.order_by(AuditEntry.id)))
    assert actions == ["media.store", "media.update", "media.delete"]


def test_many_pages_of_pictures_are_walked_by_cursor(
    site: Build, put: Any, login_as: Any
) -> None:
    data = picture_bytes(size=(8, 8))
    for number in range(61):
        put(f"{number}.jpg", data)
    browser = login_as("approver")
    first = browser.get(f"{LIBRARY}chon.json").json
    second = browser.get(f"{LIBRARY}chon.json?page={first['next']}").json
    assert (len(first["items"]), len(second["items"])) == (60, 1)
    assert second["next"] is None
