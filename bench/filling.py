"""Many articles, written directly with all rows that pages read, and pages of lists."""

from __future__ import annotations

import datetime as dt
import random
import re
import sys
from collections.abc import Iterator
from html import unescape
from typing import Any

from articles import DID, HOW, PHRASE, SEED, WHAT, WHO
from sqlalchemy import insert, select

from cms import text
from cms.build_context import current_build
from cms.builtin.statistics import refresh_statistics
from cms.content.spine.models import Item, Revision, Section
from cms.database.transaction import transaction
from cms.extensions import db
from cms.richtext import from_text
from cms.search.models import item_fts, item_search, place_of
from cms.search.tokens import indexed
from cms.testing.browser import Browser


BATCH = 5_000
ARTICLE = "news.article"
# State and stage of an item, and how many in a hundred are so.
STATES = (
    (("published", None), 88),
    (("published", "draft"), 2),
    (("draft", "draft"), 5),
    (("draft", "submitted"), 2),
    (("draft", "scheduled"), 1),
    (("archived", None), 2),
)
BEGIN = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)
YEARS = dt.timedelta(days=3650)


def fill(count: int) -> None:
    """Write articles spread over ten years, with revisions and search rows, in batches.

    One in a hundred is in the trash, one in fifty has PHRASE; each has some sixty words.
    """
    chance = random.Random(SEED)
    with transaction() as session:
        names = ("Tin tức", "Hội nghị", "Kiểm tra", "Thông báo")
        session.add_all(Section(slug=text.slugify(one), title=one) for one in names)
        session.flush()
        sections = list(session.scalars(select(Section.id)))
    states = [state for state, share in STATES for _number in range(share)]
    detail = current_build().registry.content_types[ARTICLE].detail
    for start in range(0, count, BATCH):
        numbers = range(start + 1, min(start + BATCH, count) + 1)
        made = [article(number, count, chance, states, sections) for number in numbers]
        items = [one for one, _words in made]
        with transaction() as session:
            session.execute(insert(Item), items)
            session.execute(insert(Revision), [revision(*one) for one in made])
            live = [one for one in made if one[0]["status"] != "draft"]
            rows = [{"item_id": one["id"], "body": from_text(w)} for one, w in live]
            session.execute(insert(detail), rows)
            found = list(search_rows(made))
            session.execute(insert(item_search), [row for row, _fts in found])
            session.execute(insert(item_fts), [fts for _row, fts in found])
        print(f"\r{numbers[-1]}", end="", file=sys.stderr, flush=True)
    print("\r", end="", file=sys.stderr, flush=True)
    refresh_statistics()


def article(
    number: int, count: int, chance: random.Random, states: Any, sections: Any
) -> tuple[dict[str, Any], str]:
    """Return an item as a row, and its text."""
    title = f"{sentence(chance)} số {number}"
    status, stage = chance.choice(states)
    moment = BEGIN + YEARS * number / count
    slug = f"tin-{number}"
    row = {
        "id": number,
        "type": ARTICLE,
        "title": title,
        "slug": slug,
        "path": f"/tin-tuc/{slug}",
        "summary": sentence(chance),
        "status": status,
        "stage": stage,
        "title_sort": str(text.sort_key(title)),
        "published_at": None if status == "draft" else moment,
        "sort_date": moment,
        "created_at": moment,
        "updated_at": moment + dt.timedelta(days=chance.randrange(300)),
        "deleted_at": moment if chance.random() < 0.01 else None,
        "section_id": chance.choice(sections),
        "version": 1,
    }
    words = ". ".join(sentence(chance) for _ in range(3))
    return row, f"{words}. {PHRASE}." if number % 50 == 0 else f"{words}."


def sentence(chance: random.Random) -> str:
    """Return who did what, how."""
    return " ".join(chance.choice(part) for part in (WHO, DID, WHAT, HOW))


def revision(item: dict[str, Any], words: str) -> dict[str, Any]:
    """Return the one revision of an item."""
    data = {name: item[name] for name in ("title", "summary", "section_id")}
    return {
        "item_id": item["id"],
        "number": 1,
        "state": "working" if item["stage"] else "published",
        "data": {**data, "body": from_text(words)},
    }


def search_rows(
    made: list[tuple[dict[str, Any], str]],
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield by what each item is found: the words that are shown, the words that match."""
    dialect = db.engine.dialect.name
    for item, words in made:
        shown = [item["title"], item["summary"], words]
        folded, exact = indexed(shown, dialect)
        names = ("title", "summary", "body")
        place = place_of(item["id"], item["sort_date"])
        yield (
            {
                "item_id": item["id"],
                "place": place,
                **dict(zip(names, shown, strict=True)),
            },
            {"rowid": place, "folded": folded, "exact": exact},
        )


def deep(browser: Browser, path: str, page: int) -> str:
    """Return the address of a further page of a list: the next one, and so on."""
    base = path.partition("?")[0]
    for _page in range(page - 1):
        found = re.search(r'rel="next" href="([^"]+)"', browser.get(path).text)
        if found is None:
            break
        address = unescape(found[1])
        path = address if address.startswith("/") else base + address
    return path
