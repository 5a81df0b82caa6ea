"""E-mail addresses of people: judged by one gate, by whichever door they come."""

from __future__ import annotations

from flask_babel import gettext as _

from cms import inputs
from cms.errors import Problem


def refused_address(address: str | None) -> list[Problem]:
    """Return what keeps an address from being one; nothing for none at all.

    Only a message that arrives proves an address; this catches slips, and what
    would stop a mail server.
    """
    try:
        if address:
            inputs.mail_address(address)
    except ValueError:
        return [Problem(_("This is not a valid e-mail address."), "email")]
    return []
