"""``cms demo``: switch every installed plugin on and fill the site with fiction."""

from __future__ import annotations

import secrets

import click

from cms.cli.context import Instance, pass_instance
from cms.cli.items import show_progress


# Fictional staff: user name, full name, role.
STAFF = (
    ("phong-vien", "Nguyễn Thị Mai Lan", "reporter"),
    ("bien-tap", "Trần Quốc Bảo", "approver"),
    ("quan-tri", "Lê Hoàng Minh", "administrator"),
    ("can-bo", "Phạm Thu Hằng", "reader"),
)

# What the fictional site says of itself.
IDENTITY = {
    "site_title": "Trang thông tin Ủy ban Kiểm tra",
    "tagline": "Tin tức, hội nghị, chương trình và báo cáo kiểm tra, giám sát",
    "organisation": "Quận ủy Quận Sen (hư cấu)",
    "address": "Số 1, đường Hoa Sen, Quận Sen, thành phố Liên Hoa",
    "phone": "(0200) 000 0000",
    "email": "ubkt@quansen.example",
    "responsible_person": "Đinh Trọng Nhã, Chủ nhiệm Ủy ban Kiểm tra",
}


@click.command()
@click.option("--users", is_flag=True, help="Also make accounts; prints passwords.")
@pass_instance
def demo(instance: Instance, users: bool) -> None:
    """Switch on all installed plugins and load their fictional items.

    Running it again adds only what is missing.
    """
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.exchange.item_rows import load

    _enable_all(instance)
    with instance.application() as build:
        items = [
            item for _plugin, function in build.registry.demo for item in function()
        ]
        click.echo(f"Loading up to {len(items)} fictional items.")
        made = load(items, SYSTEM, show_progress)
        click.echo(f"{made} items are new.")
        _introduce()
        if users:
            make_users()


def _introduce() -> None:
    """Give the site a name and an imprint, unless somebody has given it one."""
    from cms.accounts.permissions import SYSTEM
    from cms.settings import get_settings, save_settings

    now = get_settings()
    if now == type(now)():
        save_settings(SYSTEM, None, IDENTITY)


def _enable_all(instance: Instance) -> None:
    """Switch plugins on in the order in which they need one another."""
    from cms.accounts.permissions import SYSTEM
    from cms.cli.enabling import enable_in_turn
    from cms.plugins.order import in_order
    from cms.plugins.state import enabled_names

    with instance.application() as build:
        on = enabled_names(build.installed)
        all_names = in_order(build.installed, build.installed)
        off = [name for name in all_names if name not in on]
        for name in enable_in_turn(SYSTEM, off):
            click.echo(f"'{name}' is on.")


def make_users() -> None:
    """Create the fictional staff, each with a random password that is shown once."""
    from sqlalchemy import select

    from cms.accounts.models import User
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.accounts.service import create_user
    from cms.cli.user import role_id
    from cms.extensions import db

    known = set(db.session.scalars(select(User.username)))
    for username, name, role in STAFF:
        if username in known:
            click.echo(f"'{username}' exists already; its password stays.")
            continue
        password = secrets.token_urlsafe(12)
        # Said first: killed in between, nobody has an account without a password.
        click.echo(f"{name} ({role}): user name {username}, password {password}")
        create_user(
            SYSTEM,
            username=username,
            name=name,
            password=password,
            grants=[(role_id(role), None)],
        )
