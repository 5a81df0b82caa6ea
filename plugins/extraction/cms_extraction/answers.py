"""What staff answer to a doubt: this record, a new one, nobody; and taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cms_directory import PERSON
from flask_babel import gettext as _

from cms import (
    Actor,
    Conflict,
    Forbidden,
    Item,
    db,
    get_item,
    items_by_id,
    known_to,
    may,
    transaction,
    utcnow,
)
from cms_extraction.certainty import Level
from cms_extraction.doubts import ACCEPTED, DROPPED, NOT_PERSON, WAITING
from cms_extraction.drafts import make_of, undo_last
from cms_extraction.models import Doubt, Made
from cms_extraction.proposals import Candidate, Proposal, propose
from cms_extraction.records import Extraction
from cms_extraction.remembered import (
    NOT_PERSON as NOBODY,
    decided,
    key_of_name,
    remember,
    restore,
)


NEW: Final = "new"


@dataclass(frozen=True)
class Question:
    """A doubt as it stands now: the article, what it says, and the records it may be.

    ``proposal`` is None when the article does not speak of it any more.
    """

    doubt: Doubt
    article: Item
    found: Extraction
    proposals: tuple[Proposal, ...]
    proposal: Proposal | None
    candidates: tuple[tuple[Candidate, Item], ...] = ()


def question_of(doubt: Doubt, user: Actor) -> Question:
    """Return a doubt with what the site knows of it today, for ``user``.

    Raises NotFound for an article that ``user`` may not open on the desk.
    """
    article = get_item(user, doubt.article_id)
    found, proposals = propose(article, user)
    name = f"{doubt.kind}:{doubt.key}"
    one = next((one for one in proposals if one.name == name), None)
    maybe = one.candidates if one else ()
    items = items_by_id([c.item_id for c in maybe], known_to(user))
    known = tuple((c, items[c.item_id]) for c in maybe if c.item_id in items)
    return Question(doubt, article, found, tuple(proposals), one, known)


def answer(doubt_id: int, user: Actor, choice: str, version: int) -> Doubt:
    """Answer a doubt: with a record's id, with ``new``, or with ``not_person``.

    One that the article does not speak of any more is dropped, whatever the
    choice. One transaction. Raises Conflict when it was answered meanwhile,
    when the choice is none of today's or when the article is not at
    ``version``; NotFound, Forbidden and what ``service.save`` raises.
    """
    with transaction() as session:
        doubt = session.get(Doubt, doubt_id, with_for_update=True)
        if doubt is None or doubt.answer != WAITING:
            raise Conflict(_("This was answered already."))
        get_item(user, doubt.article_id, "write")
        question = question_of(doubt, user)
        if question.proposal is None:
            doubt.answer = DROPPED
        elif choice == NOT_PERSON:
            _forget(doubt, user)
        else:
            _accept(question, question.proposal, user, choice, version)
        doubt.answered_by_id, doubt.answered_at = user.id, utcnow()
    return doubt


def _forget(doubt: Doubt, user: Actor) -> None:
    if doubt.kind != "people" or not may(user, "write", PERSON):
        raise Forbidden(_("You may not do this here."))
    words = key_of_name(doubt.title)
    doubt.before = decided(NOBODY, words)
    remember(user, NOBODY, words, None)
    doubt.answer = NOT_PERSON


def _accept(
    question: Question, one: Proposal, user: Actor, choice: str, version: int
) -> None:
    doubt = question.doubt
    known = {str(item.id): item.id for _candidate, item in question.candidates}
    if choice != NEW and choice not in known:
        raise Conflict(_("Choose again: the records have changed meanwhile."))
    number = known.get(choice)
    level = Level.NEW if number is None else Level.UNSURE
    wanted = replace(one, level=level, item_id=number)
    sure = [p for p in question.proposals if p.level == Level.CERTAIN and p != one]
    doubt.before = decided(one.kind, one.words)
    step = make_of(
        question.article, user, question.found, [wanted], version, known=sure
    )
    if number is None and one.words:
        remember(user, one.kind, one.words, step.drafts[0])
    db.session.flush()
    doubt.answer, doubt.made_id = ACCEPTED, step.id


def put_off(doubt: Doubt, user: Actor) -> None:
    """Ask about a doubt again behind all others."""
    with transaction():
        doubt.turn += 1
        doubt.answered_by_id, doubt.answered_at = user.id, utcnow()


def take_back(doubt: Doubt, user: Actor) -> None:
    """Let a doubt wait as before: links, drafts and the decision are undone.

    Raises NotFound, Forbidden and what ``service.save`` raises.
    """
    with transaction() as session:
        article = get_item(user, doubt.article_id, "write")
        if doubt.answer == WAITING:
            doubt.turn = max(doubt.turn - 1, 0)
        restore(doubt.before)
        step = session.get(Made, doubt.made_id) if doubt.made_id else None
        if step is not None:
            undo_last(article, user, step, article.version)
            session.refresh(doubt)
        doubt.answer, doubt.before, doubt.made_id = WAITING, None, None
        doubt.answered_by_id = doubt.answered_at = None
