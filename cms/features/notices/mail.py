"""Notices by e-mail: each when it comes, once a day, or never, as each person likes."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale, gettext as _, ngettext
from sqlalchemy import Select, and_, or_, select, update

from cms.accounts.models import User
from cms.build_context import current_build
from cms.builtin import mail
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.notices.messages import sentence
from cms.features.notices.models import Notice
from cms.features.notices.service import MAIL_JOB
from cms.i18n import site_zone
from cms.jobs import enqueue
from cms.languages import LANGUAGES


EACH, DAILY, NEVER = "each", "daily", "never"
MORNING = dt.time(7)
AT_ONCE = 50
# What is older when a server is set up at last would only be noise.
FRESH = dt.timedelta(days=2)

log = logging.getLogger(__name__)
_sending = threading.Lock()
MaySee = Callable[[User, Item], bool]


@dataclass(frozen=True)
class Letter:
    """A mail to be sent, in plain values: no row is needed to send it."""

    notices: tuple[int, ...]
    to: str
    name: str
    subject: str
    lines: tuple[tuple[str, str], ...]
    foot: str
    language: str
    key: str


def send_waiting(may_see: MaySee, now: dt.datetime | None = None) -> int:
    """Send what waits to be sent; return how many mails went out.

    No lock of the database is held while the mail server is spoken to. Each
    mail is marked as sent right after: a worker that dies in between sends
    that one again, under the same identity. Only one thread of a worker
    waits for a mail server, so that a slow one stops nothing else. Raises
    what the server's failure raises; the job is then tried again.
    """
    if not current_build().config.sends_mail:
        return 0
    if not _sending.acquire(blocking=False):
        with transaction():
            later = utcnow() + dt.timedelta(seconds=30)
            enqueue(MAIL_JOB, run_at=later, dedupe=MAIL_JOB)
        return 0
    try:
        letters = list(_letters(may_see, now or utcnow()))
        db.session.rollback()
        return _send_all(letters) if letters else 0
    finally:
        _sending.release()


def _send_all(letters: list[Letter]) -> int:
    sent = 0
    with mail.connection(current_build().config) as server:
        for letter in letters:
            try:
                written = _mail_of(letter)
            except Exception:  # one letter that cannot be written stops no other
                log.exception("A letter of notices cannot be written")
                _mark(letter.notices)
                continue
            try:
                mail.send(server, written)
            except (ValueError, smtplib.SMTPNotSupportedError):
                log.exception("A letter of notices cannot be sent to its address")
            except smtplib.SMTPRecipientsRefused as error:
                codes = [code for code, _words in error.recipients.values()]
                if not all(code >= 500 for code in codes):
                    continue  # come back later, the server says
                log.warning("The mail server takes nothing for a person: %s", codes)
            else:
                sent += 1
            _mark(letter.notices)
    return sent


def _mark(ids: tuple[int, ...]) -> None:
    with transaction() as session:
        session.execute(
            update(Notice).where(Notice.id.in_(ids)).values(mailed_at=utcnow())
        )


def _letters(may_see: MaySee, now: dt.datetime) -> Iterator[Letter]:
    rows = db.session.execute(_waiting(now)).all()
    shown = [row for row in rows if row[2] is None or may_see(row[1], row[2])]
    by_person: dict[int, list[Any]] = {}
    for notice, user, item in shown:
        if user.notice_mail == EACH:
            yield _letter(user, [(notice, item)])
        else:
            by_person.setdefault(user.id, []).append((user, notice, item))
    for group in by_person.values():
        yield _letter(group[0][0], [(notice, item) for _user, notice, item in group])


def _waiting(now: dt.datetime) -> Select[Notice, User, Item]:
    """Return the statement for unread notices that should go out now."""
    zone = site_zone()
    local = now.astimezone(zone)
    morning = dt.datetime.combine(local.date(), MORNING, zone)
    if local < morning:
        morning -= dt.timedelta(days=1)
    each = and_(User.notice_mail == EACH, Notice.created_at > now - FRESH)
    daily = and_(
        User.notice_mail == DAILY,
        Notice.created_at <= morning,
        Notice.created_at > morning - FRESH,
    )
    return (
        select(Notice, User, Item)
        .join(User, User.id == Notice.user_id)
        .outerjoin(Item, Item.id == Notice.item_id)
        .where(
            Notice.mailed_at.is_(None),
            Notice.read_at.is_(None),
            User.active.is_(True),
            User.email.is_not(None),
            or_(each, daily),
        )
        .order_by(Notice.id)
        .limit(AT_ONCE)
    )


def _letter(user: User, notices: list[tuple[Notice, Item | None]]) -> Letter:
    language = user.language if user.language in LANGUAGES else None
    language = language or current_app.config["BABEL_DEFAULT_LOCALE"]
    with force_locale(language):
        lines = tuple(
            (
                _said(notice, item),
                whole_address("desk.edit", item_id=item.id) if item else "",
            )
            for notice, item in notices
        )
        count = len(lines)
        subject = lines[0][0]
        if user.notice_mail == DAILY:
            subject = ngettext("%(num)d notice", "%(num)d notices", count)
        return Letter(
            notices=tuple(notice.id for notice, _item in notices),
            to=user.email or "",
            name=user.name,
            subject=subject[:200],
            lines=lines,
            foot=_(
                "You choose in “My account” which notices come by e-mail: %(url)s",
                url=whole_address("desk.account"),
            ),
            key=f"notice-{notices[0][0].id}-{notices[0][0].created_at.timestamp():.0f}",
            language=language,
        )


def _said(notice: Notice, item: Item | None) -> str:
    """Return what a mail says: of what is not for everybody, no word of it."""
    if item is None or not access.is_confidential(item):
        return sentence(notice.kind, item.title if item else "", notice.values)
    values = {key: one for key, one in notice.values.items() if key != "words"}
    return sentence(notice.kind, _("something with limited readers"), values)


def _mail_of(letter: Letter) -> EmailMessage:
    title = current_build().settings[""].site_title
    paragraphs = ["\n".join(filter(None, line)) for line in letter.lines]
    text = "\n\n".join([*paragraphs, "-- \n" + letter.foot]) + "\n"
    page = current_app.jinja_env.get_template("mail/letter.html")
    html = page.render(
        subject=letter.subject,
        site_title=title,
        lines=letter.lines,
        foot=letter.foot,
        language=letter.language,
    )
    subject = f"[{title}] {letter.subject}"
    return mail.message(
        letter.to, subject, text, html, name=letter.name, key=letter.key
    )


def whole_address(endpoint: str, **values: Any) -> str:
    """Return a whole address by the site's configuration: no request is here."""
    base = urlsplit(current_build().config.base_url)
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)
