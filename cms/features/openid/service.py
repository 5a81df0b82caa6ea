"""Identities are linked to accounts, accounts made for them, roles follow claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from cms import audit
from cms.accounts.models import Role, User
from cms.accounts.permissions import EVERYTHING, SYSTEM
from cms.audit import record
from cms.builtin.accounts.mail_addresses import refused_address
from cms.builtin.accounts.people import USERNAME, known_as
from cms.builtin.accounts.service import create_user, set_grants
from cms.database.transaction import transaction
from cms.errors import NotFound, Problem, Refused
from cms.extensions import db
from cms.features.openid import queries
from cms.features.openid.models import OpenIDIdentity
from cms.features.openid.settings import OpenIDSettings
from cms.text import slugify


audit.declare(
    {
        "account.openid_linked": _l("Connected with another server"),
        "account.openid_unlinked": _l("Disconnected from another server"),
    }
)

#: Whoever holds one of these is an administrator: no other server makes any.
NEVER_MAPPED = frozenset({EVERYTHING, "site.users", "site.plugins", "site.settings"})

Claims = Mapping[str, Any]


def account_of(settings: OpenIDSettings, claims: Claims) -> User:
    """Return the account of an identity, made when the settings say so.

    Raises Refused when there is none, or it is switched off.
    """
    with transaction() as session:
        known = queries.identity_of(claims["iss"], claims["sub"])
        if known is None:
            if not settings.create_accounts:
                message = _(
                    "No account here is connected with this identity. Log in with your"
                    " password and connect it on the page “My account”."
                )
                raise Refused([Problem(message)])
            user = _create(claims)
            known = OpenIDIdentity(
                issuer=claims["iss"],
                subject=claims["sub"],
                user_id=user.id,
                managed=True,
            )
            session.add(known)
            record("account.openid_linked", actor=user, subject=user.username)
        user = session.get_one(User, known.user_id)
        if not user.active:
            raise Refused([Problem(_("This account is deactivated."))])
        if known.managed:
            _follow_roles(settings, user, claims)
    return user


def link(user: User, claims: Claims) -> None:
    """Connect one's account with an identity; Refused when another's is."""
    with transaction() as session:
        known = queries.identity_of(claims["iss"], claims["sub"])
        if known is not None and known.user_id != user.id:
            message = _("Another account is connected with this identity.")
            raise Refused([Problem(message)])
        if known is None:
            session.add(
                OpenIDIdentity(
                    issuer=claims["iss"], subject=claims["sub"], user_id=user.id
                )
            )
            record("account.openid_linked", actor=user, subject=user.username)


def unlink(user: User, identity_id: int) -> None:
    """Disconnect one's account from an identity; NotFound for another's.

    Refused for who has no password: there would be no way in.
    """
    with transaction() as session:
        known = session.get(OpenIDIdentity, identity_id)
        if known is None or known.user_id != user.id:
            raise NotFound(f"No identity {identity_id}.")
        if user.password_hash is None:
            raise Refused(
                [Problem(_("Set a password first: this is your only login."))]
            )
        session.delete(known)
        record("account.openid_unlinked", actor=user, subject=user.username)


def _create(claims: Claims) -> User:
    email = claims.get("email") if claims.get("email_verified") is True else None
    email = str(email) if email is not None else None
    if email is not None and (refused_address(email) or queries.email_is_taken(email)):
        email = None  # the account can do without; the login must not fail
    wanted = claims.get("preferred_username") or str(email or "").partition("@")[0]
    username = _free_username(str(wanted))
    name = str(claims.get("name") or username)[:200]
    return create_user(SYSTEM, username=username, name=name, email=email)


def _free_username(wanted: str) -> str:
    base = known_as(wanted)
    if not USERNAME.fullmatch(base):
        base = slugify(wanted)[:50] or "openid"
        base = base if USERNAME.fullmatch(base) else f"openid-{base}"
    name, number = base[:55], 2
    while queries.username_is_taken(name):
        name, number = f"{base[:50]}-{number}", number + 1
    return name


def _follow_roles(settings: OpenIDSettings, user: User, claims: Claims) -> None:
    """Give and take the roles that the settings map, as the claim says; no others."""
    said = claims.get(settings.role_claim) or []
    values = {said} if isinstance(said, str) else {str(one) for one in said}
    named = {settings.roles[value] for value in values if value in settings.roles}
    mapped = {role.id: role.name for role in _mapped_roles(settings)}
    held = {(grant.role_id, grant.section_id) for grant in user.grants}
    kept = {key for key in held if key[1] is not None or key[0] not in mapped}
    wanted = kept | {(key, None) for key, name in mapped.items() if name in named}
    if wanted != held:
        set_grants(SYSTEM, user, wanted)


def _mapped_roles(settings: OpenIDSettings) -> list[Role]:
    query = select(Role).where(Role.name.in_(set(settings.roles.values())))
    return [
        role
        for role in db.session.scalars(query)
        if NEVER_MAPPED.isdisjoint(role.permissions)
    ]
