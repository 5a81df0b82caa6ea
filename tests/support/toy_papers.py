"""A toy plugin whose papers have keywords, links, rows and a text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from cms import ContentType, ItemDetail, ItemForm, Reference, Relation, hookimpl
from cms.content import fields
from cms.content.fields.forms import RowForm
from cms.extensions import Model


class GuestForm(RowForm):
    who = fields.Link("Ai", targets=("papers.paper",))
    role = fields.Text("Vai trò")


class PaperForm(ItemForm):
    body = fields.Rich("Nội dung", required=True)
    tags = fields.Tags("Từ khóa")
    sources = fields.Link("Nguồn", targets=("papers.paper",), many=True)
    guests = fields.Rows("Khách", GuestForm)


class MemoForm(ItemForm):
    about = fields.Link("Về", targets=("papers.paper",))


class Paper(ItemDetail, Model):
    __tablename__ = "papers_paper"

    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    tags: Mapped[list[Any] | None] = mapped_column(JSON)


def guests(data: Any) -> Any:
    for row in data.get("guests") or []:
        if row.get("who"):
            yield Reference("guests", row["who"], row.get("role"))


class PapersPlugin:
    """Papers, which cite each other, and memos without keywords."""

    @hookimpl
    def register_content_types(self) -> list[ContentType]:
        paper = ("papers.paper",)
        return [
            ContentType(
                "papers.paper",
                "Bài thử",
                "Bài thử",
                "bai-thu",
                PaperForm,
                detail=Paper,
                relations=[
                    Relation("sources", "Nguồn", "Được dẫn ở", paper),
                    Relation("guests", "Khách", "Là khách ở", paper),
                ],
                references=guests,
                feed=True,
            ),
            ContentType(
                "papers.memo",
                "Phiếu",
                "Phiếu",
                "phieu",
                MemoForm,
                relations=[Relation("about", "Về", "Có phiếu", paper)],
            ),
        ]
