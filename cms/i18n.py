"""Languages: which one a page speaks, and catalogs read from .po files directly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import dates
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask, Response, current_app, redirect, request, url_for
from flask_babel import Babel, Domain, get_locale

from cms import text
from cms.accounts.current import current_user
from cms.accounts.sessions import cookie_name
from cms.languages import LANGUAGES


CORE_TRANSLATIONS: Final = Path(__file__).parent / "translations"
YEAR_SECONDS: Final = 365 * 24 * 3600

Messages = dict[Any, str | tuple[str, ...]]


class Catalog(NullTranslations):
    """The merged messages of one language; a missing one stays in English."""

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self.messages = messages

    def gettext(self, message: str) -> str:
        """Return a message."""
        found = self.messages.get(message)
        return found if isinstance(found, str) else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return a message that counts; Vietnamese has one form."""
        return self._plural(msgid1, msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        """Return a message of a context."""
        found = self.messages.get((context, message))
        return found if isinstance(found, str) else message

    def npgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        """Return a message of a context that counts."""
        return self._plural((context, singular), singular, plural, num)

    def _plural(self, key: Any, singular: str, plural: str, number: int) -> str:
        found = self.messages.get(key)
        if isinstance(found, tuple) and found[0]:
            return found[0] if len(found) == 1 or number == 1 else found[1]
        return singular if number == 1 else plural

    ugettext = gettext
    ungettext = ngettext
    upgettext = pgettext
    unpgettext = npgettext


@lru_cache(maxsize=256)
def _read(path: Path, _modified: int) -> Messages:
    """Return the translated messages of a .po file; read again when it changes."""
    messages: Messages = {}
    with path.open("rb") as file:
        for message in read_po(file):
            if not message.id or not message.string or message.fuzzy:
                continue
            plural = isinstance(message.id, tuple | list)
            msgid = message.id[0] if plural else message.id
            key = (message.context, msgid) if message.context else msgid
            text_ = message.string
            messages[key] = tuple(text_) if plural else str(text_)
    return messages


def own_words(package: Path | None, message: str) -> str:
    """Return a message of a package in the page's language.

    Asks the package's own catalog, so that it also serves a plugin that is off.
    """
    if package is None:
        return message
    language = str(get_locale() or "en")
    path = package / "translations" / language / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return message
    return Catalog(_read(path, path.stat().st_mtime_ns)).gettext(message)


class SiteDomain(Domain):
    """The catalogs of the core and of the plugins of one build."""

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # not annotated there
        self.folders = tuple(folders)
        self._built: dict[str, tuple[tuple[Any, ...], Catalog]] = {}

    def get_translations(self) -> Catalog:
        """Return the catalog of the page's language."""
        return self.catalog(str(get_locale() or "en"))

    def catalog(self, language: str) -> Catalog:
        """Return the catalog of a language, rebuilt when a file has changed."""
        built = self._built.get(language)
        if built is not None and not current_app.debug:
            return built[1]
        paths = [
            folder / language / "LC_MESSAGES" / "messages.po" for folder in self.folders
        ]
        state = tuple(
            (path, path.stat().st_mtime_ns) for path in paths if path.is_file()
        )
        if built is not None and built[0] == state:
            return built[1]
        merged: Messages = {}
        for path, modified in reversed(state):  # the core, first of all, wins
            merged.update(_read(path, modified))
        catalog = Catalog(merged)
        self._built[language] = (state, catalog)
        return catalog


class SiteBabel(Babel):
    """Flask-Babel with the catalogs of one build."""

    def __init__(self, domain: SiteDomain) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # not annotated there
        self._domain = domain

    @property
    def domain_instance(self) -> SiteDomain:
        """The catalogs."""
        return self._domain


def chosen_language() -> str | None:
    """Return the language that this browser has chosen; nobody needs to be known."""
    chosen = request.cookies.get(cookie_name(current_app, "lang")) if request else None
    return chosen if chosen in LANGUAGES else None


def select_language() -> str:
    """Return the language of this page: chosen, the person's own, or the site's."""
    if chosen := chosen_language():
        return chosen
    if request and cookie_name(current_app) in request.cookies:
        # Only then: asking who somebody is makes a page unfit for the cache.
        own = getattr(current_user, "language", None)
        if own in LANGUAGES:
            return str(own)
    return str(current_app.config["BABEL_DEFAULT_LOCALE"])


def change_language() -> Response | None:
    """Take ``?lang=en`` from any address: keep it in a cookie, show the page again."""
    wanted = request.args.get("lang")
    if wanted is None or request.method != "GET" or request.endpoint is None:
        return None
    query = request.args.to_dict(flat=False)
    query.pop("lang")
    address = url_for(request.endpoint, **{**query, **(request.view_args or {})})
    response = redirect(address)
    if wanted in LANGUAGES:
        response.set_cookie(
            cookie_name(current_app, "lang"),
            wanted,
            max_age=YEAR_SECONDS,
            samesite="Lax",
            secure=current_app.config.get("SESSION_COOKIE_SECURE", False),
        )
    response.headers["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value] # typed by Werkzeug, made by Flask


def init_app(
    app: Flask,
    folders: Iterable[Path] = (),
    *,
    language: str = "vi",
    timezone: str = "Asia/Ho_Chi_Minh",
) -> None:
    """Give an application its languages.

    ``folders`` are the ``translations`` folders of the plugins in the build;
    the core's own comes first.
    """
    app.config["BABEL_DEFAULT_LOCALE"] = language
    app.config["BABEL_DEFAULT_TIMEZONE"] = timezone
    domain = SiteDomain((CORE_TRANSLATIONS, *folders))
    babel: Babel = SiteBabel(domain)
    babel.init_app(app, locale_selector=select_language)
    app.before_request(change_language)
    app.jinja_env.filters.update(
        date_long=date_long,
        date_short=date_short,
        datetime_press=datetime_press,
        number=number,
    )
    app.jinja_env.globals["format_moment"] = date_time
    app.context_processor(
        lambda: {"lang": str(get_locale() or language), "languages": LANGUAGES}
    )


def site_zone() -> ZoneInfo:
    """Return the zone in which times are shown."""
    return ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def _local(value: str | dt.date) -> dt.date:
    """Return a date as it is, an instant in the site's zone; take ISO text too."""
    if isinstance(value, str):
        value = (
            dt.datetime.fromisoformat(value)
            if len(value) > 10
            else dt.date.fromisoformat(value)
        )
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(site_zone())
    return value


def _english() -> bool:
    return str(get_locale()) == "en"


def date_long(value: Any) -> str:
    """Return "ngày 23 tháng 11 năm 2026", or "23 November 2026"."""
    if not value:
        return ""
    day = _local(value)
    if _english():
        return _in_english(day)
    return text.format_date_long(day)


def date_short(value: Any) -> str:
    """Return "23/11/2026", or "23 November 2026"."""
    if not value:
        return ""
    day = _local(value)
    if _english():
        return _in_english(day)
    return f"{day:%d/%m}/{day.year:04d}"


def _in_english(day: dt.date) -> str:
    """Return "23 November 2026", as the British write it."""
    return dates.format_date(day, "d MMMM y", locale="en_GB")


def date_time(value: Any) -> str:
    """Return day and time of an instant, in the site's zone, for lists."""
    if not value:
        return ""
    moment = _local(value)
    if not isinstance(moment, dt.datetime):
        return date_short(moment)
    comma = "," if _english() else ""
    return f"{date_short(moment)}{comma} {moment:%H:%M}"


def datetime_press(value: Any) -> str:
    """Return an instant as the press writes it, in the site's zone."""
    if not value:
        return ""
    moment = _local(value)
    if not isinstance(moment, dt.datetime):
        return date_short(moment)
    if _english():
        return f"{_in_english(moment)}, {moment:%H:%M}"
    return text.format_datetime_press(moment)


def number(value: Any) -> str:
    """Return a number with the separators of the page's language."""
    if value is None or value == "":
        return ""
    if _english():
        return f"{value:,}"
    return text.format_number(value)
