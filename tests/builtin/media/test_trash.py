"""Deleted media can be had back for 30 days, and nobody gets their bytes meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from cms.accounts.models import User
from cms.accounts.permissions import SYSTEM
from cms.build_context import Build
from cms.builtin.media.removal import delete, purge, restore_media
from cms.content import service
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import Forbidden
from cms.extensions import db
from cms.media import Media
from cms.media.storage import MASTER, storage
from cms.testing.people import make_user


LIBRARY = "/ban-lam-viec/media/"


def older(media: Media, days: int) -> None:
    with transaction() as session:
        session.get(Media, media.id).deleted_at = utcnow() - dt.timedelta(days=days)


def test_several_go_what_is_used_stays_and_undo_brings_all_back(
    site: Build, put: Callable[..., Media], make_item: Any, login_as: Any
) -> None:
    one, two, used = put("một.jpg"), put("hai.jpg"), put("dùng.jpg")
    make_item("news.article", image_id=used.id)
    browser = login_as("administrator")
    ids = [one.id, two.id, used.id]
    page = browser.post(
        f"{LIBRARY}xoa-nhieu", data={"media": ids}, follow_redirects=True
    ).text
    assert "Đã chuyển 2 mục vào thùng rác." in page
    assert "dùng: " in page
    assert browser.get(f"/media/{one.id}/320").status_code == 404
    assert browser.get(f"{LIBRARY}{one.id}").status_code == 404
    assert "một" in browser.get(f"{LIBRARY}?use=deleted").text
    browser.post(f"{LIBRARY}khoi-phuc", data={"media": [one.id, two.id]})
    assert browser.get(f"{LIBRARY}{one.id}").status_code == 200
    assert browser.get(f"/media/{one.id}/320", buffered=True).status_code == 200


def test_nobody_deletes_or_brings_back_what_is_not_his(
    site: Build, put: Callable[..., Media], login_as: Any, writer: User
) -> None:
    media = put("một.jpg", actor=make_user("administrator"))
    browser = login_as(writer)
    page = browser.post(
        f"{LIBRARY}xoa-nhieu", data={"media": [media.id, 999]}, follow_redirects=True
    )
    assert db.session.get(Media, media.id).deleted_at is None
    assert "vào thùng rác." not in page.text
    delete(SYSTEM, media.id)
    assert "một" not in browser.get(f"{LIBRARY}?use=deleted").text
    sent = browser.post(f"{LIBRARY}khoi-phuc", data={"media": [media.id]})
    assert sent.status_code == 404
    with pytest.raises(Forbidden):
        restore_media(browser.user, [media.id])


def test_after_thirty_days_the_bytes_are_gone_and_not_before(
    site: Build, put: Callable[..., Media]
) -> None:
    media, fresh = put(), put()
    key = media.store_key
    for one in (media, fresh):
        delete(SYSTEM, one.id)
    older(media, 29)
    assert purge() == 0
    older(media, 31)
    assert purge() == 1
    assert not storage().path(key, MASTER).exists()
    assert storage().path(fresh.store_key, MASTER).exists()


def test_an_old_version_brings_its_picture_back(
    site: Build, put: Callable[..., Media], make_item: Any
) -> None:
    media = put()
    item = make_item("news.article", image_id=media.id)
    item = service.save(SYSTEM, item.id, {"image_id": None}, item.version)
    delete(SYSTEM, media.id)
    service.restore(SYSTEM, item.id, 1, db.session.get(Item, item.id).version)
    assert db.session.get(Media, media.id).deleted_at is None
