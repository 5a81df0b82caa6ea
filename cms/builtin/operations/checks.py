"""What ``cms doctor`` looks for beside plugins: damage, files, mail, clocks, jobs, disk.

Each check yields problems in words, with the command that mends them.
"""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import select

from cms.builtin import mail
from cms.builtin.operations.audit.anchors import (
    PUBLIC_KEY,
    SIGNING_KEY,
    Anchor,
    public_keys,
    signing_key,
)
from cms.builtin.operations.audit.checking import Broken, check_trail, read_anchors
from cms.builtin.operations.audit.rows import read_entries
from cms.builtin.operations.backup.creating import key_files
from cms.builtin.operations.backup.database import check_live
from cms.builtin.operations.heartbeats import read_workers
from cms.builtin.operations.options import operations
from cms.builtin.operations.state import read_state
from cms.builtin.operations.upgrade import NOTE
from cms.config import CONFIG_FILE, Config
from cms.database.base import utcnow
from cms.errors import CmsError
from cms.extensions import db
from cms.jobs.models import FAILED, JobRow
from cms.media.models import Media
from cms.media.storage import storage


OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
LONGEST_SILENCE: Final = 900.0
# What an interrupted upload has left is removed by a job of each day.
SURPLUS_AFTER: Final = dt.timedelta(days=3)
CERTIFICATE_DAYS: Final = 14
_SECONDS: Final = 5
MOST_NAMES: Final = 5


def file_problems(config: Config) -> Iterator[str]:
    """Check what others may read: keys always, everything when the folder is open."""
    folder = config.instance
    private = [path for path in key_files(folder) if path.name != PUBLIC_KEY]
    if folder.stat().st_mode & OTHERS:
        yield f"{folder} can be read by others: run `chmod 700 {folder}`."
        private += [
            *(folder / CONFIG_FILE, *folder.glob("*.db*")),
            *folder.glob("backups/sen-*"),
        ]
    for path in private:
        if path.is_file() and path.stat().st_mode & OTHERS:
            yield f"{path} can be read by others: run `chmod 600 {path}`."
    media = config.media_dir
    if not media.is_relative_to(folder) and media.stat().st_mode & OTHERS:
        yield f"{media} can be read by others: run `chmod 700 {media}`."
    if (folder / NOTE).exists():
        yield "An upgrade was interrupted: run `cms upgrade`."


def damage(config: Config) -> Iterator[str]:
    """Read the whole database."""
    try:
        check_live(config.database_url)
    except CmsError as error:
        yield (
            f"{error} Stop the site and run `cms restore --replace FILE` with the"
            " newest backup that `cms backup verify` finds sound."
        )


def media_problems() -> Iterator[str]:
    """Compare the files of media with the rows."""
    store = storage()
    rows = db.session.execute(select(Media.id, Media.filename, Media.store_key)).all()
    known = {row.store_key for row in rows}
    lost = set(store.missing(known))
    missing = [row for row in rows if row.store_key in lost]
    for row in missing[:MOST_NAMES]:
        yield (
            f"The file of medium {row.id} ({row.filename}) is missing: take it from a"
            " backup (`cms restore --instance ELSEWHERE FILE`)."
        )
    if len(missing) > MOST_NAMES:
        yield f"The files of {len(missing) - MOST_NAMES} more media are missing."
    before = (utcnow() - SURPLUS_AFTER).timestamp()
    surplus = [
        key for key, then in store.everything() if key not in known and then < before
    ]
    if surplus:
        yield (
            f"{len(surplus)} folders of media belong to nothing ({surplus[0][:12]}…):"
            " the job worker removes them; is it running (`cms worker`)?"
        )


def mail_problems(config: Config) -> Iterator[str]:
    """Log in at the mail server, and send nothing."""
    if not config.sends_mail:
        return
    try:
        with mail.connection(config):
            pass
    except (OSError, smtplib.SMTPException) as error:
        yield f"The mail server does not take us in: {error}. Correct smtp_url."


def state_problems(config: Config) -> Iterator[str]:
    """Look at clocks, jobs, the workers and the disk."""
    state = read_state(config)
    if state.is_apart:
        yield (
            f"The clock here is {state.clock_ahead:+.1f} seconds from the database's:"
            " run `timedatectl set-ntp true` on both machines."
        )
    if state.is_late:
        yield (
            f"A job has been due for {state.oldest_due:.0f} seconds: start `cms serve`"
            " or `cms worker`."
        )
    elif (state.worker_silence or 0) > LONGEST_SILENCE:
        yield (
            f"No job was done for {state.worker_silence:.0f} seconds: start `cms serve`"
            " or `cms worker`."
        )
    failed = db.session.execute(
        select(JobRow.name, JobRow.error).where(JobRow.state == FAILED)
    ).all()
    for row in failed[:MOST_NAMES]:
        yield f"Job '{row.name}' failed at every attempt: {row.error}"
    for worker in read_workers(config.instance):
        if worker.hangs:
            yield (
                f"The {worker.kind} worker {worker.process} has shown no life for"
                f" {worker.silence:.0f} seconds: run `kill -9 {worker.process}`,"
                " `cms serve` starts another."
            )
    if state.machine.is_full:
        yield (
            f"The disk of {config.instance} is full but for"
            f" {state.machine.disk_free // 1024 // 1024} MB: see `cms backup list`."
        )


def audit_problems(config: Config) -> Iterator[str]:
    """Follow the audit trail and its anchors; look whether the keys fit."""
    anchors: list[Anchor] = []
    path = config.instance / operations(config).audit_anchor_file
    broken: list[Broken] = []
    try:
        if (config.instance / SIGNING_KEY).exists():
            own = signing_key(config.instance).public_key()
            keys = public_keys(config.instance / PUBLIC_KEY)
            if own not in keys:
                yield f"{PUBLIC_KEY} is not that of {SIGNING_KEY}."
            if path.exists():
                anchors, broken = read_anchors(path, keys)
    except (CmsError, ValueError) as error:
        yield f"The key of the audit log cannot be read: {error}."
    broken += check_trail(read_entries(db.session()), anchors).broken
    if broken:
        yield f"{len(broken)} places of the audit log do not fit: `cms audit verify`."


def certificate_problems(config: Config) -> Iterator[str]:
    """Look how long the site's certificate is valid."""
    address = urlsplit(config.base_url)
    if address.scheme != "https" or not address.hostname:
        return
    place = (address.hostname, address.port or 443)
    try:
        pem = ssl.get_server_certificate(place, timeout=_SECONDS)
    except (OSError, ssl.SSLError) as error:
        yield f"{config.base_url} does not answer from here: {error}."
        return
    from cryptography import x509  # much to load, for one check

    until = x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc
    left = until - utcnow()
    if left < dt.timedelta(days=CERTIFICATE_DAYS):
        word = "has expired" if left.total_seconds() < 0 else "expires"
        yield (
            f"The certificate of {address.hostname} {word} ({until:%Y-%m-%d}): renew it,"
            " with `certbot renew` for instance."
        )


def newest_backup(config: Config) -> str:
    """Return a note on the newest backup."""
    from cms.builtin.operations.backup.rotation import backups_in, made_at

    found = backups_in(config.instance / operations(config).backup_dir)
    moment = made_at(found[0]) if found else None
    if moment is None:
        return "Note: there is no backup yet: run `cms backup --verify`."
    return f"Newest backup: {moment:%Y-%m-%d %H:%M} UTC ({Path(found[0]).name})"
