"""What waits for an answer, one after the other, led by the keyboard."""

from __future__ import annotations

from cms_directory import PERSON
from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from cms import (
    Actor,
    Conflict,
    Forbidden,
    Refused,
    can,
    current_user,
    flash_problems,
    may,
    render,
    requires_login,
)
from cms_extraction.answers import answer, put_off, question_of, take_back
from cms_extraction.blueprint import pages
from cms_extraction.certainty import Level
from cms_extraction.doubts import ACCEPTED, DROPPED
from cms_extraction.models import Doubt
from cms_extraction.proposals import GROUPS
from cms_extraction.queries import (
    MOST_COUNTED,
    count_doubts,
    last_answered,
    next_doubt,
    waiting_doubt,
)
from cms_extraction.source import read
from cms_extraction.source_pages import parts_of
from cms_extraction.spans import Span


def queue_panel(user: Actor) -> Markup | None:
    """Return how many records wait for an answer, None when none do."""
    count = count_doubts(user)
    if not count:
        return None
    return render("extraction/_queue_panel.html", count=count, most=MOST_COUNTED)


@pages.get("/trich-xuat/cho-tra-loi")
@requires_login
def show_queue() -> ResponseReturnValue:
    """Show what is to be answered next."""
    return _shown(next_doubt(current_user))


@pages.get("/trich-xuat/cho-tra-loi/<int:doubt_id>")
@requires_login
def show_doubt(doubt_id: int) -> ResponseReturnValue:
    """Show one that waits; the next one when it was answered meanwhile."""
    doubt = waiting_doubt(current_user, doubt_id)
    if doubt is None:
        return redirect(url_for("extraction.show_queue"), 303)
    return _shown(doubt)


def _shown(doubt: Doubt | None) -> ResponseReturnValue:
    question = question_of(doubt, current_user) if doubt else None
    return render(
        "extraction/queue.html",
        question=question,
        sentence=_lit(doubt) if doubt else [],
        kinds=dict(GROUPS),
        levels=Level,
        count=count_doubts(current_user),
        most=MOST_COUNTED,
        may_answer=question is not None
        and can(current_user, "write", question.article),
        may_forget=may(current_user, "write", PERSON),
        last=last_answered(current_user),
    )


def _lit(doubt: Doubt) -> list[tuple[str, bool]]:
    """Return the sentence in parts (words, whether they are the name)."""
    source, name = read(doubt.sentence), read(doubt.title).low.strip()
    start = source.low.find(name) if name else -1
    lit = Span(start, start + len(name)) if start >= 0 else None
    return [part for line in parts_of(source, lit) for part in line]


@pages.post("/trich-xuat/cho-tra-loi/<int:doubt_id>")
@requires_login
def answer_doubt(doubt_id: int) -> ResponseReturnValue:
    """Answer one that waits, or put it off; the next one follows."""
    doubt = waiting_doubt(current_user, doubt_id)
    if doubt is None:
        flash(_("This was answered already."), "info")
        return redirect(url_for("extraction.show_queue"), 303)
    if "skip" in request.form:
        put_off(doubt, current_user)
        return redirect(url_for("extraction.show_queue"), 303)
    version = request.form.get("version", 0, type=int)
    try:
        done = answer(doubt_id, current_user, request.form.get("choice", ""), version)
    except (Conflict, Refused, Forbidden) as error:
        flash_problems(error)
        target = url_for("extraction.show_doubt", doubt_id=doubt_id)
        return redirect(target, 303)
    if done.answer == ACCEPTED:
        flash(_("“%(name)s” was linked with the article.", name=done.title))
    elif done.answer == DROPPED:
        flash(_("The article does not speak of it any more."), "info")
    else:
        flash(_("“%(name)s” is not taken for a person any more.", name=done.title))
    return redirect(url_for("extraction.show_queue"), 303)


@pages.post("/trich-xuat/cho-tra-loi/hoan-tac")
@requires_login
def undo_answer() -> ResponseReturnValue:
    """Take back what this user answered or put off last, and ask it again."""
    doubt = last_answered(current_user)
    if doubt is None:
        abort(404)
    try:
        take_back(doubt, current_user)
    except (Conflict, Refused, Forbidden) as error:
        flash_problems(error)
    else:
        flash(_("“%(name)s” waits for an answer again.", name=doubt.title))
    return redirect(url_for("extraction.show_doubt", doubt_id=doubt.id), 303)
