"""Reusable blocks: written once, shown on many pages, changed everywhere at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cms import SYSTEM, db, richtext
from cms.audit.models import AuditEntry
from cms.content import service
from cms.errors import Conflict, Forbidden
from cms.features import blocks
from cms.richtext import block_ids, from_text, plain_text
from cms.testing.browser import Browser
from tests.templates.rules import problems


Node = dict[str, Any]


def showing(*ids: int, text: str = "Thân bài.") -> Node:
    """Return a document with a text and blocks."""
    shown = [{"type": "sharedBlock", "attrs": {"blockId": number}} for number in ids]
    return {"type": "doc", "content": [*from_text(text)["content"], *shown]}


@pytest.fixture
def make_block(site: Any) -> Any:
    def make(name: str = "Liên hệ", kind: str = "contact", **values: Any) -> Any:
        body = values.pop("body", from_text("Số máy 0123 456 789."))
        given = {"name": name, "kind": kind, "body": body}
        return blocks.save(SYSTEM, None, given, None)

    return make


def changed(block: Any, text: str) -> dict[str, Any]:
    return {"name": block.name, "kind": block.kind, "body": from_text(text)}


def test_a_page_shows_its_blocks_as_they_are_now(
    paper: Any, make_block: Any, client: Browser
) -> None:
    contact, notice = make_block(), make_block("Báo", "notice")
    item = paper(status="published", body=showing(contact.id, notice.id))
    page = client.get(item.path).text
    assert '<aside class="shared-block shared-contact" aria-label="Liên hệ">' in page
    assert '<aside class="shared-block shared-notice" aria-label="Báo">' in page
    assert problems(page) == []
    blocks.save(SYSTEM, contact.id, changed(contact, "Số mới 999."), contact.version)
    page = client.get(item.path).text
    assert "Số mới 999." in page
    assert page.count("0123") == 1


def test_a_deleted_block_closes_for_readers_and_is_marked_for_staff(
    paper: Any, make_block: Any, client: Browser, login_as: Any
) -> None:
    block = make_block()
    item = paper(status="published", body=showing(block.id))
    blocks.remove(SYSTEM, block.id)
    assert "shared-block" not in client.get(item.path).text
    staff = login_as("reporter").get(item.path).text
    assert "shared-gone" in staff
    assert "Thân bài." in staff


def test_a_block_holds_no_block_and_no_picture(make_block: Any) -> None:
    inner = make_block()
    body = showing(inner.id, text="Ngoài")
    body["content"].append({"type": "image", "attrs": {"mediaId": 3}})
    outer = make_block("Ngoài", body=body)
    assert block_ids(outer.body) == set()
    assert richtext.media_ids(outer.body) == set()
    # Not even one that was stored some other way.
    outer.body = showing(outer.id, text="Vòng")
    db.session.commit()

    class Site(type(richtext.BARE)):  # type: ignore[misc]
        def blocks(self, ids: Any) -> Any:
            return blocks.shown(ids)

    html = str(richtext.render(showing(outer.id), context=Site()))
    assert html.count("<aside") == 1


def test_plain_text_has_the_words_of_blocks_when_asked(make_block: Any) -> None:
    block = make_block()
    document = showing(block.id)
    assert plain_text(document) == "Thân bài."
    assert "0123" in plain_text(document, blocks.shown([block.id]))


def test_where_a_block_is_shown_is_known_of_drafts_and_live_pages(
    paper: Any, make_block: Any
) -> None:
    first, second = make_block("Một"), make_block("Hai")
    item = paper(status="published", body=showing(first.id))
    service.save(SYSTEM, item.id, {"body": showing(second.id)}, item.version)
    assert dict(blocks.use_counts(SYSTEM)) == {first.id: 1, second.id: 1}
    assert list(db.session.scalars(blocks.using(second.id))) == [item.id]
    paper(body=showing(first.id))
    assert blocks.use_counts(SYSTEM)[first.id] == 2


def test_two_who_change_one_block_do_not_overwrite_each_other(make_block: Any) -> None:
    block = make_block()
    blocks.save(SYSTEM, block.id, changed(block, "Một"), 1)
    with pytest.raises(Conflict):
        blocks.save(SYSTEM, block.id, changed(block, "Hai"), 1)


def test_only_who_publishes_everywhere_changes_blocks(
    user: Any, make_block: Any, login_as: Any
) -> None:
    block = make_block()
    reporter = user("reporter")
    with pytest.raises(Forbidden):
        blocks.save(reporter, block.id, changed(block, "x"), block.version)
    with pytest.raises(Forbidden):
        blocks.remove(reporter, block.id)
    desk = login_as(reporter)
    assert desk.get("/ban-lam-viec/khoi/").status_code == 200
    assert "khoi/moi" not in desk.get("/ban-lam-viec/khoi/").text
    for address in ("/ban-lam-viec/khoi/moi", f"/ban-lam-viec/khoi/{block.id}"):
        assert desk.get(address).status_code == 403
    deletion = desk.post(f"/ban-lam-viec/khoi/{block.id}/xoa", data={})
    assert deletion.status_code == 403
    assert login_as("reader").get("/ban-lam-viec/khoi/").status_code == 403


def test_a_block_is_written_changed_and_deleted_on_the_desk(
    paper: Any, login_as: Any
) -> None:
    desk = login_as("approver")
    assert problems(desk.get("/ban-lam-viec/khoi/").text) == []
    body = json.dumps(from_text("Phòng Tổng hợp."))
    form = {"name": "Hộp", "kind": "contact", "body": body}
    empty = desk.post("/ban-lam-viec/khoi/moi", data={**form, "name": ""})
    assert empty.status_code == 422
    assert desk.post("/ban-lam-viec/khoi/moi", data=form).status_code == 303
    block = blocks.all_blocks()[0]
    item = paper("Tin có khối", body=showing(block.id))
    address = f"/ban-lam-viec/khoi/{block.id}"
    page = desk.get(address).text
    assert problems(page) == []
    assert f"/ban-lam-viec/sua/{item.id}" in page
    assert "Phòng Tổng hợp." in desk.get("/ban-lam-viec/khoi/").text
    picked = desk.get("/ban-lam-viec/khoi/chon.json").json["blocks"]
    assert [(one["id"], one["words"]) for one in picked] == [
        (block.id, "Phòng Tổng hợp.")
    ]
    assert desk.post(address, data={**form, "version": 0}).status_code == 409
    assert desk.post(f"{address}/xoa", data={}).status_code == 303
    assert blocks.all_blocks() == []
    assert desk.get(address).status_code == 404
    said = {row.action for row in db.session.scalars(db.select(AuditEntry))}
    assert {"block.save", "block.delete"} <= said


def test_a_text_of_nothing_but_a_block_is_not_empty(
    paper: Any, make_block: Any
) -> None:
    block = make_block()
    only = {"type": "doc", "content": showing(block.id)["content"][1:]}
    item = paper(status="published", body=only)
    assert item.status == "published"


def test_a_reviewer_sees_that_a_block_came_and_another_went(
    paper: Any, make_block: Any, login_as: Any
) -> None:
    first, second = make_block("Hộp cũ"), make_block("Hộp mới", "notice")
    item = paper(status="published", body=showing(first.id))
    saved = service.save(SYSTEM, item.id, {"body": showing(second.id)}, item.version)
    item = getattr(saved, "item", saved)
    service.submit(SYSTEM, item.id, item.version)
    page = login_as("approver").get(f"/ban-lam-viec/sua/{item.id}/duyet")
    assert page.status_code == 200
    assert "shared-notice" in page.text
    assert problems(page.text) == []
