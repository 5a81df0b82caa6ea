"""A small OpenID Connect provider, run as a process of its own by the tests.

``python openid_provider.py PORT CALLBACK``: people log in by choosing a name.
``/forge?what=…`` makes the next identity token wrong in one way.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify, request
from joserfc import jwk


PEOPLE: dict[str, dict[str, Any]] = {
    "lan": {
        "sub": "id-lan",
        "name": "Trần Thị Lan",
        "preferred_username": "lan.tran",
        "email": "lan@example.vn",
        "email_verified": True,
        "groups": ["bien-tap", "quan-tri"],
    },
    "minh": {
        "sub": "id-minh",
        "name": "Lê Minh",
        "preferred_username": "lan.tran",
        "email": "quantri@example.vn",
        "email_verified": True,
        "groups": [],
    },
}


@dataclass
class Client:
    """The site, as the provider knows it."""

    callback: str
    secret: str = "a-secret-of-the-tests"

    def get_client_id(self) -> str:
        return "sen"

    def get_default_redirect_uri(self) -> str:
        return self.callback

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, address: str) -> bool:
        return address == self.callback

    def check_client_secret(self, secret: str) -> bool:
        return secret == self.secret

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


@dataclass
class Code:
    """A code that stands for a login."""

    person: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


def make_provider(callback: str) -> Flask:
    """Return the provider of one client."""
    app = Flask("provider")
    key = jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    other = jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    client, codes = Client(callback), dict[str, Code]()
    forged: list[str] = []

    class Codes(AuthorizationCodeGrant):  # type: ignore[misc] # authlib has no types
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            given = request.payload.data
            codes[code] = Code(
                request.user,
                given["redirect_uri"],
                given["scope"],
                given.get("nonce"),
                given.get("code_challenge"),
                given.get("code_challenge_method"),
            )

        def query_authorization_code(self, code: str, _client: Client) -> Code | None:
            return codes.get(code)

        def delete_authorization_code(self, used: Code) -> None:
            for code in [one for one, stored in codes.items() if stored is used]:
                del codes[code]

        def authenticate_user(self, code: Code) -> str:
            return code.person

    class Tokens(OpenIDCode):  # type: ignore[misc] # authlib has no types
        def exists_nonce(self, nonce: str, _request: Any) -> bool:
            return any(code.nonce == nonce for code in codes.values())

        def resolve_client_private_key(self, _client: Client) -> Any:
            return other if "key" in forged else key

        def get_client_algorithm(self, _client: Client) -> str:
            return "RS256"

        def get_client_claims(self, _client: Client) -> dict[str, Any]:
            now = int(time.time())
            old = 3600 if "time" in forged else 0
            return {
                "iss": "https://other.example" if "iss" in forged else issuer(),
                "aud": "somebody-else" if "aud" in forged else "sen",
                "iat": now - 2 * old,
                "exp": now + 60 - old,
            }

        def generate_user_info(self, user: str, _scope: str) -> Any:
            info = UserInfo(PEOPLE[user])
            if "nonce" in forged:
                info["nonce"] = "of another login"
            return info

    def issuer() -> str:
        return request.host_url.rstrip("/")

    server = AuthorizationServer(
        app, query_client=lambda _id: client, save_token=lambda *_given: None
    )
    server.register_grant(Codes, [CodeChallenge(required=True), Tokens(True)])

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Any:
        here = issuer()
        return jsonify(
            issuer=here,
            authorization_endpoint=f"{here}/authorize",
            token_endpoint=f"{here}/token",
            jwks_uri=f"{here}/keys",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256", "HS256", "none"],
            code_challenge_methods_supported=["S256"],
        )

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(keys=[key.as_dict(private=False)])

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        if request.method == "GET" and "as" not in request.args:
            buttons = "".join(
                f'<button name="person" value="{one}">{one}</button>' for one in PEOPLE
            )
            return f'<title>Provider</title><form method="post">{buttons}</form>'
        person = request.form.get("person") or request.args["as"]
        grant = server.get_consent_grant(end_user=person)
        return server.create_authorization_response(grant_user=person, grant=grant)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.get("/forge")
    def forge() -> str:
        forged[:] = request.args.getlist("what")
        return "ok"

    return app


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback only
    make_provider(sys.argv[2]).run("127.0.0.1", int(sys.argv[1]))
