"""The words that a remark speaks of: where they stand now, and other ones for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from cms.comments.models import Comment
from cms.content.fields.texts import Rich, Tags, Text
from cms.richtext.replace import count_places, places, replace_words


# whole: of no words in particular; here: in one place; several: which one cannot
# be told; gone: the words have changed.
Found = Literal["whole", "here", "several", "gone"]


def quotable(field: Any) -> bool:
    """Tell whether a form field holds words that can be quoted and replaced."""
    return isinstance(field, Rich | Text) and not isinstance(field, Tags)


def find_quote(comment: Comment, form: Any, data: Mapping[str, Any]) -> Found:
    """Return where the quoted words of a remark stand in a snapshot."""
    if not comment.quote:
        return "whole"
    field, value = form._fields.get(comment.field), data.get(comment.field)
    around = (comment.before, comment.after)
    if isinstance(field, Rich):
        number = count_places(value or {}, comment.quote, *around)
    elif isinstance(value, str):
        number = len(places(value, comment.quote, *around))
    else:
        return "gone"
    return ("gone", "here")[number] if number < 2 else "several"


def with_replacement(comment: Comment, form: Any, data: Mapping[str, Any]) -> Any:
    """Return the field's value with the suggested words; None when it cannot be done."""
    field, value = form._fields.get(comment.field), data.get(comment.field)
    words = comment.replacement or ""
    if isinstance(field, Rich):
        return replace_words(
            value or {},
            comment.quote,
            words,
            before=comment.before,
            after=comment.after,
        )
    if not isinstance(value, str) or not quotable(field):
        return None
    found = places(value, comment.quote, comment.before, comment.after)
    if len(found) != 1:
        return None
    start, end = found[0]
    return value[:start] + words + value[end:]
