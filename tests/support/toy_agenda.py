"""A toy plugin that requires the other one and objects to untitled things."""

from __future__ import annotations

from cms import ContentType, Item, ItemForm, Problem, hookimpl


class EntryForm(ItemForm):
    pass


@hookimpl
def register_content_types():
    return [ContentType("agenda.entry", "Lịch", "Lịch", "lich-thu", EntryForm)]


@hookimpl
def check_item(data, transition):
    if transition == "submit" and data["title"] == "Không tên":
        return [Problem("Cần một tiêu đề thật.", "title")]
    return []


@hookimpl
def filter_items(user):
    return None if user.id is not None else Item.title != "Kín"
