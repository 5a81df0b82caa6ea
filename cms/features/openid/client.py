"""The client that speaks with the other server; loaded when somebody logs in there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import current_app
from joserfc.errors import JoseError

from cms.build_context import current_build
from cms.features.openid.settings import NotProven, OpenIDSettings


SECONDS = 10
NAME = "openid"
#: Signatures that only the issuer can make; a shared secret or none is no proof.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"})


def openid_client(settings: OpenIDSettings) -> Any:  # authlib has no types
    """Return the client of this build; what it learns of the server is kept with it."""
    known: Any = current_app.extensions.get("cms.openid")
    if known is None:
        known = OAuth(current_app).register(
            NAME,
            client_id=settings.client_id,
            client_secret=current_build().config.openid_client_secret.get_secret_value(),
            server_metadata_url=(
                f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            ),
            client_kwargs={
                "scope": settings.scope,
                "code_challenge_method": "S256",
                "default_timeout": SECONDS,
            },
        )
        current_app.extensions["cms.openid"] = known
    return known


def address_of_server(settings: OpenIDSettings, callback: str) -> str:
    """Return where to log in, with a state, a nonce and a PKCE challenge.

    The session remembers them. Raises NotProven when the server is away.
    """
    try:
        answer = openid_client(settings).authorize_redirect(callback)
    except (AuthlibBaseError, requests.RequestException, ValueError) as error:
        raise NotProven(str(error)) from error
    return str(answer.location)


def proven_claims(settings: OpenIDSettings) -> Mapping[str, Any]:
    """Return the claims that the posted code stands for, once all is checked.

    State and PKCE bind them to this browser, the nonce to this login; the
    signature, issuer, audience and time are checked. Raises NotProven.
    """
    client = openid_client(settings)
    try:
        metadata = client.load_server_metadata()
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = sorted(
            ALGORITHMS & {*offered}
        )
        token = client.authorize_access_token(
            claims_options={"iss": {"essential": True, "value": settings.issuer}}
        )
    except (
        AuthlibBaseError,
        JoseError,
        requests.RequestException,
        KeyError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise NotProven(str(error)) from error
    claims: Mapping[str, Any] = token.get("userinfo") or {}
    if claims.get("iss") != settings.issuer or not claims.get("sub"):
        raise NotProven("The server said nothing of who this is.")
    return claims
