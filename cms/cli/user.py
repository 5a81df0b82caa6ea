"""``cms user``: accounts, from the shell of the machine."""

from __future__ import annotations

import secrets

import click

from cms.cli.context import Instance, pass_instance
from cms.cli.groups import OpenGroup
from cms.errors import CmsError


@click.group("user", cls=OpenGroup)
def group() -> None:
    """Look after accounts."""


@group.command("add")
@click.argument("username")
@click.option("--name", prompt="Full name", help="As it stands on the desk.")
@click.option("--email", default=None)
@click.option(
    "--role", "roles", multiple=True, metavar="ROLE", help="Several are fine."
)
@click.option(
    "--ask", is_flag=True, help="Type the password; default: print a new one."
)
@pass_instance
def add(
    instance: Instance,
    username: str,
    name: str,
    email: str | None,
    roles: tuple[str, ...],
    ask: bool,
) -> None:
    """Create an account with roles that count everywhere."""
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.accounts.service import create_user
    from cms.database.transaction import transaction

    password = _password(ask)
    with instance.application(), transaction():
        grants = [(role_id(role), None) for role in roles]
        create_user(
            SYSTEM,
            username=username,
            name=name,
            email=email,
            password=password,
            grants=grants,
        )
    click.echo(f"Created '{username}'.")
    if not ask:
        click.echo(f"Password: {password}")


@group.command("list")
@pass_instance
def list_users(instance: Instance) -> None:
    """Show all accounts with their roles."""
    from sqlalchemy import select

    from cms.accounts.models import User
    from cms.extensions import db

    with instance.application():
        for user in db.session.scalars(select(User).order_by(User.username)):
            roles = ", ".join(
                grant.role.name + ("" if grant.section_id is None else " (section)")
                for grant in user.grants
            )
            state = "" if user.active else "  [off]"
            click.echo(f"{user.username:24} {user.name:32} {roles}{state}")


@group.command("disable")
@click.argument("username")
@click.option("--enable", is_flag=True, help="Switch the account on again.")
@pass_instance
def disable(instance: Instance, username: str, enable: bool) -> None:
    """Switch an account off and end its sessions at once."""
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.accounts.people import find_user
    from cms.builtin.accounts.service import set_active

    with instance.application():
        set_active(SYSTEM, find_user(username), enable)
    click.echo(f"'{username}' is {'on' if enable else 'off'}.")


@group.command("password")
@click.argument("username")
@click.option(
    "--ask", is_flag=True, help="Type the password; default: print a new one."
)
@pass_instance
def password(instance: Instance, username: str, ask: bool) -> None:
    """Set a new password and end the account's sessions."""
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.accounts.credentials import set_password
    from cms.builtin.accounts.people import find_user

    with instance.application():
        user = find_user(username)
        new = _password(ask)
        set_password(SYSTEM, user, new)
    click.echo(f"Password of '{username}' changed.")
    if not ask:
        click.echo(f"Password: {new}")


@group.command("grant")
@click.argument("username")
@click.argument("role")
@click.option("--section", metavar="SLUG", help="Only in this section.")
@click.option("--revoke", is_flag=True, help="Take the role away instead.")
@pass_instance
def grant(
    instance: Instance, username: str, role: str, section: str | None, revoke: bool
) -> None:
    """Give a role to an account, everywhere or in one section."""
    from cms.accounts.permissions import SYSTEM
    from cms.builtin.accounts.people import find_user
    from cms.builtin.accounts.service import set_grants

    with instance.application():
        user = find_user(username)
        held = {(one.role_id, one.section_id) for one in user.grants}
        wanted = {(role_id(role), _section_id(section))}
        set_grants(SYSTEM, user, held - wanted if revoke else held | wanted)
    click.echo(f"'{username}' {'lost' if revoke else 'has'} the role '{role}'.")


def role_id(name: str) -> int:
    """Return the id of a role; CmsError names those that there are."""
    from cms.builtin.accounts.roles import all_roles, ensure_roles
    from cms.database.transaction import transaction

    with transaction():
        ensure_roles()
    roles = {role.name: role.id for role in all_roles()}
    if name not in roles:
        raise CmsError(f"No role is called '{name}'. There are: {', '.join(roles)}.")
    return roles[name]


def _section_id(slug: str | None) -> int | None:
    from sqlalchemy import select

    from cms.content.spine.models import Section
    from cms.extensions import db

    if slug is None:
        return None
    found = db.session.scalar(select(Section.id).where(Section.slug == slug))
    if found is None:
        raise CmsError(f"No section has the address '{slug}'.")
    return found


def _password(ask: bool) -> str:
    """Return a typed password, or a random one that nobody will guess."""
    if not ask:
        return secrets.token_urlsafe(15)
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed
