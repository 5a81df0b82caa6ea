"""Random snapshots of any content type: every field filled, rows included."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cms.content.fields.answers import Kind
from cms.content.fields.rows import new_key


WORDS = st.sampled_from(["kiểm tra", "Ủy ban", "hội nghị", "6 tháng", "2026"])
TARGETS = st.integers(1, 40)


def documents(words=WORDS):
    """Documents with text, a picture, a file, a link to an item, one to a path."""
    return st.builds(
        _document, words, TARGETS, TARGETS, TARGETS, st.sampled_from(["", "Một ảnh"])
    )


def _document(words: str, media: int, file: int, item: int, alt: str) -> Any:
    link = {"type": "link", "attrs": {"itemId": item}}
    picture = {"mediaId": media, **({"alt": alt} if alt else {})}
    return {
        "type": "doc",
        "content": [
            {
                "type": "paragraph",
                "content": [
                    {"type": "text", "text": f"{words} "},
                    {"type": "text", "text": "xem thêm", "marks": [link]},
                ],
            },
            {"type": "image", "attrs": picture},
            {"type": "file", "attrs": {"mediaId": file}},
        ],
    }


def values_of(field: Any, words=WORDS) -> Any:
    """Return a strategy for the value of one field, as a snapshot holds it."""
    kind = type(field).__name__
    if field.shape == "rich":
        return documents(words)
    if field.points_to == Kind.TAG:
        return st.lists(words, max_size=2, unique=True)
    if field.points_to is not None:
        many = kind in ("Images", "Files") or getattr(field, "many", False)
        return st.lists(TARGETS, max_size=3, unique=True) if many else TARGETS
    if hasattr(field, "row_form"):
        row = {one.short_name: values_of(one, words) for one in field.row_form()}
        rows = st.fixed_dictionaries({"key": st.builds(new_key), **row})
        return st.lists(rows, min_size=1, max_size=3)
    simple = {
        "Date": st.sampled_from(["2026-01-05", "2026-06-30"]),
        "DateTime": st.just("2026-01-05T01:30:00+00:00"),
        "PastDateTime": st.just("2011-06-15T01:30:00+00:00"),
        "Time": st.just("08:30"),
        "Integer": st.integers(0, 9),
        "Decimal": st.just("1.5"),
        "YesNo": st.booleans(),
        "Lines": st.lists(words, min_size=1, max_size=2),
        "Period": st.builds(
            lambda label: {"label": label, "code": None, "from": None, "to": None},
            words,
        ),
    }
    if kind == "Choice":
        return st.sampled_from([value for value, _label in field.choices] or [None])
    return simple.get(kind, words)


def snapshots_of(content_type: Any, words=WORDS) -> Any:
    """Return a strategy for whole snapshots of a type."""
    form = content_type.form()
    return st.fixed_dictionaries({f.short_name: values_of(f, words) for f in form})
