"""Values that break programs or lie in wait in a database, and how to find them there."""

import datetime as dt
import math
import re
import unicodedata

import sqlalchemy as sa

from cms.extensions import db


#: What a gate cleans and takes: nothing of it may be stored, the words may.
SOFT = "Bài\x00 \x01\x08\x0b\x0c\x10\x1f\x7f\x85\x9f\u202e\u2066\u200f"
SOFT += "\ufeff\ufffe\U0001ffff viê\u0323t"
SURROGATE = "Chữ \ud800 lẻ"
NUMBERS = ("99999999999999999999", "-1", "0", "9223372036854775807", "2147483648")
NUMBERS += ("NaN", "1e999", "Infinity", "-0", "٣", "²", "1" * 5000, "1.5", "0x10")
INSTANTS = ("9999-12-31T23:59", "0001-01-01T00:00", "2026-02-30", "1899-12-31T23:59")
INSTANTS += (
    "2201-01-01T00:00",
    "9999-12-31",
    "31/12/9999",
    "2026-01-01T25:61",
    "25:00",
)
INSTANTS += ("0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00")
ADDRESSES = ("/%09/evil.example", "//evil.example", "/\\evil.example", "https:///x")
ADDRESSES += (
    "javascript:alert(1)",
    "/%2F/evil.example",
    "/%5cevil.example",
    "http://[::1",
)
ADDRESSES += (
    "/a/../../b",
    "https://a@evil.example%00.quansen.example",
    "data:text/html,x",
)
MAILS = (
    "a@b@c.example",
    "a b@c.example",
    "ấ\u202e@c.example",
    "a@c.example\nBcc: x@y.example",
)
MAILS += (
    "a@-c.example",
    f"{'a' * 300}@c.example",
    '"a"@c.example',
    "a@c..example",
    ".a@c.example",
)
DOCUMENTS = (
    "[" * 20_000,
    '{"type":"doc","type":"x","content":[{"type":"paragraph","content":[{"type":"text","text":NaN}]}]}',
    '{"type":"doc","content":"x"}',
    '{"type":[],"content":{"a":1}}',
    '{"type":"doc","content":[{"type":"heading","attrs":{"level":1e999},"content":[7]}]}',
    '{"type":"doc","content":[{"type":"image","attrs":{"mediaId":99999999999999999999}}]}',
    '{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"x\\u0000\\u202e\\ud800y","marks":[{"type":"link","attrs":{"href":"/%09/evil"}}]}]}]}',
    '{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"link","attrs":{"itemId":99999999999999999999}}]}]}]}',
    "null",
    "1",
    '"x"',
    "[[1,2,3]]",
    '{"title": 5, "body": [[]]}',
)
LONG = "dài " * 60_000
FILE_NAMES = (
    "../../etc/passwd.png",
    "a\\..\\b.png",
    "anh\u202egnp.png",
    "a\x00b.png",
    "CON.png",
)
FILE_NAMES += ("ả" * 400 + ".png", ".png", "a\r\nb.png", "thu\u0309.png", " ")
PARTS = (
    b'--x\r\nContent-Disposition: form-data; name=""\r\n\r\n\x00\xff\r\n'
    b'--x\r\nContent-Disposition: form-data; name=""; filename=""\r\n\r\n\x00\r\n'
    b"--x--\r\n"
)
#: All that is known: each stands in every field with `--poison all`.
HARD = (*NUMBERS, *INSTANTS, *ADDRESSES, *MAILS, *DOCUMENTS, SURROGATE, SOFT, LONG)
#: One for each way in which a gate can be missing: each stands in every field, always.
#: How each gate takes all the others is asked of the gate alone, in test_gates.py.
EACH = (
    *("99999999999999999999", "2147483648", "-1", "NaN", "1e999", "٣", "1" * 5000),
    *("9999-12-31T23:59", "9999-12-31", "0001-01-01T00:00", "2026-02-30"),
    *("/%09/evil.example", "javascript:alert(1)", "http://[::1", "a b@c.example"),
    *("a@c.example\nBcc: x@y.example", "[" * 1_100, "[[1,2,3]]"),
    *(DOCUMENTS[number] for number in (1, 5, 6, 7)),
    *(SURROGATE + SOFT, "dài " * 600),
)
#: Of these, what databases take differently; all else is judged before it reaches one.
STORED = (
    *("99999999999999999999", "2147483648", "-1", "NaN", "1e999", "1" * 5000),
    *("9999-12-31T23:59", "9999-12-31", "0001-01-01T00:00", "2026-02-30"),
    *(DOCUMENTS[6], SURROGATE + SOFT, "dài " * 600),
)
#: Fits a title, and no column that follows from one.
LONG_TITLE = "d" * 310

_SIGNS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff"
    "\U0001fffe\U0001ffff\ud800-\udfff]"
)
_TARGETS = re.compile(r"(?i)^(/%09|/%2f|/%5c|//|/\\|javascript:|data:)|@evil|%00")
_MAIL = re.compile(r"[!-?A-~]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_FILE_NAME = re.compile(r'[/\\:<>|?*"]|^\.|(?i:^(con|nul|aux)\.)')
#: Columns and names within JSON whose value is an address; elsewhere it is words.
PLACES = {"href", "path", "target", "url", "back"}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
FIRST, LAST = 1900, 2200
MOST_SIGNS = 200_000


def traces(value, name=""):
    """Yield what is poisonous in a value of a database."""
    if isinstance(value, str):
        yield from _traces_of_text(value, name)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from traces(key)
            yield from traces(part, str(key))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from traces(part, name)
    elif (
        (isinstance(value, float) and not math.isfinite(value))
        or (isinstance(value, dt.date) and not FIRST <= value.year <= LAST)
        or (isinstance(value, int) and abs(value) > 2**63 - 1)
    ):
        yield f"{value}"


def _traces_of_text(value, name):
    if sign := _SIGNS.search(value):
        yield f"U+{ord(sign[0]):04X} in {value[:60]!r}"
    if unicodedata.normalize("NFC", value) != value:
        yield f"not NFC: {value[:60]!r}"
    if name in PLACES and _TARGETS.search(value):
        yield f"address {value[:60]!r}"
    if name == "email" and value and not _MAIL.fullmatch(value):
        yield f"e-mail address {value[:60]!r}"
    if name == "filename" and _FILE_NAME.search(value):
        yield f"file name {value[:60]!r}"
    if _INSTANT.fullmatch(value) and not FIRST <= int(value[:4]) <= LAST:
        yield f"instant {value[:60]!r}"
    if len(value) > MOST_SIGNS:
        yield f"{len(value)} characters"


def traces_in(column, value):
    """Yield what is poisonous in a value of a column, or does not fit it."""
    yield from traces(value, column.name)
    kind = column.type
    if isinstance(kind, sa.String) and isinstance(value, str):
        if kind.length and len(value) > kind.length:
            yield f"{len(value)} characters, {kind.length} fit"
    elif (
        isinstance(kind, sa.Integer)
        and not isinstance(kind, sa.BigInteger)
        and isinstance(value, int)
        and abs(value) > 2**31 - 1
    ):
        yield f"{value} fits no column of PostgreSQL"


def stored():
    """Return every trace of poison in the database as "table.column: trace"."""
    found = set()
    there = sa.inspect(db.engine).get_table_names()  # not those of other tests' toys
    for table in (one for one in db.metadata.sorted_tables if one.name in there):
        for row in db.session.execute(sa.select(table)):
            for column, value in zip(table.columns, row, strict=True):
                found.update(f"{column}: {one}" for one in traces_in(column, value))
    db.session.rollback()
    return sorted(found)


class Watch:
    """Looks at all that is written, since a later value may take the place of poison.

    ``found`` has the traces of what was committed, as :func:`stored` gives them.
    """

    def __init__(self, engine):
        self.found = set()
        sa.event.listen(engine, "before_cursor_execute", self._look)
        sa.event.listen(engine, "commit", self._keep)
        sa.event.listen(engine, "rollback", self._forget)

    def _look(self, connection, _cursor, statement, _values, context, _many):
        written = _WRITE.match(statement)
        table = db.metadata.tables.get(written[1]) if written else None
        if table is None or not getattr(context, "compiled_parameters", None):
            return
        for row in context.compiled_parameters:
            for name, value in row.items():
                # Those of conditions are numbered: id_1.
                column = table.c.get(name)
                if column is not None:
                    self._note(connection, column, value)

    def _note(self, connection, column, value):
        seen = connection.info.setdefault("poison", set())
        seen.update(f"{column}: {one}" for one in traces_in(column, value))

    def _keep(self, connection):
        self.found |= connection.info.pop("poison", set())

    def _forget(self, connection):
        connection.info.pop("poison", None)


_WRITE = re.compile(r"(?:INSERT INTO|UPDATE) \"?(\w+)")
