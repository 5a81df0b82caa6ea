"""The doors of HTTP: what views, forms and routes get has passed the gates already."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import parse_qsl

import flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import FileStorage, ImmutableMultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.http import parse_cookie
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError
from werkzeug.sansio.utils import get_host
from werkzeug.utils import cached_property

from cms.caching import making
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
#: What monitors and balancers ask; the answers are the same for whatever host.
PROBES = ("/healthz", "/readyz")


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


class _Asked(ImmutableMultiDict[str, Any]):
    """Values of a request that know which of them were asked for."""

    def __init__(self, mapping: Any = None) -> None:
        self.asked: set[str] = set()  # names
        self.asked_whole = False
        super().__init__(mapping)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override] # one signature for five
        """Return the first value."""
        self.asked.add(key)
        return super().get(key, default, type)

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        """Return all values of a name."""
        self.asked.add(key)
        return super().getlist(key, type)


def _asks_whole(name: str) -> Callable[..., Any]:
    """Return a method of a mapping that notes that the whole of it was looked at."""
    inner = getattr(ImmutableMultiDict, name)

    def method(self: _Asked, *arguments: Any, **named: Any) -> Any:
        self.asked_whole = True
        return inner(self, *arguments, **named)

    return method


for _name in (
    *("__iter__", "__len__", "__eq__", "__reversed__", "keys", "values", "items"),
    *("lists", "listvalues", "to_dict", "copy", "deepcopy"),
):
    setattr(_Asked, _name, _asks_whole(_name))


class Arguments(_Asked, Parameters):  # type: ignore[misc] # as its base there
    """The query of a request."""

    def asked_pairs(self) -> list[tuple[str, str]]:
        """Return names and first values of what the page has asked for, in their order."""
        return [
            (name, values[0])
            for name, values in dict.items(self)
            if name in self.asked and values
        ]


class Cookies(_Asked):
    """The cookies of a request."""


def _personal(name: str) -> Any:
    """Return an attribute of a request that tells something of who sends it."""
    hidden = f"_{name}"

    def read(self: Request) -> Any:
        # A request that is over is still read while its context is taken down.
        if self.watched and flask.has_request_context():
            making().personal = True
        return getattr(self, hidden)

    def write(self: Request, value: Any) -> None:
        setattr(self, hidden, value)

    return property(read, write)


class Request(flask.Request):
    """A request whose form, files and query have passed the gates.

    While it is ``watched``, a page that asks who sends it is noted as made for
    that one alone; what of the query and the cookies it asks for is always noted.
    """

    parameter_storage_class = Parameters
    watched = False
    _environ: dict[str, Any]
    _query_string: bytes
    _remote_addr: str | None
    _trusted_hosts: list[str] | None = None
    headers = _personal("headers")
    remote_addr = _personal("remote_addr")
    environ = _personal("environ")

    @cached_property
    def args(self) -> Arguments:
        """The query; the gates have cleaned it."""
        pairs = parse_qsl(
            self._query_string.decode(),
            keep_blank_values=True,
            errors="werkzeug.url_quote",
        )
        return Arguments(pairs)

    @cached_property
    def cookies(self) -> Cookies:
        """The cookies."""
        return Cookies(parse_cookie(self._environ.get("HTTP_COOKIE", "")))

    @cached_property
    def host(self) -> str:
        """The host that was asked for; SecurityError when it is none of ours."""
        given = self._environ.get("HTTP_HOST")
        return get_host(self.scheme, given, self.server, self.trusted_hosts)

    @property
    def trusted_hosts(self) -> list[str] | None:
        """The hosts of the site; any for who looks whether a node is well."""
        return None if self.path in PROBES else self._trusted_hosts

    @trusted_hosts.setter
    def trusted_hosts(self, hosts: list[str] | None) -> None:
        self._trusted_hosts = hosts

    @property
    def query_string(self) -> bytes:
        """The query as it was sent."""
        if self.watched:
            self.args.asked_whole = True
        return self._query_string

    @query_string.setter
    def query_string(self, value: bytes) -> None:
        self._query_string = value

    @property
    def url(self) -> str:
        """The whole address, with all of its query."""
        self.args.asked_whole = True
        return super().url

    @property
    def full_path(self) -> str:
        """The path with all of its query."""
        self.args.asked_whole = True
        return super().full_path


def address_to_count() -> str | None:
    """Return where the current request comes from, for what no page depends on."""
    return current_request()._remote_addr


def current_request() -> Request:
    """Return the current request itself, where ``flask.request`` is a proxy."""
    return cast(Request, flask.request._get_current_object())  # type: ignore[attr-defined] # a proxy has it


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
        if written is not None and not _has_halves(written):
            return written
        plain = json.loads(written or super().dumps(obj, **kwargs))
        return super().dumps(_readable(plain), **kwargs)


def _has_halves(written: str) -> bool:
    """Tell whether halves of pairs may stand in JSON; whole pairs are found too.

    They come out whole again. Most texts have no sign for which one must look closer.
    """
    if written.isascii() and "\\ud" not in written:
        return False
    return _HALVES.search(written) is not None


_HALVES = re.compile(r"[\ud800-\udfff]|\\ud[89a-f]")


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
