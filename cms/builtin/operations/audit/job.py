"""Signing the head of the trail by schedule, and sending it where nobody here reaches."""

from __future__ import annotations

import socket
from pathlib import Path

from cms.build_context import current_build
from cms.builtin import mail
from cms.builtin.operations.audit.anchors import append, hash_line, signing_key
from cms.builtin.operations.audit.rows import last_seal
from cms.builtin.operations.options import Operations, operations
from cms.config import Config
from cms.database.base import utcnow
from cms.errors import CmsError
from cms.extensions import db


_SYSLOG_PORT = 514
_AUTH_NOTICE = 4 * 8 + 5


def anchor_when_due() -> None:
    """Sign the head when the last anchor is as old as the options say.

    Before that, send the last one if that has failed.
    """
    config = current_build().config
    options = operations(config)
    path = config.instance / options.audit_anchor_file
    now = utcnow().timestamp()
    if (
        not path.exists()
        or now - path.stat().st_mtime >= options.audit_anchor_minutes * 60
    ):
        anchor_trail()
    elif lines := path.read_text("utf-8").splitlines():
        _send_once(config, options, path, lines[-1])


def anchor_trail() -> str:
    """Sign the present head in the file of the options; send it; return the line.

    Sent is only what has not been sent: a job that failed there tries again.
    Raises CmsError when it cannot be sent.
    """
    config = current_build().config
    options = operations(config)
    path = config.instance / options.audit_anchor_file
    head = last_seal(db.session())
    db.session.rollback()
    line = append(path, signing_key(config.instance), config.base_url, head)
    _send_once(config, options, path, line)
    return line


def _send_once(config: Config, options: Operations, path: Path, line: str) -> None:
    sent = path.with_name(f"{path.name}.sent")
    if not sent.exists() or sent.read_text("utf-8") != hash_line(line):
        send(config, options, line)
        sent.write_text(hash_line(line), "utf-8")


def send(config: Config, options: Operations, line: str) -> None:
    """Send an anchor by mail and to syslog, as the options say."""
    try:
        if options.audit_anchor_syslog:
            _to_syslog(options.audit_anchor_syslog, line)
        if options.audit_anchor_mail:
            _to_mail(config, options.audit_anchor_mail, line)
    except OSError as error:  # smtplib's errors are some, too
        raise CmsError(f"The anchor could not be sent: {error}.") from error


def _to_mail(config: Config, to: str, line: str) -> None:
    if not config.sends_mail:
        raise CmsError("audit_anchor_mail needs smtp_url.")
    text = f"{line}\n\ncms audit verify --anchors FILE --public-key KEY\n"
    subject = f"Audit anchor of {config.base_url}"
    with mail.connection(config) as server:
        key = f"anchor-{hash_line(line)[:32]}"
        mail.send(server, mail.message(to, subject, text, "", key=key))


def _to_syslog(address: str, line: str) -> None:
    """Send a line to a socket of this machine (a path) or to HOST or HOST:PORT by UDP."""
    data = f"<{_AUTH_NOTICE}>sen: audit anchor {line}".encode()
    if address.startswith("/"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as local:
            local.connect(str(Path(address)))
            local.send(data)
        return
    host, _, port = address.rpartition(":") if ":" in address else (address, "", "")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as remote:
        remote.sendto(data, (host, int(port or _SYSLOG_PORT)))
