"""A site in which everything stands that an archive can hold."""

from __future__ import annotations

import datetime as dt
import io

from PIL import Image

from cms.accounts.permissions import SYSTEM
from cms.builtin.accounts.service import create_user
from cms.builtin.desk.item.reader_service import set_readers
from cms.builtin.desk.site import section_service as sections
from cms.builtin.media.removal import delete
from cms.builtin.pages.redirects import save as save_redirect
from cms.content import service
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.models import ChangeNote, Item, Redirect
from cms.contributions import DemoItem
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features import blocks, comments
from cms.media import store
from cms.richtext import from_text
from cms.settings import save_settings
from cms.testing.items import make


def picture(colour, side=60):
    """The bytes of a small PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


def put(name, content, **details):
    """Store a picture or file; return its number."""
    return store(SYSTEM, io.BytesIO(content), name, **details).id


def linked(words, item_id):
    """A paragraph in which words lead to an item."""
    mark = {"type": "link", "attrs": {"itemId": item_id}}
    text = {"type": "text", "text": words, "marks": [mark]}
    return {"type": "paragraph", "content": [text]}


def text_with(*nodes):
    """A document with a sentence and further blocks."""
    document = from_text("Đoàn kiểm tra làm việc với chi bộ.")
    return {"type": "doc", "content": [*document["content"], *nodes]}


def furnish():
    """Fill the current site, which has news, with one of everything."""
    section = a_section()
    writer = create_user(
        SYSTEM,
        username="phong.vien",
        name="Nguyễn Thị Mai Lan",
        email="lan@quansen.example",
        password="một mật khẩu dài chỉ để thử",
        grants=[(role("reporter"), None), (role("approver"), section.id)],
    )
    save_settings(SYSTEM, None, {"site_title": "Quận Sen", "per_page": 30})
    red = put("đỏ.png", picture((200, 30, 30)), alt="Cờ đỏ", rights="Báo Sen")
    same = put("đỏ 2.png", picture((200, 30, 30)), alt="Cờ", focal_x=10, focal_y=90)
    paper = put("giấy mời.txt", "Kính mời đồng chí.".encode(), title="Giấy mời")
    unused = put("xanh.png", picture((30, 30, 200)))
    delete(SYSTEM, unused)
    first = make("news.article", title="Bài đầu", summary="Tóm tắt.", body=text_with())
    block = blocks.save(
        SYSTEM,
        None,
        {
            "name": "Liên hệ",
            "kind": "contact",
            "body": {"type": "doc", "content": [linked("Bài đầu", first.id)]},
        },
        None,
    )
    image = {"type": "image", "attrs": {"mediaId": same, "alt": "Cờ đỏ"}}
    shared = {"type": "sharedBlock", "attrs": {"blockId": block.id}}
    live = make(
        "news.article",
        status="published",
        title="Kết luận kiểm tra",
        summary="Có kết luận.",
        section_id=section.id,
        image_id=red,
        gallery=[same, red],
        attachments=[paper],
        tags=["Kiểm tra", "Kết luận"],
        body=text_with(linked("bài đầu", first.id), image, shared),
    )
    item = db.session.get(Item, live.id)
    service.save(SYSTEM, item.id, {"title": "Kết luận kiểm tra quý I"}, item.version)
    _about(item, writer)
    purged = make("news.article", title="Sắp xóa hẳn")
    make(
        "news.article",
        status="submitted",
        title="Trỏ tới chỗ không còn",
        summary="Tóm tắt.",
        visibility="limited",
        body=text_with(linked("chỗ cũ", purged.id)),
    )
    with transaction() as session:
        session.delete(session.get(Item, purged.id))
    thrown = make("news.article", title="Bài bỏ đi")
    service.trash(SYSTEM, thrown.id, thrown.version)
    archived = make(
        "news.article",
        status="archived",
        title="Bài cũ",
        summary="Cũ.",
        body=text_with(),
    )
    set_readers(SYSTEM, archived.id, [writer.id])
    save_redirect(SYSTEM, "/cu/1", "https://quansen.example/moi")


def a_section():
    """A new section."""
    values = {
        "title": "Kiểm tra",
        "slug": "kiem-tra",
        "position": 7,
        "intro": "Về kiểm tra.",
        "default_visibility": "internal",
        "review_days": 3,
    }
    return sections.save(SYSTEM, None, values, None)


def _about(item, writer):
    """Comments, a former address and notes to readers of an item."""
    said = comments.add(item, user=writer, field="body", body="Thiếu nguồn.")
    comments.add(item, user=writer, body="Đã thêm.", parent_id=said.id)
    comments.add(item, guest="Ông Ba", body="Tôi đồng ý.")
    with transaction() as session:
        session.add(Redirect(path="/tin-tuc/ten-cu", item_id=item.id))
        session.add(
            ChangeNote(
                item_id=item.id,
                words="Sửa số liệu.",
                user_id=writer.id,
                created_at=utcnow() - dt.timedelta(days=1),
                shown_at=utcnow(),
            )
        )


def role(name):
    """The number of a role."""
    from cms.cli.user import role_id

    return role_id(name)


def values_of(item_id):
    """What is being worked on in an item."""
    return dict(Snapshot.of(db.session.get(Item, item_id)))


def article_rows(count):
    """Return articles as rows of an import."""
    return [
        DemoItem(
            "news.article",
            f"bai-{number}",
            {"title": f"Bài {number}", "summary": "Tóm tắt.", "body": None},
        )
        for number in range(count)
    ]
