"""The mail that brings a guest the link."""

from __future__ import annotations

from email.message import EmailMessage

from flask import current_app
from flask_babel import get_locale, gettext as _

from cms.builtin import mail
from cms.settings import get_settings


def letter_to(
    *, to: str, guest: str, inviter: str, title: str, link: str, until: str
) -> EmailMessage:
    """Return the invitation in the current language; it may have no title to tell."""
    title = title or _("something with limited readers")
    subject = _("Please approve: %(title)s", title=title)
    lines = [
        (
            _(
                "%(inviter)s invites %(guest)s to read “%(title)s” and to answer.",
                inviter=inviter,
                guest=guest,
                title=title,
            ),
            link,
        ),
        (_("The link is valid until %(when)s.", when=until), ""),
    ]
    foot = _("The link is for you alone: whoever has it can answer in your name.")
    text = "\n\n".join("\n".join(filter(None, line)) for line in [*lines, (foot, "")])
    page = current_app.jinja_env.get_template("mail/letter.html")
    html = page.render(
        subject=subject,
        site_title=get_settings().site_title,
        lines=lines,
        foot=foot,
        language=str(get_locale()),
    )
    return mail.message(to, subject, text + "\n", html, name=guest)
