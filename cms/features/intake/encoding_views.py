"""Pasted text in encodings from before Unicode: read for the editor and its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from cms.accounts.guard import requires_login
from cms.builtin.legacy_encodings import convert_legacy, detect_encoding
from cms.builtin.rates import limited
from cms.features.intake.encodings import join_split_letters
from cms.features.intake.views import intake


MAX_BYTES: Final = 2_000_000
MAX_PARAGRAPHS: Final = 5_000
MAX_TEXT: Final = 50_000  # of one paragraph; what is longer is no paragraph
PER_MINUTE: Final = 60
# A font of TCVN3 that shows small letters as capitals.
CAPITALS: Final = ".VnTimeH"


@intake.post("/chua-chu")
@requires_login
@limited(PER_MINUTE)
def convert() -> ResponseReturnValue:
    """Answer paragraphs in Unicode, each with the encoding that it came in.

    The question is ``{"paragraphs": [[text, …], …], "capitals": [text, …]}``: a
    paragraph is a list of its runs, so that bold words stay bold.
    """
    if (request.content_length or MAX_BYTES + 1) > MAX_BYTES:
        abort(413)
    given = request.get_json(silent=True)
    asked: dict[str, Any] = given if isinstance(given, dict) else {}
    paragraphs, fonts = asked.get("paragraphs"), asked.get("capitals")
    if not _is_lists_of_text(paragraphs) or len(paragraphs or ()) > MAX_PARAGRAPHS:
        abort(400)
    named = fonts if isinstance(fonts, list) else []
    capitals = {one for one in named if isinstance(one, str)}
    return jsonify(
        paragraphs=[convert_runs(runs, capitals) for runs in paragraphs or ()]
    )


def _is_lists_of_text(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(runs, list) and all(isinstance(run, str) for run in runs)
        for runs in value
    )


def convert_runs(runs: Sequence[str], capitals: Any = ()) -> dict[str, Any]:
    """Return the runs of one paragraph in Unicode, and the encoding they came in.

    The encoding is that of the whole paragraph. ``capitals`` are texts that
    were set in a font of capitals.
    """
    whole = "".join(runs)
    if len(whole) > MAX_TEXT:
        return {"texts": list(runs), "encoding": "unicode"}
    encoding = detect_encoding(whole)
    if encoding in ("ascii", "unicode"):
        return {"texts": list(runs), "encoding": encoding}
    parts = join_split_letters(list(runs), encoding)
    whole_is_capital = " ".join(whole.split()) in capitals
    texts = [
        convert_legacy(
            part,
            encoding,
            CAPITALS
            if whole_is_capital or " ".join(part.split()) in capitals
            else None,
        )
        for part in parts
    ]
    return {"texts": texts, "encoding": encoding}
