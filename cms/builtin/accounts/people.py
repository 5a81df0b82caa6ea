"""Finding people, and the rules about their names and who may manage whom."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from sqlalchemy import func, select

from cms.accounts.models import User
from cms.actors import Actor
from cms.builtin.accounts.roles import covers
from cms.errors import Forbidden, NotFound, Problem
from cms.extensions import db
from cms.text import lower, nfc


SHORTEST_USERNAME, LONGEST_USERNAME = 3, 60
USERNAME = re.compile(
    rf"[a-z0-9][a-z0-9._-]{{{SHORTEST_USERNAME - 2},{LONGEST_USERNAME - 2}}}[a-z0-9]"
)


def known_as(username: str) -> str:
    """Return a user name as the table holds it."""
    return lower(nfc(username)).strip()


def has_users() -> bool:
    """Tell whether anybody has an account."""
    return db.session.scalar(select(func.count()).select_from(User)) != 0


def get_user(user_id: int) -> User:
    """Return a person; NotFound when there is none."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    return user


def find_user(username: str) -> User:
    """Return a person by user name; NotFound when there is none."""
    user = db.session.scalar(select(User).where(User.username == known_as(username)))
    if user is None:
        raise NotFound(f"There is no user named '{username}'.")
    return user


def may_manage(actor: Actor, user: User) -> None:
    """Raise Forbidden when ``user`` has rights that the actor lacks."""
    if actor is not user and not covers(actor, user):
        raise Forbidden(_("This person has permissions that you do not have."))


def bad_username() -> Problem:
    """Return what to say about a user name that cannot be."""
    words = {"min": SHORTEST_USERNAME, "max": LONGEST_USERNAME}
    message = _("Please use %(min)d to %(max)d letters a–z, digits, dots or hyphens.")
    return Problem(message % words, "username")
