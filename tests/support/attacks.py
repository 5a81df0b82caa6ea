"""Somebody who sends poison through every door of a site and notes what gives way.

The doors are found in the site itself: its rules, the forms on its pages, the
names that its views ask for, its content types and settings. What is new there
takes part by itself.
"""

import io
import json
from collections import defaultdict
from contextlib import contextmanager
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree as ET

import flask
import jinja2
import poison
import pytest
import sqlalchemy as sa
import wtforms
from argon2 import PasswordHasher
from furnished import picture, text_with
from light import rights_worked_out_once
from page_forms import PageForm, body_of, forms_of, links_of, plain
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from cms import trial
from cms.accounts.models import User
from cms.accounts.permissions import SYSTEM
from cms.builtin.accounts import one_time_codes, passwords, throttle
from cms.builtin.exchange import item_rows
from cms.builtin.exchange.item_rows import load
from cms.builtin.rates import Rate
from cms.content import service
from cms.content.revisions.snapshot import Snapshot, blank_form
from cms.content.spine.models import Item
from cms.contributions import DemoItem
from cms.database.transaction import transaction
from cms.errors import CmsError, Refused
from cms.extensions import db
from cms.features import comments
from cms.features.invitations import service as invitations
from cms.inputs import load_json
from cms.media import Media
from cms.settings import SiteSettings, save_settings
from cms.testing.items import make
from cms.testing.people import logged_in, make_user


IN_ROUTES = (
    "99999999999999999999", poison.SOFT, "2147483648", "-1", "0", poison.SURROGATE,
    "\u202ea", "vie\u0323t", "%09", "..", "//evil", "a" * 3000, "1e999", "٣",
)  # fmt: skip
#: Sent as they are with every form: without them nothing else is looked at.
TOKEN, KEY, VERSION = "csrf_token", "idempotency_key", "version"
#: What an edit page carries of the values it began with; without it the version counts.
BASE = "base"
#: Never a fault of ours: the server is busy or full, and says so.
EXCUSED = (503, 507)
#: What every database stores, and neither XML nor a page shall hold.
IN_DATABASE = "\x08\x1b\ufffe\U0001ffff"
#: So many pages of a view are looked at whose addresses differ in more than numbers.
MOST_OF_A_VIEW = 15
#: Headers that something here reads, or writes down.
HEADERS = (
    *("Accept-Language", "User-Agent", "Referer", "If-None-Match", "If-Modified-Since"),
    *("Range", "X-Autosave", "X-Background", "Idempotency-Key", "Accept"),
)
FORM = "application/x-www-form-urlencoded"


class Attack:
    """Sends requests as an administrator; ``failures`` are errors of the server.

    With ``everything`` each field gets each value alone, too. ``stored`` has what
    poison was written, ``reached`` says of each view how its forms were answered,
    ``sent`` counts fields with a value, ``taken`` files that were let in.
    """

    def __init__(self, site, everything):
        self.site, self.all, self.watch = site, everything, poison.Watch(db.engine)
        each = poison.EACH if db.engine.dialect.name == "sqlite" else poison.STORED
        self.values = poison.HARD if everything else each
        self.failures, self.reached = defaultdict(list), defaultdict(set)
        self.asked, self.sent, self.taken = defaultdict(set), 0, 0
        self.json = defaultdict(set)
        self.forms, self.pages = {}, []
        self.hidden_done, self.common = defaultdict(set), set()
        self.shared = set()
        self.router = site.app.url_map.bind("localhost")
        self.stored = []
        self.parents = one_of_each(site)
        self.samples = samples(site)
        self.rules = [
            rule
            for rule in site.app.url_map.iter_rules()
            if not rule.rule.startswith("/_") and rule.endpoint != "static"
        ]
        self.administrator = make_user("administrator").id
        self.log_in()

    def log_in(self):
        """Begin a session; what was sent may have ended the last one."""
        with transaction() as session:
            administrator = session.get_one(User, self.administrator)
            administrator.active = True
        self.browser = logged_in(self.site.app, administrator)

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

    def everywhere(self):
        """Attack every door, then read every page once more."""
        with _light(self.site), self._listening():
            self.look_around()
            doors = (self.routes, self.queries, self.headers, self.posts, self.uploads)
            for door in (*doors, self.bodies, self.rows, self.settings):
                door()
            self.look_again()
            self.stored = sorted({*self.watch.found, *poison.stored()})
            self.go_past_the_gates()

    # What there is

    def has_drawn(self, template):
        """Tell whether a page has been drawn for the value that is sent; draw it once.

        Unless all is wanted, only for every sixth value, for each page another.
        """
        if self.sending is None:
            return False
        kept = self.all or not isinstance(self.sending, int)
        key = template, self.sending
        if key in self.drawn or not (kept or (self.sending + len(template)) % 6 == 0):
            return True
        self.drawn.add(key)
        return False

    @contextmanager
    def _listening(self):
        """Note what views ask for, draw each page once for each value that is sent."""
        self.drawn, self.sending, self.refused = set(), None, set()
        kind, draw = self.site.app.request_class, jinja2.Template.render
        attack, init = self, Refused.__init__

        class Noting(kind.parameter_storage_class):
            def note(self, name):
                request = flask.request
                if isinstance(name, str) and request.method != "GET":
                    attack.asked[request.endpoint, request.method].add(name)

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

        class Body(dict):
            def get(self, name, *args):
                attack.json[flask.request.endpoint].add(name)
                return super().get(name, *args)

        class NotingRequest(kind):
            parameter_storage_class = Noting

            def get_json(self, *args, **more):
                given = super().get_json(*args, **more)
                return Body(given) if isinstance(given, dict) else given

        def drawn(template, *args, **more):
            context = dict(*args, **more)
            for field in fields_of(context):
                if field.errors:
                    attack.refused.add(field.name)
            if attack.has_drawn(template.name):
                for field in fields_of(context):
                    field()  # as it shows what was not taken
                return ""
            return draw(template, context)

        def refuse(refusal, problems, *args, **more):
            init(refusal, problems, *args, **more)
            attack.refused |= {one.field for one in refusal.problems}

        def note_query(_app, **_more):
            query, place = flask.request.args, (flask.request.endpoint, "GET")
            if flask.request.method == "GET":
                attack.asked[place] |= query.asked | (
                    {"x"} if query.asked_whole else set()
                )

        def forget_flashes(_app, **_more):
            if len(flask.session.get("_flashes", ())) > 3:
                flask.session.pop("_flashes")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.site.app, "request_class", NotingRequest)
            patch.setattr(jinja2.Template, "render", drawn)
            patch.setattr(Refused, "__init__", refuse)
            with (
                flask.request_finished.connected_to(note_query),
                flask.message_flashed.connected_to(forget_flashes),
            ):
                yield

    def look_around(self):
        """Visit what the rules and the links of pages lead to; collect the forms."""
        self.sending = None
        waiting = [
            address
            for rule in self.rules
            if "GET" in rule.methods
            for address in self.addresses(rule)
        ]
        seen, counts = set(), defaultdict(int)
        for address in waiting:
            endpoint, key = self.place(address)
            if key in seen or counts[endpoint] >= MOST_OF_A_VIEW:
                continue
            seen.add(key)
            counts[endpoint] += 1
            answer = self.send("GET", address)
            self.pages.append((address, answer.mimetype))
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            for form in forms_of(address, answer.text):
                self._collect(form)
            waiting += [
                one for one in links_of(address, answer.text) if self.place(one)[0]
            ]
        own = {
            endpoint for (endpoint, _shape), form in self.forms.items() if form.is_own
        }
        for (endpoint, shape), form in list(self.forms.items()):
            if endpoint in own and not form.is_own:
                del self.forms[endpoint, shape]
        for rule in self.rules:
            if "POST" in rule.methods:
                self._learn(rule)

    def place(self, address):
        """Return the view of an address, and a key that pages of one kind share."""
        path = urlsplit(address).path
        try:
            endpoint, found = self.router.match(unquote(path), "GET")
        except (HTTPException, RequestRedirect):
            return "", path
        if endpoint == "desk.edit":
            return endpoint, address
        words = sorted((k, v) for k, v in found.items() if not isinstance(v, int))
        return endpoint, (endpoint, *words)

    def _collect(self, form):
        """Remember a form by its view and the names of its fields.

        One whose fields all stand in another form of the same view adds nothing. A
        button that sends a page's form elsewhere brings the same fields once more.
        """
        path = unquote(urlsplit(form.action).path)
        if form.method == "GET" and self.router.test(path, "GET"):
            endpoint = self.router.match(path, "GET")[0]
            self.asked[endpoint, "GET"] |= {name for name, _value in form.values}
        elif form.method == "POST" and self.router.test(path, "POST"):
            endpoint = self.router.match(path, "POST")[0]
            kept = [one for name, one in self.forms if name == endpoint]
            known = (
                any(form.shape <= shape for shape in kept)
                if form.is_own
                else bool(kept)
            )
            if not known:
                self.forms[endpoint, form.shape] = form

    def _learn(self, rule):
        """Post to a view that no page has a form for, until it asks for nothing new."""
        if any(endpoint == rule.endpoint for endpoint, _shape in self.forms):
            return
        address, asked = next(self.addresses(rule)), self.asked[rule.endpoint, "POST"]
        known = None
        while known != asked:
            known = set(asked)
            answer = self.post(address, [(name, "1") for name in sorted(known)])
            self.reached[rule.endpoint].add(answer.status_code)
        names = sorted(asked - {TOKEN, KEY})
        form = PageForm(address, address, "POST", [(name, "1") for name in names])
        form.shown = form.free = names
        self.forms[rule.endpoint, form.shape] = form

    def addresses(self, rule):
        """Yield addresses of a rule with values that are there."""
        names = sorted(rule.arguments)
        most = max((len(self.samples[name]) for name in names), default=1)
        for number in range(
            min(most, MOST_OF_A_VIEW if rule.endpoint == "desk.edit" else 2)
        ):
            yield built(
                rule,
                {
                    name: self.samples[name][number % len(self.samples[name])]
                    for name in names
                },
            )

    # The doors

    def routes(self):
        """Ask for every address with poison in the place of each argument.

        What no rule takes is answered by no view, hence asked for once.
        """
        unmatched = set()
        for rule in self.rules:
            chosen = {name: self.samples[name][0] for name in rule.arguments}
            method = "POST" if "POST" in rule.methods else "GET"
            for name, bad in (
                (n, b) for n in sorted(rule.arguments) for b in IN_ROUTES
            ):
                address = built(rule, {**chosen, name: bad})
                path = unquote(urlsplit(address).path, errors="replace")
                self.sent += 1
                if not self.router.test(path, method):
                    if (method, bad) in unmatched and not self.all:
                        continue
                    unmatched.add((method, bad))
                self.sending = bad
                self.send(method, address, f"{name}={bad[:40]}")

    def queries(self):
        """Ask for every page with poison in the parameters that it reads."""
        places = {rule.endpoint: rule for rule in self.rules if "GET" in rule.methods}
        everywhere = set.intersection(
            *(self.asked[endpoint, "GET"] for endpoint in places)
        )
        for number, (endpoint, rule) in enumerate(places.items()):
            names = self.asked[endpoint, "GET"] - (everywhere if number else set())
            if not names:
                continue
            address = next(self.addresses(rule))
            for step, query in self.rounds(sorted(names), number):
                query = body_of([(name, bad[:3000]) for name, bad in query])
                self.sending = step * 2  # drawn half as often
                self.send("GET", f"{address}?{query}", query)

    def headers(self):
        """Ask for some pages with poison in each header and cookie."""
        for address in ("/", "/dang-nhap", "/ban-lam-viec/tai-khoan"):
            for step, given in self.rounds(HEADERS):
                clean = {
                    name: bad.encode("utf-8", "replace").decode("latin-1")[:4000]
                    for name, bad in given
                }
                headers = {
                    name: "".join(sign for sign in bad if sign.isprintable())
                    for name, bad in clean.items()
                }
                self.sending = step
                method = "POST" if address == "/dang-nhap" else "GET"
                self.send(method, address, str(headers), headers=headers)

    def posts(self):
        """Send every form with poison: first what people write, last mere buttons."""
        forms = sorted(self.forms.items(), key=lambda one: -len(one[1].free))
        for number, ((endpoint, _shape), form) in enumerate(forms):
            self._form(endpoint, form, number)

    def _form(self, endpoint, form, number):
        """Send a form with every value in every field: what is hidden, then what is not.

        Values that keep others from being looked at are left out a second time.
        """
        rows = [name for name in form.hidden if plain(name) != name]
        buttons = [name for name, _value in form.buttons]
        shown = list(dict.fromkeys([*form.shown, *rows, *buttons]))
        behind = self._behind(endpoint, form) - set(shown)
        if self.hidden_done[endpoint]:
            shown += sorted(behind - self.hidden_done[endpoint])
            behind = set()
        self.hidden_done[endpoint] |= behind
        behind = sorted(behind)
        fields = [(n, v) for n, v in form.values if n not in (TOKEN, KEY)]
        # Names that other views read alike get half of the values, the next half there.
        shared = self.shared.issuperset(behind)
        self.shared.update(behind)
        for step, bad in self.rounds(behind, number):
            if shared and not self.all and (step + number) % 2:
                continue
            names = dict(bad)
            good = [(n, v) for n, v in fields if n not in names]
            self.sending = step
            self._post(endpoint, form, [*good, *bad])
        for step, bad in self.rounds(shown, number) if shown else ():
            if not form.is_own and (step + number) % 6:
                continue  # the fields of another form, read by the same code
            if step % 2:
                # The editor's document counts where the page's plain text is not sent.
                bad = [(n, v) for n, v in bad if not n.endswith("__text")]
            good = [(n, v) for n, v in fields if n in form.hidden]
            self.sending, self.refused = step, set()
            # Mostly as a page that saves by itself.
            quiet = {"X-Autosave": "1"} if (step + number) % 6 and form.is_long else {}
            answer = self._post(endpoint, form, current(form, [*good, *bad]), quiet)
            kept = [(n, v) for n, v in bad if n not in self.refused]
            # A long form saves all that is not refused by itself.
            whole = answer.status_code == 422 and not form.is_long
            if whole and 0 < len(kept) < len(bad):
                good = [(n, v) for n, v in fields if n not in dict(kept)]
                self._post(endpoint, form, current(form, [*good, *kept]))
            elif answer.status_code < 400 and VERSION in form.hidden:
                fields = self._again(endpoint, form) or fields
        if self.all:
            for name, bad in ((n, b) for n in [*behind, *shown] for b in self.values):
                values = [(n, v) for n, v in fields if n != name]
                self._post(endpoint, form, current(form, [*values, (name, bad)], name))

    def _behind(self, endpoint, form):
        """Return the names that a page sends by itself, or a script may send.

        What every form sends is tried with the first one.
        """
        names = self.asked[endpoint, "POST"] | {KEY, *form.hidden}
        names -= {TOKEN, *form.files, *self.common}
        self.common.add(KEY)
        return {name for name in names if plain(name) == name}

    def _again(self, endpoint, form):
        """Return the fields of a form as its page has them now; items need none."""
        if "/sua/" in form.action:
            return None
        self.sending = None
        answer = self.send("GET", form.page)
        for one in (
            forms_of(form.page, answer.text) if answer.status_code == 200 else ()
        ):
            if one.action == form.action and one.shape == form.shape:
                return [(n, v) for n, v in one.values if n not in (TOKEN, KEY)]
        return None

    def _post(self, endpoint, form, values, headers=()):
        answer = self.post(form.action, cut(values), headers)
        self.reached[endpoint].add(answer.status_code)
        return answer

    def post(self, address, values, headers=()):
        """Send values as a form."""
        what = f"{[(n, v[:20]) for n, v in values if v in self.values][:6]}"
        body = {"data": body_of(values), "content_type": FORM, "headers": dict(headers)}
        return self.send("POST", address, what, **body)

    def rounds(self, names, first=0):
        """Yield a number and (name, value) of all names, until each has had each value."""
        count = len(self.values)
        for step in range(count if names else 0):
            self.sent += len(names)
            yield (
                step,
                [
                    (name, self.values[(first + step + place) % count])
                    for place, name in enumerate(names)
                ],
            )

    def uploads(self):
        """Send files with names that break programs, and poison as what they hold."""
        lines = "\n".join(f"/x{n},{v[:2000]}" for n, v in enumerate(self.values))
        table, before = lines.encode("utf-8", "replace"), newest("media")
        for form in self.forms.values():
            for name in form.files:
                files = [
                    (picture((9, 9, n)), one) for n, one in enumerate(poison.FILE_NAMES)
                ]
                for content, given in [
                    *files,
                    (table, "bảng.csv"),
                    (table, "văn bản.docx"),
                ]:
                    data = dict(current(form, form.values))
                    data = {n: v for n, v in data.items() if n not in (TOKEN, KEY)}
                    data[name] = (io.BytesIO(content), given)
                    self.sent, self.sending = self.sent + 1, given
                    self.send("POST", form.action, given, data=data)
        self.taken = newest("media") - before

    def bodies(self):
        """Post JSON of every wrong kind to every view, and what is no form."""
        for rule in self.rules:
            if "POST" not in rule.methods:
                continue
            address = next(self.addresses(rule))
            kind = "multipart/form-data; boundary=x"
            self.sending = "parts"
            self.send("POST", address, "parts", data=poison.PARTS, content_type=kind)
            kind, bodies = "application/json", poison.DOCUMENTS[:1]
            self.send("POST", address, "JSON", data="{}", content_type=kind)
            if names := sorted(self.json[rule.endpoint]):
                given = [dict.fromkeys(names, one) for one in self.values]
                given += [{name: [[one]] for name in names} for one in self.values]
                bodies = [*poison.DOCUMENTS, *map(json.dumps, given)]
            for body in bodies:
                self.sending = body
                self.sent += len(names)
                self.send("POST", address, body[:60], data=body, content_type=kind)

    def rows(self):
        """Import items of every type with poison in every field and in every column."""
        for number, (name, kind) in enumerate(self.site.registry.content_types.items()):
            fields = [one for one in blank_form(kind).names() if one != "slug"]
            row = {"type": name, "parent": self.parents.get(kind.parent)}
            form, rows = blank_form(kind), []
            listed = [one for one in fields if getattr(form[one], "choices", None)]
            for step, given in self.rounds(
                [o for o in fields if o not in listed], number
            ):
                live = {**row, "status": "published", "slug": f"nhap-{step}"}
                rows.append({**live, "data": dict(given)})
            self._load(rows)
            for step, given in self.rounds(listed, number):
                if self.all or step % 4 == number % 4:
                    self._load([{**row, "slug": f"chon-{step}", "data": dict(given)}])
            # What follows from a title where nothing else is given.
            alone = {"title": poison.LONG_TITLE}
            self._load([{**row, "status": "published", "slug": "ten", "data": alone}])
        row["data"] = {"title": "Chữ"}
        columns = ("slug", "published_at", "author", "position", "status", "parent")
        for step, given in self.rounds(columns):
            for number, (column, bad) in enumerate(given):
                self._load([{**row, "slug": f"cot-{number}-{step}", column: bad}])

    def _load(self, rows):
        """Import rows as the command does, what is refused left out."""
        try:
            load([self._taken(load_json(json.dumps(row))) for row in rows], SYSTEM)
        except (CmsError, ValueError):
            db.session.rollback()
            for row in rows if len(rows) > 1 else ():
                self._load([row])
        except Exception as error:  # noqa: BLE001 - whichever it is, it is the finding
            db.session.rollback()
            self.failures["import"].append(f"{error!r:.200} {rows[:1]!r:.200}")

    def _taken(self, row):
        """Return a row of an import without the fields whose values are refused."""
        kind = self.site.registry.content_types[row["type"]]
        try:
            Snapshot(kind, {}).with_values(row["data"])
        except Refused as refusal:
            wrong = {problem.field for problem in refusal.problems}
            row["data"] = {n: v for n, v in row["data"].items() if n not in wrong}
        return DemoItem(**row)

    def settings(self):
        """Save poison as the value of every setting, as commands and plugins do."""
        models = {"": SiteSettings, **self.site.registry.settings_models}
        for number, (name, model) in enumerate(models.items()):
            for _step, given in self.rounds(sorted(model.model_fields), number):
                values = dict(given)
                try:
                    try:
                        save_settings(SYSTEM, name, values)
                    except Refused as refusal:
                        for problem in refusal.problems:
                            values.pop(problem.field, None)
                        save_settings(SYSTEM, name, values)
                except CmsError:
                    db.session.rollback()

    # What remains

    def look_again(self):
        """Read every page with what is now stored; what machines read is whole."""
        self.sending = None
        for address, _kind in self.pages:
            self._read(address)

    def _read(self, address):
        answer = self.send("GET", address, "afterwards")
        try:
            if answer.mimetype.endswith("xml"):
                ET.fromstring(answer.data)
            elif answer.mimetype == "application/json":
                json.loads(answer.text, parse_constant=_refuse)
        except (ET.ParseError, ValueError) as error:
            self.failures[address].append(str(error))

    def go_past_the_gates(self):
        """Store what no gate lets in; what machines read is whole all the same."""
        table = Item.__table__
        texts = dict.fromkeys(("title", "summary"), f"Chữ {IN_DATABASE}")
        with transaction() as session:
            session.execute(sa.update(table).values(texts))
        for address, kind in self.pages:
            if kind.endswith(("xml", "json")):
                self._read(address)

    @property
    def unreached(self):
        """The views that have looked at nothing of what they were sent."""
        turned_away = {401, 403, 404, 405, 410, 429}
        return sorted(
            name
            for name, found in self.reached.items()
            if found <= turned_away and not self.asked[name, "POST"] - {TOKEN, KEY}
        )


def _refuse(constant):
    raise ValueError(f"{constant} is no JSON.")


def fields_of(context):
    """Return the fields of the forms that a page shows, those in rows included."""
    forms = [one for one in context.values() if isinstance(one, wtforms.form.BaseForm)]
    return [field for form in forms for field in _deep(form)]


def _deep(form):
    for field in form:
        if isinstance(field, wtforms.FieldList):
            inner = [getattr(entry, "form", [entry]) for entry in field.entries]
            yield from (one for form in inner for one in _deep(form))
        else:
            yield field


class _Patient(dict):
    """Rates that let everybody pass: how often is not what is asked here."""

    def setdefault(self, view, _rate):
        return super().setdefault(view, Rate(10**9, 1))


@contextmanager
def _light(site):
    """Leave out what takes long and reads no input.

    No hashing, no waiting, no trial of plugins, no statistics; what one may see is
    worked out once.
    """
    with pytest.MonkeyPatch.context() as patch, rights_worked_out_once():
        light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", light)
        patch.setattr(passwords, "_DUMMY", light.hash("x"))
        for name in ("ACCOUNT_FREE", "NETWORK_FREE"):
            patch.setattr(throttle, name, 10**9)
        patch.setattr(item_rows, "refresh_statistics", lambda: None)
        patch.setattr(trial, "try_in_child", lambda _config, _candidate: [])
        patch.setitem(site.app.extensions, "cms.rates", _Patient())
        yield


def one_of_each(site):
    """See that there is an item of every type; return by type what a child names."""
    there = dict(
        db.session.execute(
            sa.select(Item.type, sa.func.min(Item.id)).group_by(Item.type)
        ).all()
    )
    types = site.registry.content_types
    for name in sorted(types, key=lambda name: types[name].parent is not None):
        if name not in there:
            filled = {"title": "Chữ", **dict(_needed(blank_form(types[name])))}
            parent = there.get(types[name].parent)
            made = service.create(SYSTEM, name, filled, parent_id=parent)
            there[name] = made.id
    names = {number: name for name, number in there.items()}
    query = sa.select(Item.id, Item.slug).where(Item.id.in_(names))
    return {
        names[one.id]: f"{names[one.id]}/{one.slug}"
        for one in db.session.execute(query)
    }


def _needed(form):
    """Yield name and value of each field that a record cannot do without."""
    for field in form:
        if field.is_required and field.is_empty and field.shape == "words":
            yield field.short_name, "Chữ"
        elif field.is_required and field.is_empty and getattr(field, "choices", None):
            first = next(value for value, *_more in field.iter_choices() if value)
            yield field.short_name, first


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
    kept = sa.select(Media.id).where(Media.deleted_at.is_(None)).order_by(Media.id)
    one_each = sa.select(sa.func.min(Item.id)).group_by(Item.type)
    return defaultdict(
        lambda: ["x"],
        {f"{name}_id": [newest(table) or 1] for name, table in rows.items()}
        | {"media_id": list(db.session.scalars(kept))}
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


def current(form, values, given=""):
    """Return values with the version that is stored now, so that they are looked at.

    ``given`` is a name whose value stays.
    """
    found = form.action.split("/sua/")
    if len(found) == 1:
        return values
    item_id = int(found[1].partition("/")[0].partition("?")[0])
    version = db.session.scalar(sa.select(Item.version).where(Item.id == item_id))
    kept = [(n, v) for n, v in values if n != BASE or n == given]
    return [(n, str(version) if n == VERSION != given else v) for n, v in kept]
