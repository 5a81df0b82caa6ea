"""A language model that an operator may name: asked for names, never believed by itself.

The address comes from the operator's configuration only, ``[plugins.extraction]``
of config.toml; nothing is asked without it.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from cms import current_build


MOST_BYTES: Final = 256 * 1024  # of an answer
MOST_NAMES: Final = 200
MOST_TEXT: Final = 20_000  # characters of an article that are sent
PART: Final = 16 * 1024
ASKED: Final = (
    "You read a Vietnamese news article about a meeting. Answer with one JSON object"
    ' and nothing else: {"people": ["full name", ...], "organisations": ["name", ...]}.'
    " Copy each name letter by letter from the article, without titles. Leave out what"
    " the article does not name."
)


class ModelServer(BaseModel):
    """Where the model answers, as the operator has set it; off without an address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model_url: str = Field(default="", pattern=r"^(|https?://[^\s?#]{1,500})$")
    model_name: str = Field(default="", max_length=200)
    model_key: SecretStr = SecretStr("")
    model_seconds: float = Field(default=30, ge=0.1, le=600)


class Names(BaseModel):
    """What a model answers: names that it says stand in the text."""

    people: list[str] = Field(default_factory=list, max_length=MOST_NAMES)
    organisations: list[str] = Field(default_factory=list, max_length=MOST_NAMES)


class ModelTrouble(Exception):
    """The model gave no usable answer; ``args[0]`` is one word, as it is stored.

    ``silent`` (no answer in time, or none at all), ``refused`` (another status
    than 200), ``long`` (more than 256 KB), ``wrong`` (not the JSON asked for).
    """


def model_server() -> ModelServer | None:
    """Return the server that the operator has named, None when there is none.

    What is wrong in the configuration turns it off; ``cms doctor`` says so.
    """
    try:
        server = ModelServer(**_configured())
    except ValidationError:
        return None
    return server if server.model_url and server.model_name else None


def _configured() -> Mapping[str, Any]:
    return current_build().config.plugins.get("extraction", {})


def problems_of_configuration() -> list[str]:
    """Return what is wrong in ``[plugins.extraction]``, in words for an operator."""
    try:
        server = ModelServer(**_configured())
    except ValidationError as error:
        return [
            f"[plugins.extraction] {'.'.join(map(str, one['loc']))}: {one['msg']}"
            for one in error.errors(include_url=False, include_input=False)
        ]
    if bool(server.model_url) != bool(server.model_name):
        return ["[plugins.extraction] model_url and model_name are given together."]
    return []


def ask_for_names(server: ModelServer, text: str) -> Names:
    """Return the names that the model finds in ``text``, as it says them.

    One POST to ``<model_url>/chat/completions``, the interface of OpenAI that
    many servers speak. No redirect is followed; the answer must be there
    whole within ``model_seconds``. Raises ModelTrouble.
    """
    asked = {
        "model": server.model_name,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": ASKED},
            {"role": "user", "content": text[:MOST_TEXT]},
        ],
    }
    status, body = _post(server, json.dumps(asked).encode())
    if status != 200:
        raise ModelTrouble("refused")
    try:
        said = json.loads(body)["choices"][0]["message"]["content"]
        return Names.model_validate_json(_unfenced(said))
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise ModelTrouble("wrong") from error


def _unfenced(said: str) -> str:
    """Return an answer without the fence of a code block, which models like to add."""
    words = said.strip()
    if words.startswith("```") and words.endswith("```"):
        words = words[3:-3].removeprefix("json")
    return words


def _post(server: ModelServer, body: bytes) -> tuple[int, bytes]:
    """Return (status, answer) of a POST; it ends in time whatever the server does."""
    end = time.monotonic() + server.model_seconds
    connection = _connection(server)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if key := server.model_key.get_secret_value():
        headers["Authorization"] = f"Bearer {key}"
    path = f"{urlsplit(server.model_url).path.rstrip('/')}/chat/completions"
    sockets: list[socket.socket] = []
    # A time of each read is not enough: a byte now and then would keep it going.
    alarm = threading.Timer(server.model_seconds, _hang_up, (sockets,))
    alarm.start()
    try:
        connection.connect()
        sockets.append(connection.sock)
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        answer = b""
        while part := response.read1(PART):
            answer += part
            if len(answer) > MOST_BYTES:
                raise ModelTrouble("long")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ModelTrouble("silent") from error
    finally:
        alarm.cancel()
        connection.close()
    if time.monotonic() >= end:
        raise ModelTrouble("silent")
    return response.status, answer


def _hang_up(sockets: list[socket.socket]) -> None:
    """End whatever is waited for; a response keeps a socket that its connection lets go."""
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _connection(server: ModelServer) -> http.client.HTTPConnection:
    where = urlsplit(server.model_url)
    host, seconds = where.hostname or "", server.model_seconds
    if where.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(
            host, where.port, timeout=seconds, context=context
        )
    return http.client.HTTPConnection(host, where.port, timeout=seconds)
