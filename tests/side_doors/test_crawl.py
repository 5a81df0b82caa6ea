"""No answer tells anybody of what they may not know: every address, field and mail."""

from __future__ import annotations

import io
import itertools
import json
import re
import shutil
import zipfile

import pytest
from flask import url_for
from hidden_articles import BUNDLED
from hidden_site import KINDS, furnish, marker, sought
from postman import running
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.routing import BuildError

from cms.accounts.models import Role, User
from cms.accounts.sessions import SessionRow
from cms.config import Config
from cms.content import service
from cms.content.fields.answers import Kind
from cms.content.fields.rows import new_key
from cms.content.revisions.snapshot import Snapshot, blank_form
from cms.content.spine.models import Item, Section
from cms.errors import Refused
from cms.extensions import db
from cms.features.blocks.models import Block
from cms.features.notices.steps import mail_notices
from cms.features.tags.models import Tag
from cms.testing.browser import Browser
from cms.testing.databases import opened
from cms.testing.engines import speed_up
from cms.testing.form_values import form_values
from cms.testing.postgres import database
from cms.testing.pytest_plugin import HOOK_SECONDS, SECRET


DESK = "/ban-lam-viec"
#: Left out of the addresses: what everybody reads, and a second one of a kind.
KNOWN = ("known", "body", "meeting", "event", "elsewhere")


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
        yield site


def said(answer):
    """Return head and text of an answer in small letters; of a package all its parts."""
    body = answer.get_data()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            body = b"\n".join(map(package.read, package.namelist()))
    return f"{answer.headers}\n{body.decode('utf-8', 'replace')}".lower()


def kept_from(viewer):
    """Return the kinds that a viewer may not know."""
    return {kind for kind, known in KINDS.items() if viewer not in known}


def leaked(viewer, answer):
    """Return the hidden kinds whose marker stands in an answer."""
    return sorted(kept_from(viewer) & set(re.findall(r"xw([a-z]+)", said(answer))))


def listed(found):
    """Return what was found, one on a line."""
    return "\n" + "\n".join(str(one) for one in sorted(map(str, found)))


def values_of(hidden):
    """Return what can stand in each part of an address."""
    types = hidden.build.registry.content_types
    sections = db.session.scalars(select(Section)).all()
    found = {
        "item_id": [number for key, number in hidden.items.items() if key not in KNOWN],
        "media_id": hidden.media.values(),
        "width": [320],
        "extension": ["webp"],
        "slug": [
            *(one.slug for one in sections),
            *db.session.scalars(select(Tag.slug)),
        ],
        "section_id": [one.id for one in sections],
        "address": [one.address for one in types.values()],
        "type_name": list(types),
        "user_id": db.session.scalars(select(User.id)).all(),
        "role_id": db.session.scalars(select(Role.id)).all(),
        "block_id": db.session.scalars(select(Block.id)).all() or [1],
        "row_id": db.session.scalars(select(SessionRow.id)).all(),
        "name": ["news"],
        "year": [2026],
        "month": [1, 11],
        "number": [1],
        "kind": ["docx"],
        "secret": ["x"],
        "token": [one.rpartition("/")[2] for one in hidden.addresses],
    }
    return {key: list(value) for key, value in found.items()}


def addresses(hidden, method="GET"):
    """Yield every address that a rule of the site makes with what there is."""
    values = values_of(hidden)
    with hidden.build.app.test_request_context():
        for rule in hidden.build.app.url_map.iter_rules():
            if method not in rule.methods or rule.arguments == {"address", "slug"}:
                continue
            if not rule.endpoint.startswith("guests."):
                names = sorted(rule.arguments)
                for chosen in itertools.product(*(values[name] for name in names)):
                    try:
                        yield url_for(
                            rule.endpoint, **dict(zip(names, chosen, strict=True))
                        )
                    except BuildError:
                        continue
        yield from db.session.scalars(select(Item.path).where(Item.path != ""))


@pytest.mark.parametrize("viewer", ["visitor", "reader", "reporter", "editor"])
def test_no_address_tells_of_what_is_hidden(hidden, viewer):
    browser = hidden.browsers[viewer]
    tried, found = 0, []
    for address in sorted(set(addresses(hidden))):
        answer = browser.get(address)
        tried += answer.status_code == 200
        found += [(address, kind) for kind in leaked(viewer, answer)]
        assert answer.status_code < 500, address
    assert tried > 25
    assert not found, listed(found)


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


def foreign(hidden, viewer):
    """Yield each hidden thing that a viewer may not point to: its kind and number."""
    kinds = {"event": "child", "file": "media", "thrown": "unused"}
    for what, ids in ((Kind.ITEM, hidden.items), (Kind.MEDIA, hidden.media)):
        for key, number in ids.items():
            if kinds.get(key, key) in kept_from(viewer):
                yield what, key, number


def test_no_field_takes_what_is_hidden(hidden):
    """Each place that points to something is refused, those in rows and texts too."""
    person, section = hidden.people["local"], section_of_local()
    tried, taken = 0, []
    for content_type in own_types(hidden):
        form = blank_form(content_type)
        for what, key, number in third(foreign(hidden, "local"), content_type):
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


def inputs(form, kind, target):
    """Yield name and text of each control of a form that can point to ``target``."""
    for field in form:
        if field.shape == "rich":
            content = pointing(kind, target)
            yield field.name, json.dumps({"type": "doc", "content": content})
        elif field.points_to == kind:
            yield field.name, str(target)


DOORS = ("", "/doi-chieu", "/chon", "/ho-so", "/buoc/submit", "/tai-cho")


def test_no_form_tells_of_what_is_put_into_it(hidden):
    """Every form is sent with each foreign number in all its fields, by all doors."""
    browser, person = hidden.browsers["local"], hidden.people["local"]
    doors = itertools.cycle(itertools.product(DOORS, ({}, {"X-Autosave": "1"})))
    found, tried = [], 0
    for content_type in own_types(hidden):
        data = {"title": "Của tôi", "section_id": section_of_local()}
        mine = service.create(person, content_type.name, data)
        page = f"{DESK}/sua/{mine.id}"
        typed = MultiDict(form_values(browser.get(page).text))
        form = blank_form(content_type)
        for what, key, target in third(foreign(hidden, "local"), content_type):
            sent = MultiDict(typed)
            for name, value in inputs(form, what, target):
                sent[name] = value
                sent.pop(f"{name}__text", None)
            door, headers = next(doors)
            answer = browser.post(page + door, data=sent, headers=headers)
            tried += 1
            found += [
                (content_type.name, key, door, one) for one in leaked("local", answer)
            ]
        seen = leaked("local", browser.get(page))
        found += [(content_type.name, "", "afterwards", one) for one in seen]
    assert tried > 25
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
