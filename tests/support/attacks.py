"""Somebody who sends poison to every address of a site and notes what gives way."""

import io
import json
from collections import defaultdict
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import poison
import sqlalchemy as sa
from flask import request
from furnished import picture, text_with
from page_forms import body_of, forms_of, plain

from cms.builtin.accounts import one_time_codes
from cms.content.spine.models import Item
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features import comments
from cms.features.invitations import service as invitations
from cms.testing.items import make
from cms.testing.people import logged_in, make_user


IN_ROUTES = (
    "99999999999999999999", poison.SOFT, "2147483648", "-1", "0", poison.SURROGATE,
    "\u202ea", "vie\u0323t", "%09", "..", "//evil", "a" * 3000, "1e999", "٣",
)  # fmt: skip
ALONE = (poison.SURROGATE, "9999-12-31T23:59", "/%09/evil", "NaN", "a b@c.example")
KEPT = {"csrf_token", "version"}
LONG_FORM = 20
#: Never a fault of ours: the server is busy or full, and says so.
EXCUSED = (503, 507)


class Attack:
    """Sends requests as an administrator; ``failures`` are errors of the server."""

    def __init__(self, site, everything):
        self.site, self.all, self.turn = site, everything, 0
        self.failures = defaultdict(list)
        self.asked = defaultdict(set)
        self.router = site.app.url_map.bind("localhost")
        self.samples = samples(site)
        self.rules = [
            rule
            for rule in site.app.url_map.iter_rules()
            if not rule.rule.startswith("/_") and rule.endpoint != "static"
        ]
        self.administrator = make_user("administrator")
        self.log_in()
        self._listen()

    def log_in(self):
        """Begin a session; what was sent may have ended the last one."""
        with transaction():
            db.session.refresh(self.administrator)
            self.administrator.active = True
        self.browser = logged_in(self.site.app, self.administrator)

    def some(self, values, most):
        """Return a few of many values, each time others; all when all are wanted."""
        if self.all or len(values) <= most:
            return list(values)
        self.turn += 7
        step = len(values) / most
        return [
            values[int(self.turn + number * step) % len(values)]
            for number in range(most)
        ]

    def _listen(self):
        """Note by view which names of parameters and fields are asked for."""
        asked, kind = self.asked, self.site.app.request_class

        class Noting(kind.parameter_storage_class):
            def note(self, name):
                if isinstance(name, str):
                    asked[request.endpoint, request.method].add(name)

            def __contains__(self, name):
                self.note(name)
                return super().__contains__(name)

            def __getitem__(self, name):
                self.note(name)
                return super().__getitem__(name)

            def get(self, name, *args, **more):
                self.note(name)
                return super().get(name, *args, **more)

            def getlist(self, name, *args, **more):
                self.note(name)
                return super().getlist(name, *args, **more)

        self.site.app.request_class = type(
            "NotingRequest", (kind,), {"parameter_storage_class": Noting}
        )

    def send(self, method, address, what="", **more):
        """Return the answer; note it when the server failed."""
        answer = self.browser.open(address, method=method, **more)
        if answer.status_code >= 500 and answer.status_code not in EXCUSED:
            key = f"{method} {plain(urlsplit(address).path)[:80]}"
            self.failures[key].append(f"{answer.status_code} {what[:90]!r}")
        there = answer.headers.get("Location", "")
        if answer.status_code == 401 or "/dang-nhap" in there:
            self.log_in()
        return answer

    def post(self, address, values, what=""):
        """Send values as a form."""
        kind = "application/x-www-form-urlencoded"
        self.send("POST", address, what, data=body_of(values), content_type=kind)

    def everywhere(self):
        """Attack every door, then read every page once more."""
        for door in (self.routes, self.queries, self.pages, self.posts):
            door()
        self.look_again()

    def routes(self):
        """Ask for every address with poison in the place of each argument."""
        seen = set()
        for rule in self.rules:
            chosen = {name: self.samples[name][0] for name in rule.arguments}
            method = "POST" if "POST" in rule.methods else "GET"
            for name in rule.arguments:
                kind = type(rule._converters[name]), method
                whole = self.all or kind not in seen
                seen.add(kind)
                for bad in IN_ROUTES if whole else IN_ROUTES[:3]:
                    address = built(rule, {**chosen, name: bad})
                    self.send(method, address, f"{name}={bad[:40]}")

    def queries(self):
        """Ask for every page with poison in the parameters that it reads."""
        for rule in self.rules:
            if "GET" not in rule.methods:
                continue
            address = next(self.addresses(rule))
            self.send("GET", address)
            names = sorted(self.asked[rule.endpoint, "GET"] | {"lang", "cursor"})
            common = (poison.SOFT, "9" * 20, "9999-12-31")
            for bad in (*common, *self.some(poison.HARD, 1)):
                query = body_of([(name, bad[:3000]) for name in names])
                self.send("GET", f"{address}?{query}", query)

    def pages(self):
        """Send every form that a page shows, its fields poisoned."""
        seen = set()
        for rule in self.rules:
            for address in self.addresses(rule) if "GET" in rule.methods else ():
                answer = self.send("GET", address)
                if answer.status_code != 200 or answer.mimetype != "text/html":
                    continue
                for form in forms_of(address, answer.text):
                    endpoint = self.endpoint(form)
                    shape = form.shape if endpoint == "desk.save" else ""
                    if endpoint and (endpoint, shape) not in seen:
                        seen.add((endpoint, shape))
                        self.form(form)

    def endpoint(self, form):
        """Return the view that a form posts to; "" when only its buttons lead on."""
        path = urlsplit(form.action).path
        if form.method == "POST" and self.router.test(path, "POST"):
            return self.router.match(path, "POST")[0]
        return ""

    def form(self, form):
        """Send a form with poison in all fields at once, then in each alone."""
        shown = form.values + form.buttons
        names = list(dict.fromkeys(name for name, _value in shown))
        soft = [
            (n, poison.SOFT if n in form.free and not v.isdecimal() else v)
            for n, v in form.values
        ]
        self.post(form.action, current(form, soft), "soft")
        long_form = len(names) > LONG_FORM
        hard = poison.HARD
        for start in self.some(range(len(hard)), 2 if long_form else 4):
            values = [
                (n, v if n in KEPT else hard[(start + place) % len(hard)])
                for place, (n, v) in enumerate(shown)
            ]
            self.post(form.action, cut(values), f"round {start}")
        for name in self.some(names, 4) if long_form else names:
            for bad in ("9" * 20, *self.some(ALONE, 1)):
                values = [(n, bad if n == name else v) for n, v in shown]
                values = values if name == "version" else current(form, values)
                self.post(form.action, values, f"{name}={bad}")
        for name in form.files:
            for number, given in enumerate(poison.FILE_NAMES):
                data = dict(form.values)
                data[name] = (io.BytesIO(picture((9, 9, number))), given)
                self.send("POST", form.action, given, data=data)

    def posts(self):
        """Post to every address what its view asks for, and JSON of every wrong kind."""
        for rule in self.rules:
            if "POST" not in rule.methods:
                continue
            address = next(self.addresses(rule))
            asked = self.asked[rule.endpoint, "POST"]
            self.post(address, [])
            self.post(address, [(name, "1") for name in sorted(asked)[:40]])
            names, hard = sorted(asked - {"csrf_token"})[:40], poison.HARD
            for start in self.some(range(len(hard)), 3):
                values = [
                    (name, hard[(start + place) % len(hard)])
                    for place, name in enumerate(names)
                ]
                self.post(address, cut(values), f"asked {start}")
            for body in self.some(poison.DOCUMENTS, 4):
                kind = "application/json"
                self.send("POST", address, body, data=body, content_type=kind)
            kind = "multipart/form-data; boundary=x"
            self.send("POST", address, "parts", data=poison.PARTS, content_type=kind)

    def look_again(self):
        """Read every page with what is now stored; what machines read is whole."""
        for rule in self.rules:
            for address in self.addresses(rule) if "GET" in rule.methods else ():
                answer = self.send("GET", address, "afterwards")
                try:
                    if answer.mimetype.endswith("xml"):
                        ET.fromstring(answer.data)
                    elif answer.mimetype == "application/json":
                        json.loads(answer.text, parse_constant=float.fromhex)
                except (ET.ParseError, ValueError) as error:
                    self.failures[address].append(str(error))

    def addresses(self, rule):
        """Yield addresses of a rule with values that are there."""
        names = sorted(rule.arguments)
        most = max((len(self.samples[name]) for name in names), default=1)
        for number in range(most if rule.endpoint == "desk.edit" else min(most, 2)):
            yield built(
                rule,
                {
                    name: self.samples[name][number % len(self.samples[name])]
                    for name in names
                },
            )


def newest(table, column="id"):
    """Return a value of the newest row of a table."""
    found = db.metadata.tables[table].c[column]
    return db.session.scalars(sa.select(found).order_by(found.desc())).first()


def samples(site):
    """Return values by the name of a route's argument: what is really there."""
    live = db.session.scalars(
        sa.select(Item).where(Item.type == "news.article", Item.status == "published")
    ).first()
    text = {"title": "Chờ duyệt", "summary": "Tóm tắt.", "body": text_with()}
    waiting = make("news.article", status="submitted", **text)
    comments.add(waiting, guest="Ông Ba", body="Tôi đồng ý.")
    token = invitations.invite(make_user("approver"), waiting.id, guest="Bà Tư")[1]
    with transaction():
        secret = one_time_codes.issue(one_time_codes.PASSWORD, newest("users"))
    rows = {
        "media": "media",
        "section": "sections",
        "user": "users",
        "role": "roles",
        "tag": "tags",
        "block": "blocks",
        "comment": "comments",
        "invitation": "invitations",
        "notice": "notices",
        "record": "undo_records",
        "row": "sessions",
    }
    one_each = sa.select(sa.func.min(Item.id)).group_by(Item.type)
    return defaultdict(
        lambda: ["x"],
        {f"{name}_id": [newest(table) or 1] for name, table in rows.items()}
        | {
            "item_id": [live.id, waiting.id, *db.session.scalars(one_each)],
            "number": [1],
            "type_name": list(site.registry.content_types),
            "address": [live.path.split("/")[1]],
            "slug": [live.path.split("/")[2]],
            "name": ["news", "submit", "note.txt"],
            "year": [2026],
            "month": [3],
            "width": [320],
            "extension": ["webp"],
            "kind": ["docx"],
            "token": [token],
            "secret": [secret],
        },
    )


def built(rule, chosen):
    """Return the address of a rule, whatever its converters think of the values."""
    return "".join(
        quote(str(chosen[part]).encode("utf-8", "surrogatepass"), safe="")
        if is_argument
        else part
        for is_argument, part in rule._trace
        if part != "|"
    )


def cut(values, most=600_000):
    """Return values, long ones only at first: a request has a limit of its own."""
    size, kept = 0, []
    for name, value in values:
        size += len(value) * 3
        kept.append((name, value if size < most or len(value) < 1000 else "x"))
    return kept


def current(form, values):
    """Return values with the version that is stored now, so that they are looked at."""
    found = form.action.split("/sua/")
    if len(found) == 1:
        return values
    item_id = int(found[1].partition("/")[0].partition("?")[0])
    version = db.session.scalar(sa.select(Item.version).where(Item.id == item_id))
    return [(n, str(version) if n == "version" else v) for n, v in values]
