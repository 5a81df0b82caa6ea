"""The doors of HTTP: what views, forms and routes get has passed the gates already."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import FileStorage, ImmutableMultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

from cms.inputs.documents import load_json
from cms.inputs.numbers import MAX_ID, whole_number
from cms.inputs.text import clean_text, file_name
from cms.text import nfc


def _clean(value: Any) -> Any:
    """Return one value of a request; the name of an uploaded file is cleaned in place."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, FileStorage) and value.filename:
        value.filename = file_name(value.filename) or "file"
    return value


#: Fields whose text is no text of the site's: nothing may be left out of a password
#: unasked. `password_rules` refuses control characters in words.
PASSWORDS = frozenset({"password", "repeated", "current"})


class Parameters(ImmutableMultiDict[str, Any]):
    """Fields of a form or a query: clean text, whole numbers that a database holds."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(mapping)
        try:
            for name, values in dict.items(self):
                if name not in PASSWORDS:
                    values[:] = [_clean(value) for value in values]
        except ValueError as error:
            raise BadRequest(str(error)) from error

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override] # one signature for five
        """Return the first value; ``type=int`` reads a number within bounds."""
        return super().get(key, default, _READERS.get(type, type))

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        """Return all values of a name, likewise."""
        return super().getlist(key, _READERS.get(type, type))


#: What views ask for by a type is read by its gate.
_READERS: Mapping[Any, Any] = {int: whole_number}


class Request(flask.Request):
    """A request whose form, files and query have passed the gates."""

    parameter_storage_class = Parameters


class NumberConverter(IntegerConverter):
    """``<int:…>``: ASCII digits, at most what the database holds."""

    regex = r"[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        """Return the number; out of bounds there is no such page."""
        number: int = super().to_python(value)
        if number > MAX_ID:
            raise ValidationError
        return number


class TextConverter(UnicodeConverter):
    """``<…>``: text in NFC; what a gate would have to change is no address of ours."""

    def to_python(self, value: str) -> str:
        """Return the text, composed."""
        composed = nfc(value)
        if clean_text(composed) != composed:
            raise ValidationError
        return composed


class JsonProvider(DefaultJSONProvider):
    """JSON in through the gate, and out so that every reader can read it."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return the value of a JSON text; ValueError, which Flask answers with 400."""
        return load_json(s)

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return JSON; what is no number is null, half of a pair a question mark."""
        try:
            written = super().dumps(obj, allow_nan=False, **kwargs)
        except ValueError:
            written = None
        if written is not None and not _HALVES.search(written):
            return written
        plain = json.loads(written or super().dumps(obj, **kwargs))
        return super().dumps(_readable(plain), **kwargs)


# Escaped or not; those of whole pairs are found too, and come out whole again.
_HALVES = re.compile(r"[\ud800-\udfff]|\\u[dD][89a-fA-F]")


def _readable(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_readable(part) for part in value]
    if isinstance(value, Mapping):
        return {_readable(key): _readable(part) for key, part in value.items()}
    return value


def install(app: flask.Flask) -> None:
    """Put the gates into an application; before its first rule."""
    app.request_class = Request
    app.json = JsonProvider(app)
    texts = dict.fromkeys(("default", "string"), TextConverter)
    app.url_map.converters |= {"int": NumberConverter, **texts}
