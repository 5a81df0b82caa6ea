"""The rich text of a public page: cleaned once for a revision, not by each who reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup
from sqlalchemy.util import LRUCache

from cms import richtext
from cms.content.spine.models import Revision
from cms.richtext.embeds import block_ids
from cms.richtext.plain import item_ids, media_ids


#: How many a worker keeps: those that are asked for after a change of the site.
MOST: Final = 100


@dataclass(frozen=True)
class Body:
    """A cleaned document; and its HTML by language, if it is the same for everybody."""

    document: richtext.Document
    is_alone: bool
    html: dict[str, Markup] = field(default_factory=dict)


def body_of(revision: Revision, name: str) -> Body:
    """Return the rich text that a field of a revision holds; whatever it is, cleaned."""
    kept: LRUCache[Any, Body]
    kept = current_app.extensions.setdefault("cms.bodies", LRUCache(MOST))
    key = (revision.id, revision.updated_at, name)
    body: Body | None = kept.get(key)
    if body is None:
        document = richtext.clean(revision.data.get(name))
        names = [block_ids(document), item_ids(document), media_ids(document)]
        body = kept[key] = Body(document, is_alone=not any(names))
    return body


def render_body(
    body: Body, render: Callable[[Mapping[str, Any]], Markup | None]
) -> Markup | None:
    """Return the HTML of a body by ``render``, which may show readers different things.

    What names no item, picture, file or block is rendered once for a language.
    """
    if not body.is_alone:
        return render(body.document)
    language = str(get_locale())
    if language not in body.html:
        body.html[language] = render(body.document) or Markup("")
    return body.html[language]
