"""The article's words beside the fields that they filled, on the desk."""

from __future__ import annotations

from itertools import groupby, pairwise

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from cms import (
    Actor,
    Conflict,
    Forbidden,
    Item,
    Refused,
    current_user,
    flash_problems,
    get_item,
    render,
    requires_login,
)
from cms_extraction.anchors import State, find_again
from cms_extraction.blueprint import pages
from cms_extraction.queries import articles_behind, doubt_of, source_of
from cms_extraction.source import Source
from cms_extraction.sources import Shown, correct, shown_of, text_of
from cms_extraction.spans import Span


@pages.get("/trich-xuat/<int:item_id>/nguon")
@requires_login
def show_sources(item_id: int) -> ResponseReturnValue:
    """Show the article with the fields beside it; ``?truong=7`` lights up the words of one.

    ``?cau=7`` lights up the sentence of a record that waits for an answer.
    """
    item = get_item(current_user, item_id)
    source = text_of(item)
    rows = shown_of(item, current_user, source)
    chosen = request.args.get("truong", type=int)
    one = next((row for row in rows if row.id == chosen), None)
    lit = one.anchor.words if one else None
    doubt = doubt_of(item.id, request.args.get("cau", 0, type=int))
    if doubt is not None:
        lit = find_again(source, doubt.sentence, doubt.sentence, 0).sentence
    return render(
        "extraction/sources.html",
        item=item,
        paragraphs=parts_of(source, lit),
        groups=_by_record(rows),
        chosen=one,
        states=State,
    )


@pages.post("/trich-xuat/<int:item_id>/nguon/<int:source_id>")
@requires_login
def correct_record(item_id: int, source_id: int) -> ResponseReturnValue:
    """Make a correction of the article in the record as well."""
    article = get_item(current_user, item_id)
    row = source_of(article.id, source_id)
    if row is None:
        abort(404)
    get_item(current_user, row.record_id, "write")
    version = request.form.get("version", 0, type=int)
    try:
        done = correct(article, row, current_user, version)
    except (Conflict, Refused, Forbidden) as error:
        flash_problems(error)
    else:
        flash(
            _("The record was corrected like the article.")
            if done
            else _("There is nothing to correct any more.")
        )
    target = url_for("extraction.show_sources", item_id=article.id, truong=source_id)
    return redirect(f"{target}#words", 303)


def beside_record(item: Item, user: Actor) -> Markup | None:
    """Return the words that the fields of a record came from, by article."""
    if item is None:
        return None
    found = [
        (article, shown_of(article, user, text_of(article), item.id))
        for article in articles_behind(item.id, user)
    ]
    found = [(article, rows) for article, rows in found if rows]
    if not found:
        return None
    return render("extraction/_sources.html", articles=found, states=State)


def parts_of(source: Source, lit: Span | None) -> list[list[tuple[str, bool]]]:
    """Return the paragraphs of a text, each in parts (words, whether they light up)."""
    paragraphs = []
    for line in source.lines:
        cuts = [line.start, line.end]
        if lit is not None and lit.overlaps(Span(line.start, line.end)):
            cuts += [max(lit.start, line.start), min(lit.end, line.end)]
        cuts.sort()
        parts = [
            (source.text[start:end], lit is not None and Span(start, end) in lit)
            for start, end in pairwise(cuts)
            if end > start
        ]
        paragraphs.append(parts)
    return paragraphs


def _by_record(rows: list[Shown]) -> list[tuple[Item, list[Shown]]]:
    return [
        (ones[0].record, ones)
        for ones in (list(group) for _id, group in groupby(rows, lambda r: r.record.id))
    ]
