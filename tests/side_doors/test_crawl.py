"""No answer tells anybody of what they may not know: every address, field and mail."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict

import pytest
from crawling import Crawl, foreign, kept_from, leaked, listed, numbers, said
from hidden_articles import BUNDLED
from hidden_site import KINDS, furnish, marker, sought
from light import rights_worked_out_once
from postman import running
from sqlalchemy import select

from cms.config import Config
from cms.content import service
from cms.content.fields.answers import Kind
from cms.content.fields.rows import new_key
from cms.content.revisions.snapshot import Snapshot, blank_form
from cms.content.spine.models import Section
from cms.errors import Refused
from cms.extensions import db
from cms.features.notices.steps import mail_notices
from cms.testing.browser import Browser
from cms.testing.databases import opened
from cms.testing.engines import speed_up
from cms.testing.postgres import database
from cms.testing.pytest_plugin import HOOK_SECONDS, SECRET


DESK = "/ban-lam-viec"


@pytest.fixture(scope="module")
def post():
    """A mail server that keeps what it is given."""
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def hidden(
    database_kind, database_template, compiled_statements, tmp_path_factory, post
):
    """The one furnished site that all tests here look at, and its build."""
    folder = tmp_path_factory.mktemp("hidden")
    options = {
        "hook_seconds": HOOK_SECONDS,
        "smtp_url": f"smtp://127.0.0.1:{post.port}",
        "mail_from": "sen@quansen.example",
        "base_url": "http://localhost",
    }
    with pytest.MonkeyPatch.context() as patch:
        speed_up(patch, compiled_statements)
        if database_kind == "sqlite":
            shutil.copyfile(database_template, folder / "site.db")
            yield from _furnished(Config.load(folder, secret_key=SECRET, **options))
            return
        with database(*database_template) as url:
            options["database_url"] = url.render_as_string(hide_password=False)
            config = Config.load(folder, secret_key=SECRET, **options)
            yield from _furnished(config)


def _furnished(config):
    with opened(config, BUNDLED, ()) as build:
        site = furnish(build.app)
        site.build, site.browsers["visitor"] = build, Browser(build.app)
        with rights_worked_out_once():
            yield site


@pytest.fixture(scope="module")
def crawl_of(hidden):
    """The crawl of a viewer, who has asked for every address once."""
    kept = {}

    def crawl(viewer):
        if viewer not in kept:
            kept[viewer] = Crawl(hidden, viewer)
            kept[viewer].look()
        return kept[viewer]

    return crawl


VIEWERS = ("visitor", "reader", "local", "editor", "reporter")


@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_address_tells_of_what_is_hidden(crawl_of, viewer):
    crawl = crawl_of(viewer)
    assert crawl.opened > 25
    assert not crawl.found, listed(crawl.found)


def test_whoever_may_know_everything_is_told_of_every_kind(hidden):
    """Else the markers would be missing since nothing shows them to anybody."""
    ids = [hidden.items[key] for key in ("limited", "draft", "confidential", "page")]
    pages = [f"{DESK}/sua/{one}" for one in [*ids, *hidden.items.values()]]
    pages += [f"{DESK}/sua/{one}/duyet" for one in ids]
    pages += [f"{DESK}/sua/{one}/moi" for one in ids]
    pages += [f"{DESK}/sua/{hidden.items['page']}/so-sanh?cu=1&moi=2"]
    pages += [f"{DESK}/media/", f"{DESK}/media/?use=deleted", f"{DESK}/thung-rac/"]
    answers = [hidden.browsers["administrator"].get(one) for one in pages]
    seen = {
        one for answer in answers for one in re.findall(r"xw([a-z]+)", said(answer))
    }
    assert set(KINDS) <= seen, set(KINDS) - seen


#: Where words are looked for, and of which kinds words can stand there.
PICTURES = {"media", "formermedia", "replaced", "unused"}
KEYWORDS = {"keyword", "limitedkeyword"}
WRITTEN = set(KINDS) - PICTURES - {"replaced", "comment", "guest"}
SEARCHES = {
    "/tim-kiem": set(KINDS),
    f"{DESK}/noi-dung/": WRITTEN,
    f"{DESK}/chon.json": WRITTEN,
    f"{DESK}/lenh.json": WRITTEN,
    f"{DESK}/media/chon.json": PICTURES,
    f"{DESK}/the.json": KEYWORDS | {"limited", "draft"},
    f"{DESK}/thung-rac/": {"trashed", "limited", "elsewhere"},
}


def plain(answer, word):
    """Return what an answer says to a search, the word itself left aside."""
    text = answer.get_data(as_text=True).replace(word, "N")
    return answer.status_code, re.sub(r'(nonce|value|content)="[^"]*"|\d+', "", text)


@pytest.mark.parametrize("viewer", ["visitor", "reporter", "local"])
def test_a_search_finds_nothing_by_what_is_hidden(hidden, viewer):
    """A page that links to it must not be found by its name either."""
    browser = hidden.browsers[viewer]
    found = []
    for address, kinds in SEARCHES.items():
        if viewer == "visitor" and address.startswith(DESK):
            continue
        nothing = plain(
            browser.get(address, query_string={"q": "zqnowhere"}), "zqnowhere"
        )
        for kind in kept_from(viewer) & kinds:
            word = sought(kind)
            answer = browser.get(address, query_string={"q": word})
            if plain(answer, word) != nothing or leaked(viewer, answer):
                found.append((address, kind))
    assert not found, listed(found)


def pointing(kind, target):
    """Return the rich texts that point to a target, in every way there is."""
    if kind == Kind.ITEM:
        marks = [{"type": "link", "attrs": {"itemId": target}}]
        text = {"type": "text", "text": "xem", "marks": marks}
        return [{"type": "paragraph", "content": [text]}]
    return [{"type": one, "attrs": {"mediaId": target}} for one in ("image", "file")]


def fillings(form, kind, target):
    """Yield each field's name with values that point to ``target``, rows included."""
    for field in form:
        if field.shape == "rich":
            for node in pointing(kind, target):
                yield field.short_name, {"type": "doc", "content": [node]}
        elif field.points_to == kind:
            many = getattr(field, "many", type(field).__name__ in ("Images", "Files"))
            yield field.short_name, [target] if many else target
        elif hasattr(field, "row_form"):
            for name, value in fillings(field.row_form(), kind, target):
                yield field.short_name, [{"key": new_key(), name: value}]


def test_no_field_takes_what_is_hidden(hidden):
    """Each place that points to something is refused, those in rows and texts too."""
    person, section = hidden.people["local"], section_of_local()
    tried, taken = 0, []
    for content_type in own_types(hidden):
        form = blank_form(content_type)
        for table, key, number in third(foreign(hidden, "local"), content_type):
            what = POINTED_TO[table]
            filled = dict(fillings(form, what, number))
            data = {"title": "Của tôi", "section_id": section, **filled}
            snapshot = Snapshot(content_type, {}).with_values(data)
            places = {one.name for one in snapshot.references(what)}
            refused = set()
            try:
                service.create(person, content_type.name, data)
            except Refused as refusal:
                refused = {one.field for one in refusal.problems}
                if "xw" in str(refusal).lower():
                    taken.append((content_type.name, key, str(refusal)))
            db.session.rollback()
            tried += len(places)
            taken += [(content_type.name, key, one) for one in places - refused]
    assert tried > 100
    assert not taken, listed(taken)


POINTED_TO = {"items": Kind.ITEM, "media": Kind.MEDIA}


def third(found, content_type):
    """Return every third, other ones for each type: all of them meet all kinds of fields."""
    return list(found)[len(content_type.name) % 3 :: 3]


def section_of_local():
    """Return the section in which the local reporter writes."""
    return db.session.scalar(select(Section.id).where(Section.slug == "phan-ta"))


def own_types(hidden):
    """Return the types of what a reporter may begin by itself."""
    types = hidden.build.registry.content_types.values()
    return [one for one in types if one.parent is None and not one.is_record]


@pytest.mark.one_database
def test_no_form_tells_of_what_is_put_into_it(hidden, crawl_of):
    """Each viewer puts numbers of all that is hidden into every form and address.

    Last those who see the most: what they may change does not count. What a form says
    is the same on each database; who sees what is looked at on both, above, and what
    a database does with a number that is too large, by ``tests/inputs``.
    """
    names = defaultdict(set)
    mine = {"title": "Của tôi", "section_id": section_of_local()}
    crawls = [crawl_of(viewer) for viewer in VIEWERS]
    for crawl in crawls:
        crawl.begin(own_types(hidden) if crawl.viewer == "local" else (), mine)
    everything = Crawl(hidden, "administrator")
    everything.look(once=True)
    for endpoint, shape in (k for crawl in (*crawls, everything) for k in crawl.forms):
        names[endpoint] |= {name for name in shape if "#" not in name}
    sent, found = 0, []
    for turn, crawl in enumerate(crawls):
        ids = numbers(hidden, crawl.viewer)
        crawl.found.clear()
        crawl.fill(ids)
        crawl.knock(ids[turn % 3 :: 3], names)
        found += [(crawl.viewer, *one) for one in crawl.found]
        sent += crawl.sent
    assert sent > 1200, sent
    assert not found, listed(found)


def test_no_mail_tells_of_what_is_limited_or_hidden(hidden, post):
    """Of limited items a mail says only that something waits on the desk."""
    mail_notices()
    assert {one["To"].addresses[0].username for one in post.mails} >= {"administrator"}
    for one in post.mails:
        text = "\n".join(
            [str(one["Subject"]), *(part.get_content() for part in one.iter_parts())]
        ).casefold()
        viewer = one["To"].addresses[0].username
        for kind in {*kept_from(viewer), "limited", "confidential", "comment"}:
            assert marker(kind) not in text, (viewer, kind)
