"""Somebody who asks a site for all that is hidden from them, by every door."""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from flask import url_for
from hidden_site import KINDS
from page_forms import body_of, forms_of
from sqlalchemy import select
from werkzeug.routing import BuildError

from cms.accounts.models import Role, User
from cms.accounts.sessions import SessionRow
from cms.content import service
from cms.content.spine.models import Item, Section
from cms.extensions import db
from cms.features.tags.models import Tag
from cms.testing.people import logged_in


#: Left out of the addresses: what everybody reads, and a second one of a kind.
KNOWN = ("known", "body", "meeting", "event", "elsewhere")
#: Which kind's words stand in what is planted for another reason.
KIND_OF = {"event": "child", "file": "media", "thrown": "unused"}
#: Further tables whose numbers stand in fields and addresses.
NUMBERED = ("blocks", "comments", "invitations", "sections", "tags", "undo_records")
#: What a form sends that is no number of anything.
OTHERS = {"csrf_token", "idempotency_key", "version", "base", "seen"}
#: Ends the session of whoever asks.
LEFT_OUT = {"accounts.logout"}
FORM = "application/x-www-form-urlencoded"


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
    return "\n" + "\n".join(sorted(map(str, found)))


def foreign(hidden, viewer):
    """Yield each hidden item and medium: its table, what it is, and its number."""
    for table, ids in (("items", hidden.items), ("media", hidden.media)):
        for key, number in ids.items():
            if KIND_OF.get(key, key) in kept_from(viewer):
                yield table, key, number


def numbers(hidden, viewer):
    """Return the numbers that a viewer has no business with, of whatever table.

    Tables count for themselves, hence one number speaks of a row of each.
    """
    found = {number for _table, _key, number in foreign(hidden, viewer)}
    for name in NUMBERED:
        found |= set(db.session.scalars(sa.select(db.metadata.tables[name].c.id)))
    return sorted(found)


def values_of(hidden):
    """Return what can stand in each part of an address."""
    sections = db.session.scalars(select(Section)).all()
    types = hidden.build.registry.content_types
    blocks = sa.select(db.metadata.tables["blocks"].c.id)
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
        "block_id": db.session.scalars(blocks).all(),
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


def addresses(hidden):
    """Yield view and address of everything to be read that the rules of the site make."""
    values = values_of(hidden)
    with hidden.build.app.test_request_context():
        for rule in hidden.build.app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.arguments == {"address", "slug"}:
                continue
            if rule.endpoint.startswith("guests."):
                continue
            names = sorted(rule.arguments)
            for chosen in itertools.product(*(values[name] for name in names)):
                given = dict(zip(names, chosen, strict=True))
                try:
                    yield rule.endpoint, url_for(rule.endpoint, **given)
                except (BuildError, ValueError):
                    continue
    for path in db.session.scalars(select(Item.path).where(Item.path != "")):
        yield "pages.item", path


class Crawl:
    """The answers to one viewer: ``found`` are (place, kind) of what was told.

    ``forms`` are those on the pages that were seen, by view and names of fields.
    """

    def __init__(self, hidden, viewer):
        self.hidden, self.viewer = hidden, viewer
        self.browser = hidden.browsers[viewer]
        self.router = hidden.build.app.url_map.bind("localhost")
        self.found, self.forms, self.opened, self.sent = [], {}, 0, 0
        self._closed = set()

    def look(self, *, once=False):
        """Ask for every address once, or for one of each view; a picture tells by being there."""
        media = {number: key for key, number in self.hidden.media.items()}
        for endpoint, address in dict.fromkeys(addresses(self.hidden)):
            if endpoint in self._closed:
                continue
            answer = self.ask("GET", address)
            self.judge(address, answer)
            self._note_closed(endpoint, answer)
            if once and answer.status_code == 200:
                self._closed.add(endpoint)
            if answer.status_code != 200:
                continue
            self.opened += 1
            if number := re.match(r"/media/(\d+)/", address):
                key = media[int(number[1])]
                if KIND_OF.get(key, key) in kept_from(self.viewer):
                    self.found.append((address, f"the bytes of {key}"))
            if answer.mimetype == "text/html":
                self._collect(address, answer.text)

    def ask(self, method, address, **more):
        """Return the answer to a request, once more where a form has ended the session."""
        answer = self.browser.open(address, method=method, **more)
        gone = answer.status_code == 401 or "/dang-nhap" in answer.headers.get(
            "Location", ""
        )
        if gone and self.viewer != "visitor":
            person = self.hidden.people[self.viewer]
            self.browser = logged_in(self.hidden.build.app, person)
            answer = self.browser.open(address, method=method, **more)
        return answer

    def _note_closed(self, endpoint, answer):
        """Remember a view whose declared right the viewer lacks: nothing looks further."""
        view = self.hidden.build.app.view_functions[endpoint]
        declared = getattr(view, "__cms_access__", None)
        refused = answer.status_code in (401, 403)
        if declared is None or declared.kind == "public":
            return
        if declared.kind == "permission" and refused:
            self._closed.add(endpoint)
        if self.viewer == "visitor" and (refused or answer.status_code == 302):
            self._closed.add(endpoint)

    def judge(self, place, answer):
        """Note what an answer tells, or that the server failed."""
        self.found += [(place, kind) for kind in leaked(self.viewer, answer)]
        if answer.status_code >= 500:
            self.found.append((place, answer.status_code))

    def _collect(self, address, page):
        """Remember the forms of a page that post something."""
        for form in forms_of(address, page):
            path = unquote(urlsplit(form.action).path)
            if form.method == "POST" and self.router.test(path, "POST"):
                endpoint = self.router.match(path, "POST")[0]
                kept = [shape for name, shape in self.forms if name == endpoint]
                same = [shape for shape in kept if form.shape <= shape]
                # A button that leads a form elsewhere brings the same fields again.
                if endpoint not in LEFT_OUT and not (same if form.is_own else kept):
                    self.forms[endpoint, form.shape] = form

    def begin(self, types, data):
        """Begin an item of each type, for the forms on its page."""
        for content_type in types:
            person = self.hidden.people[self.viewer]
            mine = service.create(person, content_type.name, data)
            page = f"/ban-lam-viec/sua/{mine.id}"
            self._collect(page, self.ask("GET", page).text)

    def fill(self, ids):
        """Send every form with each number in all fields that may hold one.

        And with all of them together, where a field takes several. Then its page
        is looked at again: what was taken is shown there.
        """
        for form in self.forms.values():
            for turn, number in enumerate(ids):
                self.post(form.action, list(filled(form, number)), quiet=turn % 2)
            together = ",".join(map(str, ids))
            self.post(form.action, list(filled(form, together)))
        for page in sorted({form.page for form in self.forms.values()}):
            self.judge(f"{page} afterwards", self.ask("GET", page))

    def knock(self, ids, fields):
        """Post to every address with numbers in it; ``fields`` are names by view."""
        for rule in self.hidden.build.app.url_map.iter_rules():
            counted = [name for name in rule.arguments if name.endswith("_id")]
            if "POST" not in rule.methods or not counted or rule.endpoint in LEFT_OUT:
                continue
            for number in ids:
                if rule.endpoint in self._closed:
                    break
                given = {
                    name: number if name in counted else 1 for name in rule.arguments
                }
                try:
                    with self.hidden.build.app.test_request_context():
                        address = url_for(rule.endpoint, **given)
                except (BuildError, ValueError):
                    continue
                values = [(name, str(number)) for name in fields.get(rule.endpoint, ())]
                answer = self.post(address, values)
                self._note_closed(rule.endpoint, answer)

    def post(self, address, values, quiet=False):
        """Send values as a form, or as a page does that saves by itself."""
        headers = {"X-Autosave": "1", "Accept": "application/json"} if quiet else {}
        self.sent += 1
        body = {"data": body_of(values), "content_type": FORM, "headers": headers}
        answer = self.ask("POST", address, **body)
        self.judge(f"{address} <- {values}"[:300], answer)
        return answer


def filled(form, number):
    """Yield what a form sends with a number in all fields that may hold one."""
    for name in [*form.hidden, *form.shown]:
        given = [value for key, value in form.values if key == name]
        if name == "base":
            continue  # then the version alone counts
        if name in OTHERS or not all(re.fullmatch(r"[\d,]*", one) for one in given):
            if name.endswith("__text"):
                yield name.removesuffix("__text"), json.dumps(document_to(number))
            else:
                yield from ((name, one) for one in given)
        elif name.endswith("__text"):
            yield name.removesuffix("__text"), json.dumps(document_to(number))
        else:
            yield name, str(number)


def document_to(number):
    """Return a document that points to a number, or several, in every way there is."""
    content = []
    for one in str(number).split(","):
        marks = [{"type": "link", "attrs": {"itemId": int(one)}}]
        text = {"type": "text", "text": "xem", "marks": marks}
        content += [{"type": "paragraph", "content": [text]}]
        content += [
            {"type": t, "attrs": {"mediaId": int(one)}} for t in ("image", "file")
        ]
        content += [{"type": "sharedBlock", "attrs": {"blockId": int(one)}}]
    return {"type": "doc", "content": content}
