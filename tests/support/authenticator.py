"""A device that holds passkeys, in a few lines: what a browser would answer for it."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url


PRESENT_AND_VERIFIED, WITH_KEY = 0x05, 0x40


class Authenticator:
    """One passkey of one account; ``count`` is its signature counter."""

    def __init__(self, origin: str) -> None:
        self.origin, self.count = origin, 0
        self.id = secrets.token_bytes(16)
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: dict[str, Any]) -> str:
        """Answer the options of a new passkey."""
        numbers = self._key.public_key().public_numbers()
        point = [number.to_bytes(32, "big") for number in (numbers.x, numbers.y)]
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point[0], -3: point[1]})
        held = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        data = self._data(options["rp"]["id"], WITH_KEY) + held
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        seen = self._client_data("webauthn.create", options)
        return self._answer({"clientDataJSON": seen, "attestationObject": attested})

    def use(self, options: dict[str, Any]) -> str:
        """Answer the options of a login or a step."""
        self.count += 1
        data = self._data(options["rpId"])
        seen = self._client_data("webauthn.get", options)
        signed = self._key.sign(
            data + hashlib.sha256(seen).digest(), ec.ECDSA(SHA256())
        )
        return self._answer(
            {"clientDataJSON": seen, "authenticatorData": data, "signature": signed}
        )

    def _data(self, rp_id: str, flags: int = 0) -> bytes:
        site = hashlib.sha256(rp_id.encode()).digest()
        return site + struct.pack(">BI", PRESENT_AND_VERIFIED | flags, self.count)

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        seen = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(seen).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        name = bytes_to_base64url(self.id)
        encoded = {key: bytes_to_base64url(value) for key, value in response.items()}
        credential = {"id": name, "rawId": name, "type": "public-key"}
        return json.dumps({**credential, "response": encoded})
