"""Passkeys (WebAuthn): registered by their owners, used to log in and as a second step.

py_webauthn takes a tenth of a site's start to load: what speaks with a browser loads it.
"""

from __future__ import annotations

import ipaddress
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from cms import audit
from cms.accounts.models import User
from cms.audit import record
from cms.build_context import current_build
from cms.builtin.accounts.login import end_sessions
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import NotFound, Problem, Refused
from cms.extensions import db
from cms.features.second_factor import queries, recovery
from cms.features.second_factor.challenges import new_challenge, take_challenge
from cms.features.second_factor.models import Passkey
from cms.settings import get_settings


if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor


audit.declare(
    {
        "account.passkey_added": _l("Passkey added"),
        "account.passkey_removed": _l("Passkey removed"),
    }
)

LOGIN = "login"
MOST = 20


def rp_id() -> str | None:
    """Return the domain that passkeys are for; None where there is none (an IP address).

    It follows from the configured address, never from the request.
    """
    host = urlsplit(current_build().config.base_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return None


def _origin() -> str:
    parts = urlsplit(current_build().config.base_url)
    return f"{parts.scheme}://{parts.netloc}"


def creation_options(user: User) -> str:
    """Return, as JSON, what a browser needs to make a passkey for an account."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=rp_id() or "",
        rp_name=get_settings().site_title,
        user_id=str(user.id).encode(),
        user_name=user.username,
        user_display_name=user.name,
        challenge=new_challenge(f"create:{user.id}"),
        exclude_credentials=_descriptors(user.id),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    return webauthn.options_to_json(options)


def request_options(purpose: str, user_id: int | None = None) -> str:
    """Return, as JSON, what a browser needs to use a passkey: of one account or any."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=rp_id() or "",
        challenge=new_challenge(purpose),
        allow_credentials=_descriptors(user_id) if user_id is not None else None,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def _descriptors(user_id: int) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers import base64url_to_bytes, structs

    return [
        structs.PublicKeyCredentialDescriptor(base64url_to_bytes(one.credential_id))
        for one in queries.passkeys_of(user_id)
    ]


def add_passkey(user: User, credential: str, name: str) -> list[str]:
    """Keep a new passkey; return recovery codes when it is the first second factor.

    All sessions of the account but the one that asks then end. Raises Refused
    when the credential does not answer our challenge.
    """
    import webauthn
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        with transaction() as session:
            if len(queries.passkeys_of(user.id)) >= MOST:
                raise Refused([Problem(_("This account has enough passkeys."))])
            had_factor = queries.has_factor(user.id)
            made = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=take_challenge(f"create:{user.id}", credential),
                expected_rp_id=rp_id() or "",
                expected_origin=_origin(),
                require_user_verification=True,
            )
            session.add(
                Passkey(
                    user_id=user.id,
                    credential_id=bytes_to_base64url(made.credential_id),
                    public_key=bytes_to_base64url(made.credential_public_key),
                    sign_count=made.sign_count,
                    name=name or _("Passkey"),
                )
            )
            record(
                "account.passkey_added",
                actor=user,
                subject=user.username,
                detail={"name": name},
            )
            if had_factor:
                return []
            end_sessions(user)
            return recovery.issue_codes(user.id)
    except (WebAuthnException, ValueError, IntegrityError) as error:
        raise Refused([Problem(_("The passkey was not accepted."))]) from error


def use_passkey(purpose: str, credential: str, owner: User | None = None) -> User:
    """Return whose passkey has answered the challenge for ``purpose``.

    With ``owner`` only one of theirs counts. Raises Refused otherwise.
    """
    import webauthn
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    refusal = Refused([Problem(_("The passkey was not accepted."))])
    try:
        with transaction() as session:
            challenge = take_challenge(purpose, credential)
            known = _find(credential)
            user = session.get(User, known.user_id) if known is not None else None
            if known is None or user is None or not user.active:
                raise refusal
            if owner is not None and user.id != owner.id:
                raise refusal
            checked = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=rp_id() or "",
                expected_origin=_origin(),
                credential_public_key=base64url_to_bytes(known.public_key),
                credential_current_sign_count=known.sign_count,
                require_user_verification=True,
            )
            known.sign_count = checked.new_sign_count
            known.last_used_at = utcnow()
    except (WebAuthnException, ValueError, IntegrityError) as error:
        raise refusal from error
    return user


def _find(credential: str) -> Passkey | None:
    given: Any = json.loads(credential).get("id")
    if not isinstance(given, str):
        return None
    query = select(Passkey).where(Passkey.credential_id == given).with_for_update()
    return db.session.scalar(query)


def remove_passkey(user: User, passkey_id: int) -> None:
    """Remove one of one's passkeys.

    Raises NotFound for another person's, Refused for the last factor where a
    role asks for one.
    """
    with transaction() as session:
        found = session.get(Passkey, passkey_id)
        if found is None or found.user_id != user.id:
            raise NotFound(f"No passkey {passkey_id}.")
        session.execute(delete(Passkey).where(Passkey.id == passkey_id))
        if not queries.has_factor(user.id):
            if queries.is_required(user):
                message = _("Your role asks for a second step: add another one first.")
                raise Refused([Problem(message)])
            recovery.forget_codes(user.id)
        record(
            "account.passkey_removed",
            actor=user,
            subject=user.username,
            detail={"name": found.name},
        )
