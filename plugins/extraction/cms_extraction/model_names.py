"""Names that a model proposed for an article: kept, found in the text, never certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from cms import Item, db, enqueue, text, transaction, utcnow
from cms_extraction.model_server import ModelTrouble, ask_for_names, model_server
from cms_extraction.models import ModelAnswer
from cms_extraction.paper_records import Place
from cms_extraction.records import Extraction
from cms_extraction.sentences import find_sentences
from cms_extraction.source import UPPER, Source, read
from cms_extraction.spans import Span


JOB: Final = "extraction.ask_model"
WAITING: Final = "waiting"
ANSWERED: Final = "answered"
LONGEST: Final = 200  # letters of a name
_KINDS = ("people", "organisations")
_FORMS = {
    "people": re.compile(rf"[{UPPER}][^\W\d_]*(?:[ '’-][{UPPER}][^\W\d_]*){{1,6}}"),
    "organisations": re.compile(rf"[{UPPER}][^\W_]*(?:[ '’-][^\W_]+){{1,14}}"),
}


def may_leave(item: Item) -> bool:
    """Tell whether an article's words may be sent to the model: those meant for everybody."""
    return item.visibility == "public" and item.deleted_at is None


def ask_later(item: Item) -> None:
    """Let the job worker ask the model about an article; what it said before goes."""
    with transaction() as session:
        row = session.get(ModelAnswer, item.id, with_for_update=True)
        if row is None:
            row = ModelAnswer(article_id=item.id)
            session.add(row)
        row.state, row.names, row.at = WAITING, [], utcnow()
        enqueue(JOB, dedupe=f"{JOB}-{item.id}", article_id=item.id)


def ask_in_worker(article_id: int) -> None:
    """Ask the model about an article as a job, and keep the names that stand in it.

    The model is asked outside of any transaction. Done twice, the last answer counts.
    """
    from cms_extraction.proposals import words_of

    item = db.session.get(Item, article_id)
    server = model_server()
    if item is None or server is None or not may_leave(item):
        _keep(article_id, "refused", [])
        return
    words = text.nfc(words_of(item))
    db.session.rollback()  # no transaction is held while another machine thinks
    try:
        said = ask_for_names(server, words)
    except ModelTrouble as trouble:
        _keep(article_id, str(trouble), [])
        return
    source = read(words)
    found = [
        [kind, text.nfc(name).strip()]
        for kind in _KINDS
        for name in dict.fromkeys(getattr(said, kind))
        if place_of(source, kind, name) is not None
    ]
    _keep(article_id, ANSWERED, found)


def _keep(article_id: int, state: str, names: Sequence[Any]) -> None:
    with transaction() as session:
        row = session.get(ModelAnswer, article_id, with_for_update=True)
        if row is not None:
            row.state, row.names, row.at = state, list(names), utcnow()


def place_of(source: Source, kind: str, name: str) -> Span | None:
    """Return where a name stands letter by letter in the text; None where it does not.

    Both are compared in NFC. Part of a longer word or name is not the name.
    """
    words = text.nfc(name).strip()
    form = _FORMS.get(kind)
    if form is None or len(words) > LONGEST or not form.fullmatch(words):
        return None
    form = re.compile(rf"(?<!\w){re.escape(words)}(?!\w| [{UPPER}])")
    match = form.search(source.text)
    return Span(*match.span()) if match else None


def answer_about(article_id: int) -> ModelAnswer | None:
    """Return what the model said of an article, None when it was not asked."""
    found: ModelAnswer | None = db.session.scalars(
        select(ModelAnswer).where(ModelAnswer.article_id == article_id)
    ).first()
    return found


def with_names(
    found: Extraction, names: Sequence[Any]
) -> tuple[Extraction, frozenset[tuple[str, str]]]:
    """Return the records with those that only a model named, and their (kind, key).

    Only names that stand in today's text letter by letter, and that the rules
    have not found themselves, in a text that the rules say is of a meeting.
    """
    if not names or not found.found:
        return found, frozenset()
    source = read(found.text)
    records = {**found.records, **{kind: [*found.records[kind]] for kind in _KINDS}}
    places = list(found.places)
    sentences = find_sentences(source)
    added = set()
    for kind, name in names:
        span = place_of(source, kind, name)
        key = text.slugify(text.tone_style(name))
        known = {one["key"] for rows in _KINDS for one in records[rows]}
        if span is None or not key or key in known or kind not in _KINDS:
            continue
        path = f"{kind}[{len(records[kind])}].name"
        sentence = next((one for one in sentences if span in one), span)
        records[kind].append(
            _person(key, name) if kind == "people" else _body(key, name)
        )
        places.append(Place(path, span, sentence))
        added.add((kind, key))
    return replace(found, records=records, places=tuple(places)), frozenset(added)


def _person(key: str, name: str) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "given_name": name.split()[-1],
        "honorific": None,
        "positions": [],
        "roles": [],
    }


def _body(key: str, name: str) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "type": "khac",
        "level": None,
        "parent": None,
        "is_group": False,
        "inferred": False,
        "mentions": [name],
    }
