"""A toy plugin that contributes one of everything; no tables."""

from __future__ import annotations

import click
from flask import Blueprint
from pydantic import BaseModel

from cms import (
    Area,
    ContentType,
    DemoItem,
    HealthCheck,
    ItemForm,
    Job,
    NavItem,
    Panel,
    Permission,
    Slot,
    fields,
    get_settings,
    hookimpl,
    public,
    requires,
    richtext,
    setting,
)


blueprint = Blueprint("bulletins", __name__, url_prefix="/bang-thong-bao")
done: list[str] = []  # what the job and the hook after publishing have done


@blueprint.get("/")
@public
def board():
    return get_settings("bulletins").greeting


@blueprint.get("/phong")
@requires("bulletins.post")
def office():
    return "phòng"


@blueprint.get("/hong")
@public
def broken():
    raise RuntimeError("this page is broken")


class NoticeForm(ItemForm):
    body = fields.LongText("Nội dung")


class NoticeSettings(BaseModel):
    greeting: str = setting("Xin chào", "Lời chào", max_length=40)
    limit: int = setting(5, "Số mục", ge=1, le=50)


@click.command("count")
def count():
    click.echo("0")


def tidy():
    done.append("tidy")


@hookimpl
def register_content_types():
    return [
        ContentType(
            "bulletins.notice",
            "Thông báo",
            "Thông báo",
            "thong-bao",
            NoticeForm,
            feed=True,
        )
    ]


@hookimpl
def register_blueprints():
    return [blueprint]


@hookimpl
def register_settings():
    return [NoticeSettings]


@hookimpl
def register_permissions():
    return [Permission("bulletins.post", "Dán thông báo")]


@hookimpl
def register_nav():
    return [NavItem(Area.SITE, "Bảng thông báo", "bulletins.board")]


@hookimpl
def register_panels():
    return [Panel("bulletins.latest", "Mới dán", lambda user: richtext.tag("p", "mới"))]


@hookimpl
def register_jobs():
    return [Job("bulletins.tidy", tidy)]


@hookimpl
def register_commands():
    return [count]


@hookimpl
def register_checks():
    return [HealthCheck("bulletins.board", list)]


@hookimpl
def register_demo():
    return [DemoItem("bulletins.notice", "mau", {"title": "Mẫu"})]


@hookimpl
def render_slot(slot):
    return richtext.tag("p", "từ bảng thông báo") if slot == Slot.HOME_ASIDE else None


@hookimpl
def on_item_published(item):
    done.append(f"published {item.title}")
