"""The first administrator: created once, with a code that the command line printed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.accounts.models import Grant, Role, User
from cms.accounts.permissions import SYSTEM
from cms.audit import record
from cms.builtin.accounts import one_time_codes
from cms.builtin.accounts.credentials import check_new
from cms.builtin.accounts.passwords import hash_password
from cms.builtin.accounts.people import has_users, known_as
from cms.builtin.accounts.roles import ADMINISTRATOR, ensure_roles
from cms.database.transaction import transaction
from cms.errors import NotFound, Problem, Refused


audit.declare(
    {
        "site.setup_code": _l("Set-up code created"),
    },
    site=_l("Site"),
)


def issue_setup_code() -> str:
    """Return the code by which the first administrator is created.

    Raises Refused when somebody has an account already.
    """
    with transaction():
        ensure_roles()
        if has_users():
            raise Refused([Problem("This site has its first administrator already.")])
        code = one_time_codes.issue(one_time_codes.SETUP)
        record("site.setup_code", actor=SYSTEM)
    return code


def create_first_administrator(
    code: str, *, username: str, name: str, email: str | None, password: str
) -> User:
    """Create the first account, which holds everything; the code is used up.

    Raises CodeGone for a wrong or old code, Refused for an unfit password,
    NotFound when somebody has an account already.
    """
    check_new(username, email, name, password)
    password_hash = hash_password(password)
    with transaction() as session:
        if has_users():
            raise NotFound("The site is set up.")
        one_time_codes.consume(one_time_codes.SETUP, code)
        ensure_roles()
        user = User(
            username=known_as(username),
            name=name,
            email=email,
            password_hash=password_hash,
        )
        session.add(user)
        session.flush()
        role = session.scalars(select(Role).where(Role.name == ADMINISTRATOR)).one()
        user.grants.append(Grant(role=role))
        session.flush()
        record("account.created", actor=user, subject=user.username)
    return user
