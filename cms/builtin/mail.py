"""E-mail: building messages safe from header injection, and sending them."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from cms.build_context import current_build
from cms.config import Config


SECONDS = 10


def message(
    to: str, subject: str, text: str, html: str, *, name: str = "", key: str = ""
) -> EmailMessage:
    """Return a message in plain text and HTML that no machine should answer.

    ``key`` tells the message from others: sent twice, it has the same identity,
    and mail programs show it once. Line ends in ``subject`` or ``name`` become
    spaces, so that nobody adds headers by writing a title.
    """
    build = current_build()
    sender = build.config.mail_from
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(sender, _one_line(build.settings[""].site_title))
    mail["To"] = _address(to, _one_line(name))
    mail["Subject"] = _one_line(subject)
    mail["Date"] = formatdate(localtime=False)
    domain = sender.rpartition("@")[2]
    mail["Message-ID"] = f"<{key}@{domain}>" if key else make_msgid(domain=domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(text, cte="base64")
    mail.add_alternative(html, subtype="html", cte="base64")
    return mail


def _one_line(words: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def _address(address: str, name: str) -> Address:
    return Address(display_name=name, addr_spec=_one_line(address))


@contextmanager
def connection(config: Config) -> Iterator[smtplib.SMTP]:
    """Connect to the mail server; its certificate must be valid.

    Raises OSError or smtplib.SMTPException when there is no way.
    """
    parts = urlsplit(config.smtp_url.get_secret_value())
    host = parts.hostname or ""
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=SECONDS, context=_tls()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
    with server:
        if parts.scheme == "smtp" and parse_qs(parts.query).get("starttls") == ["1"]:
            server.starttls(context=_tls())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def send(server: smtplib.SMTP, mail: EmailMessage) -> None:
    """Send one message; raises what smtplib raises, ValueError for an odd address."""
    server.send_message(mail)
