"""Addresses of accounts for mails and people: from the configuration, never the request."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app

from cms.build_context import current_build


def password_address(secret: str, endpoint: str = "accounts.choose_password") -> str:
    """Return the whole address of a one-time link.

    The host name of a request is the visitor's word, and a job has no request.
    """
    base = urlsplit(current_build().config.base_url)
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return adapter.build(endpoint, {"secret": secret}, force_external=True)
