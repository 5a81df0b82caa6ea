"""The quoted text of a comment: finding it in the current text, and replacing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from cms.content.fields.answers import Quote
from cms.content.fields.forms import ItemForm
from cms.features.comments.models import Comment


# whole: of no words in particular; here: in one place; several: which one cannot
# be told; gone: the words have changed.
Found = Literal["whole", "here", "several", "gone"]


def find_quote(comment: Comment, form: ItemForm, data: Mapping[str, Any]) -> Found:
    """Return where the quoted words of a comment stand in a snapshot."""
    if not comment.quote:
        return "whole"
    name, _slash, path = comment.field.partition("/")
    if name not in form:
        return "gone"
    number = form[name].count_quotes(path, data.get(name), _quote(comment))
    return ("gone", "here")[number or 0] if (number or 0) < 2 else "several"


def is_quotable(comment: Comment, form: ItemForm, data: Mapping[str, Any]) -> bool:
    """Tell whether a comment's field holds words that can be quoted and replaced."""
    name, _slash, path = comment.field.partition("/")
    if name not in form:
        return False
    return form[name].count_quotes(path, data.get(name), _quote(comment)) is not None


def with_replacement(
    comment: Comment, form: ItemForm, data: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the changed value by name of field; None when it cannot be done."""
    name, _slash, path = comment.field.partition("/")
    if name not in form:
        return None
    words = comment.replacement or ""
    value = form[name].with_quote_replaced(path, data.get(name), _quote(comment), words)
    return None if value is None else {name: value}


def _quote(comment: Comment) -> Quote:
    return Quote(comment.quote, comment.before, comment.after)
