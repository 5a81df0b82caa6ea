"""Work that takes its time, each with a site in which it has something to do.

For every job of the site's registry, and for the commands that do much: what is
prepared, and what is run. Both are looked up by name.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import current_app
from furnished import article_rows, picture, put
from sqlalchemy import insert, select, text, update

from cms import from_html
from cms.accounts.models import LoginAttempt, OneTimeCode, SessionRow, User
from cms.accounts.permissions import SYSTEM
from cms.builtin.exchange import item_rows
from cms.builtin.exchange.exporting import export_archive
from cms.builtin.idempotency.models import IdempotencyKey
from cms.builtin.media.removal import delete
from cms.cli.demo import make_users
from cms.cli.search import rebuild_index
from cms.content import service
from cms.content.spine.models import Item, UndoRecord
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import CmsError
from cms.extensions import db
from cms.features.notices.models import Notice
from cms.features.presence.models import Presence
from cms.features.second_factor.models import SecondFactorReset
from cms.media.models import Media
from cms.media.storage import storage
from cms.testing.items import make
from cms.testing.people import logged_in, make_user


LONG_AGO = dt.timedelta(days=200)
HOUR = dt.timedelta(hours=1)
#: Of each job, what it needs before; returns the job's arguments.
JOBS: dict[str, Callable[[Path], dict[str, Any]]] = {}
#: What changes nothing that a site holds: it is only to come to its end.
NO_TRACE = {"core.refresh_statistics", "core.media_trim"}


@dataclass(frozen=True)
class Command:
    """Work of a command: what it needs before, and what is called."""

    prepare: Callable[[Path], None]
    run: Callable[[Path], Any]


def job(name: str) -> Any:
    def declare(prepare: Callable[[Path], dict[str, Any] | None]) -> Any:
        JOBS[name] = lambda folder: prepare(folder) or {}
        return prepare

    return declare


def write(statement: Any) -> None:
    with transaction() as session:
        session.execute(statement)


def article(title: str, **data: Any) -> Item:
    data.setdefault("summary", "Tóm tắt.")
    data.setdefault("body", from_html("<p>Nội dung.</p>"))
    return make("news.article", title=title, **data)


def staff() -> list[User]:
    """The people of the site, made once: two who approve, and have an address."""
    known = list(db.session.scalars(select(User).where(User.email.is_not(None))))
    return known or [
        make_user("approver", username=name, email=f"{name}@quansen.example")
        for name in ("nguyen.van.an", "tran.thi.binh")
    ]


@job("core.publish_due")
def due_articles(_folder: Path) -> None:
    for number in range(3):
        item = article(f"Hẹn giờ {number}", status="approved")
        later = utcnow() + HOUR
        service.schedule(SYSTEM, item.id, item.version, publish_at=later)
        write(update(Item).where(Item.id == item.id).values(publish_at=utcnow() - HOUR))
    over = article("Hết hạn", status="published").id
    write(update(Item).where(Item.id == over).values(expires_at=utcnow() - HOUR))


@job("core.empty_trash")
def old_trash(_folder: Path) -> None:
    for number in range(3):
        item = article(f"Bỏ đi {number}")
        service.trash(SYSTEM, item.id, item.version)
        write(
            update(Item)
            .where(Item.id == item.id)
            .values(deleted_at=utcnow() - LONG_AGO)
        )


@job("core.refresh_linking")
def renamed_person(_folder: Path) -> dict[str, Any]:
    person = make("directory.person", title="Nguyễn Văn Sen")
    for number in range(3):
        article(f"Về ông Sen {number}", people=[person.id])
    write(update(Item).where(Item.id == person.id).values(title="Nguyễn Văn Lotus"))
    return {"item_id": person.id}


@job("core.refresh_statistics")
def anything(_folder: Path) -> None:
    article("Bài nào đó")


@job("static_copy.keep")
def never_copied(_folder: Path) -> None:
    article("Bài để chép", status="published")


@job("presence.sweep")
def left_pages(_folder: Path) -> None:
    item, moment = article("Đang sửa"), utcnow() - LONG_AGO
    rows = [
        {
            "item_id": item.id,
            "token": f"t{number}",
            "user_id": staff()[0].id,
            "field": "",
            "since": moment,
            "seen_at": moment,
        }
        for number in range(2)
    ]
    write(insert(Presence).values(rows))


@job("core.check_links")
def broken_links(_folder: Path) -> None:
    links = "".join(
        f'<p><a href="http://host{number}.example/">Liên kết</a></p>'
        for number in range(4)
    )
    article("Có liên kết", body=from_html(links))


@job("core.check_new_links")
def new_links(folder: Path) -> None:
    broken_links(folder)


@job("core.mail_notices")
def waiting_notices(_folder: Path) -> None:
    for person in staff():
        rows = {"user_id": person.id, "kind": "published", "values": {}}
        write(insert(Notice).values(**rows, item_id=article("Chờ duyệt").id))


@job("core.remind")
def due_reviews(_folder: Path) -> None:
    staff()
    for number, hours in enumerate((5, -5)):
        item = article(f"Sắp đến hạn {number}", status="submitted")
        due = utcnow() + dt.timedelta(hours=hours)
        write(update(Item).where(Item.id == item.id).values(due_at=due))


@job("core.forget_notices")
def read_notices(_folder: Path) -> None:
    then = utcnow() - LONG_AGO
    row = {"user_id": staff()[0].id, "kind": "published", "values": {}}
    write(insert(Notice).values(**row, created_at=then, read_at=then))


@job("second_factor.sweep")
def old_request(_folder: Path) -> None:
    first, second = staff()[:2]
    then = utcnow() - LONG_AGO
    row = {"user_id": first.id, "asked_by_id": second.id, "asked_at": then}
    write(insert(SecondFactorReset).values(**row))


@job("core.renditions")
def large_picture(_folder: Path) -> dict[str, Any]:
    return {"media_id": put("lớn.png", picture((90, 200, 30), 900))}


@job("core.media_trim")
def nothing_in_a_bucket(_folder: Path) -> None:
    """Without a bucket nothing is removed."""


@job("core.search_words")
def words_of_articles(_folder: Path) -> None:
    for number in range(2):
        article(f"Hội nghị {number}", status="published")


@job("core.media_sweep")
def deleted_picture(_folder: Path) -> None:
    for number in range(2):
        media_id = put(f"bỏ {number}.png", picture((9, number, 30)))
        delete(SYSTEM, media_id)
        then = utcnow() - LONG_AGO
        write(update(Media).where(Media.id == media_id).values(deleted_at=then))
        key = db.session.get_one(Media, media_id).store_key
        age(storage().path(key, "master"))
    lost = storage().path("zz" + "0" * 30, "master")
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"nobody's")
    age(lost)


def age(path: Path) -> None:
    """Let a stored file lie there since long ago."""
    for place in (path, path.parent):
        os.utime(place, (1, 1))


@job("core.forget_undo")
def old_step(_folder: Path) -> None:
    row = {"user_id": staff()[0].id, "action": "trash", "steps": [], "failed": []}
    write(insert(UndoRecord).values(**row, created_at=utcnow() - LONG_AGO))


@job("operations.anchor")
def unsigned_log(_folder: Path) -> None:
    article("Đã ghi sổ")


@job("idempotency.forget")
def old_key(_folder: Path) -> None:
    row = {"id": "0" * 64, "route": "desk.new", "at": utcnow() - LONG_AGO}
    write(insert(IdempotencyKey).values(**row))


@job("accounts.mail_reset")
def forgotten_password(_folder: Path) -> dict[str, Any]:
    return {"identifier": staff()[0].username}


@job("accounts.sweep")
def old_sessions(_folder: Path) -> None:
    then, person = utcnow() - LONG_AGO, staff()[0].id
    row = {"id": "1" * 64, "user_id": person, "expires_at": then}
    write(insert(SessionRow).values(**row, created_at=then, last_seen=then))
    write(insert(LoginAttempt).values(key="2" * 64, failures=3, last_at=then))
    code = {"id": "3" * 64, "purpose": "reset", "user_id": person}
    write(insert(OneTimeCode).values(**code, created_at=then, expires_at=then))


@job("extraction.take_folder")
def old_articles(folder: Path) -> dict[str, Any]:
    backlog = folder / "backlog"
    backlog.mkdir()
    for number in range(3):
        words = f"Hội nghị số {number}\n\nNội dung cuộc họp thứ {number}.\n"
        (backlog / f"{number}.txt").write_text(words, "utf-8")
    posts = "".join(
        f"<item><title>Tin {number}</title><description>Nội dung {number}."
        "</description></item>"
        for number in range(3)
    )
    feed = f'<rss version="2.0"><channel>{posts}</channel></rss>'
    (backlog / "site.rss").write_text(feed, "utf-8")
    return {"folder": str(backlog), "type_name": "news.article"}


@job("extraction.ask_model")
def unasked_article(_folder: Path) -> dict[str, Any]:
    item = article("Hội nghị không ai hỏi")
    row = {"id": item.id, "at": (utcnow() - HOUR).replace(tzinfo=None)}
    insertion = text(
        "INSERT INTO extraction_model_answer (article_id, state, names, at)"
        " VALUES (:id, 'waiting', '[]', :at)"
    )
    with transaction() as session:
        session.execute(insertion, row)
    return {"article_id": item.id}


@job("conferences.notice_overdue")
def late_directives(_folder: Path) -> None:
    body = make("directory.organisation", title="Ban Nào", type="khac", level="quan")
    data = {"type": "so_ket", "status": "da_dien_ra", "date": "2025-06-30"}
    data |= {"title": "Hội nghị sơ kết", "organiser": body.id}
    held = service.create(SYSTEM, "conferences.conference", data)
    for step in (service.submit, service.approve, service.publish):
        held = step(SYSTEM, held.id, held.version)
    for number in range(2):
        make(
            "conferences.directive",
            parent_item=held,
            title=f"Việc {number}",
            text=f"Việc {number} phải làm",
            due="2025-07-01",
        )


@job("conferences.remind")
def unannounced_directives(folder: Path) -> dict[str, Any]:
    late_directives(folder)
    write(update(Item).values(created_by_id=staff()[0].id))
    return {"at": "2025-07-02T09:00:00+07:00"}  # a Wednesday, a day after they were due


@job("conferences.index_records")
def unindexed_records(folder: Path) -> None:
    late_directives(folder)
    write(text("UPDATE item_search SET body = '' WHERE title LIKE 'Việc %'"))


def export_to(folder: Path) -> None:
    export_archive(folder / "site.zip", has_revisions=True)


def stale_index(_folder: Path) -> None:
    for number in range(5):
        article(f"Tìm không thấy {number}")
    write(text("UPDATE item_search SET body = 'cũ'"))


ROWS = article_rows(4)


class Form:
    """A form that somebody sends, and sends again with its key when no answer came."""

    def __init__(self, address: str, fields: Callable[[], dict[str, Any]]) -> None:
        self._address, self._fields = address, fields

    def prepare(self, _folder: Path) -> None:
        """Log somebody in, and fill in the form."""
        chief = make_user("administrator")
        app = current_app._get_current_object()
        self._browser = logged_in(app, chief)
        self._filled = {"idempotency_key": "k" * 32, **self._fields()}

    def send(self, _folder: Path) -> None:
        """Send it; 409 is the answer to what may have been done before."""
        data = dict(self._filled)
        if "file" in data:
            data["file"] = [(BytesIO(content), name) for content, name in data["file"]]
        answer = self._browser.post(self._address, data=data)
        assert answer.status_code in (303, 409), answer.text


def chosen_articles() -> dict[str, Any]:
    chosen = [article(f"Chọn {number}") for number in range(3)]
    return {"act": "trash", "item": [f"{one.id}:{one.version}" for one in chosen]}


def several_files() -> dict[str, Any]:
    files = [(picture((number, 70, 9)), f"tệp {number}.png") for number in range(3)]
    return {"file": files}


BULK_FORM = Form("/ban-lam-viec/hang-loat", chosen_articles)
UPLOAD_FORM = Form("/ban-lam-viec/media/tai-len", several_files)


def written_report(_folder: Path) -> None:
    """A report that is ready, with what it must have."""
    body = make("directory.organisation", title="Ban Ấy", type="khac", level="quan")
    signer = make("directory.person", title="Lục Văn Ký")
    data = {"title": "Báo cáo năm", "kind": "tong_ket", "status": "da_phat_hanh"}
    data |= {"number": "15-BC/UBKTQU", "issued_at": "2025-01-05"}
    data |= {"period": {"label": "năm 2024", "code": "2024", "from": None, "to": None}}
    data |= {"signature_authority": "T/M ỦY BAN", "recipients": ["Lưu."]}
    data |= {"issuer": body.id, "signer": signer.id}
    service.create(SYSTEM, "reports.report", data)


def issue_report(_folder: Path) -> None:
    """Lead the report to its page, from where it stands."""
    query = select(Item).where(Item.type == "reports.report")
    for step in (service.submit, service.approve, service.publish):
        report = db.session.scalars(query).one()
        with suppress(CmsError):  # this step has been made
            step(SYSTEM, report.id, report.version)


def make_demo_users(_folder: Path) -> None:
    """The accounts of `cms demo`; "import of lines" stands for its items."""
    make_users()


COMMANDS = {
    "export": Command(lambda _folder: article("Bài để xuất") and None, export_to),
    "search rebuild": Command(stale_index, lambda _folder: rebuild_index()),
    "import of lines": Command(
        lambda _folder: None, lambda _folder: item_rows.load(ROWS, SYSTEM)
    ),
    "action on many": Command(BULK_FORM.prepare, BULK_FORM.send),
    "several files": Command(UPLOAD_FORM.prepare, UPLOAD_FORM.send),
    "issue of a report": Command(written_report, issue_report),
    "accounts of the demo": Command(lambda _folder: None, make_demo_users),
}
