"""Rules about whom and what a text names: posts, closed bodies, people kept from the public."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from cms import (
    ANONYMOUS,
    Actor,
    ContentType,
    Item,
    Problem,
    Rule,
    current_build,
    db,
    fields,
    known_to,
    media_texts_of,
    text,
    texts_of,
    visible,
)
from cms_directory.models import Organisation, Person, Position, PositionTitle
from cms_directory.names import ORGANISATION, PERSON
from cms_directory.queries import today


POSTS: Final = "directory.posts"
CLOSED: Final = "directory.closed"
HIDDEN: Final = "directory.hidden"
RULES: Final = (
    Rule(HIDDEN, _l("Someone is named who is not public"), blocks=True),
    Rule(POSTS, _l("A post is not the one that the directory knows for that day")),
    Rule(CLOSED, _l("An organisation is named that no longer existed")),
)

_CAPITALS = re.compile(r"[^\W\d_a-z][^\W\d_]*(?: [^\W\d_a-z][^\W\d_]*)+")
_PARTS = re.compile(r"[,;\n]")
_BREAKS = re.compile(r"[^a-zA-Z]+")
LONGEST_NAME, BEFORE, AFTER, SHORT = 5, 8, 10, 24

# The name of an input and the words that stand there.
Texts = Sequence[tuple[str, str]]


def check_mentions(
    item: Item, data: Mapping[str, Any], actor: Actor
) -> Iterator[Problem]:
    """Yield what a text says about people and bodies against the directory.

    Of whom ``actor`` may not know nothing is said: whoever types a name must
    not learn from the answer that it is there. Who publishes knows more.
    """
    content_type = current_build().registry.content_types[item.type]
    if content_type.plugin == "directory":
        return
    texts = list(texts_of(item, data).items())
    media = media_texts_of(item, data)
    day = _day(content_type, data)
    known = known_to(actor)
    yield from _people(texts + media, day, known)
    yield from _in_file_names(media, known)
    yield from _closed(dict(texts), day, known)


def _day(content_type: ContentType, data: Mapping[str, Any]) -> dt.date:
    """Return the day that a text speaks of: its card's, the form's first, or today."""
    card = content_type.card(data) if content_type.card else None
    value = card.sort_date if card else None
    if not value:
        form = content_type.form.of(data)
        days = [one.data for one in form if isinstance(one, fields.Date) and one.data]
        value = days[0] if days else None
    if isinstance(value, str) and value:
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value.date()
    return value or today()


def _people(
    texts: Texts, day: dt.date, known: ColumnElement[bool]
) -> Iterator[Problem]:
    named = {name for _field, words in texts for name in candidates(words)}
    if not named:
        return
    people = _by_name(named, known)
    public = set(
        db.session.scalars(
            select(Item.id).where(
                Item.id.in_([one.id for group in people.values() for one in group]),
                visible(ANONYMOUS, archived=True),
            )
        )
    )
    posts = _posts(people)
    catalogue = _catalogue(known)
    for field, words in texts:
        for name, group in people.items():
            found = list(re.finditer(re.escape(name), words, re.IGNORECASE))
            if not found:
                continue
            if not any(one.id in public for one in group):
                message = _("%(name)s is marked as not public.", name=name)
                yield Problem(message, field, rule=HIDDEN, quote=found[0][0])
            places = [match.start() for match in found if match[0] == name]
            held = [post for one in group for post in posts.get(one.id, ())]
            yield from _wrong_post(words, name, places, held, catalogue, day, field)


def candidates(words: str) -> Iterator[str]:
    """Yield every run of two to five words with capitals: what may be a name.

    Words all in capitals are given with one capital each; of a short text, such
    as a list of keywords, any words may be a name.
    """
    for match in _CAPITALS.finditer(words):
        for name in _runs(match[0].split(" ")):
            yield name.title() if name.isupper() else name
    if words.count(" ") < SHORT:
        for part in _PARTS.split(words):
            yield from (name.title() for name in _runs(part.split()))


def _runs(parts: Sequence[str]) -> Iterator[str]:
    for start in range(len(parts)):
        for end in range(start + 2, min(start + LONGEST_NAME, len(parts)) + 1):
            yield " ".join(parts[start:end])


def _in_file_names(media: Texts, known: ColumnElement[bool]) -> Iterator[Problem]:
    """Yield file names without accents that spell somebody who is not public."""
    spelled = {
        field: f" {' '.join(_BREAKS.sub(' ', words).split()).lower()} "
        for field, words in media
        if words.isascii() and "." in words
    }
    if not any(words.strip().count(" ") for words in spelled.values()):
        return
    hidden = select(Item.title).where(
        Item.type == PERSON,
        Item.deleted_at.is_(None),
        ~visible(ANONYMOUS, archived=True),
        known,
    )
    for name in db.session.scalars(hidden):
        for field, words in spelled.items():
            if " " in name and f" {text.fold(name)} " in words:
                message = _("%(name)s is marked as not public.", name=name)
                yield Problem(message, field, rule=HIDDEN)


def _by_name(named: set[str], known: ColumnElement[bool]) -> dict[str, list[Item]]:
    """Return the people of the directory by the spelling in which a text has them."""
    styles = {
        style: name
        for name in named
        for style in (text.tone_style(name, "old"), text.tone_style(name, "new"), name)
    }
    query = (
        select(Item)
        .join(Person, Person.item_id == Item.id)
        .where(
            Item.type == PERSON,
            Item.title.in_(styles),
            Item.deleted_at.is_(None),
            known,
        )
    )
    found: dict[str, list[Item]] = {}
    for one in db.session.scalars(query):
        found.setdefault(styles[one.title], []).append(one)
    return found


def _posts(people: Mapping[str, list[Item]]) -> dict[int, list[Position]]:
    ids = [one.id for group in people.values() for one in group]
    query = select(Position).where(Position.item_id.in_(ids))
    found: dict[int, list[Position]] = {}
    for post in db.session.scalars(query):
        found.setdefault(post.item_id, []).append(post)
    return found


def _catalogue(known: ColumnElement[bool]) -> list[str]:
    """Return the names of posts, the longest first, as :func:`_key` writes them."""
    query = select(Item.title).join(PositionTitle, PositionTitle.item_id == Item.id)
    query = query.where(known)
    return sorted({_key(title) for title in db.session.scalars(query)}, key=len)[::-1]


def _key(words: str) -> str:
    return " ".join(text.words(text.lower(text.tone_style(words))))


def _wrong_post(
    words: str,
    name: str,
    places: list[int],
    held: list[Position],
    catalogue: list[str],
    day: dt.date,
    field: str,
) -> Iterator[Problem]:
    """Yield a post beside a name that the person did not hold on the day."""
    then = [post.title for post in held if post.title and post.held_on(day)]
    if not then:
        return
    known = [_key(title) for title in then]
    for place in places:
        spoken = _spoken(words, place, place + len(name), catalogue)
        if spoken and not any(title.startswith(spoken) for title in known):
            message = _(
                "On %(day)s %(name)s was %(posts)s, says the directory.",
                day=text.format_date_short(day),
                name=name,
                posts=", ".join(then),
            )
            yield Problem(message, field, rule=POSTS, quote=name)
            return


def _spoken(words: str, start: int, end: int, catalogue: list[str]) -> str:
    """Return the post that stands right before a name, or right after it and a comma."""
    before = _key(" ".join(words[max(0, start - 120) : start].split()[-BEFORE:]))
    after = words[end : end + 120]
    follows = _key(" ".join(after[1:].split()[:AFTER])) if after[:1] in ",-–" else ""
    for post in catalogue:
        if before.endswith(f" {post}") or before == post:
            return post
        if follows == post or follows.startswith(f"{post} "):
            return post
    return ""


def _closed(
    texts: Mapping[str, str], day: dt.date, known: ColumnElement[bool]
) -> Iterator[Problem]:
    """Yield bodies that a text names although they had ended before the day."""
    query = (
        select(Item.title, Organisation.valid_to)
        .join(Organisation, Organisation.item_id == Item.id)
        .where(
            Item.type == ORGANISATION,
            Organisation.valid_to < day,
            Item.deleted_at.is_(None),
            known,
        )
    )
    ended = [
        (title, _key(title), last)
        for title, last in db.session.execute(query)
        if last is not None
    ]
    for field, words in texts.items():
        spoken = f" {_key(words)} "
        for title, key, last in ended:
            if f" {key} " in spoken:
                message = _(
                    "%(body)s ended on %(day)s.",
                    body=title,
                    day=text.format_date_short(last),
                )
                yield Problem(message, field, rule=CLOSED, quote=title)
