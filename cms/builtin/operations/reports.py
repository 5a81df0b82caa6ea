"""Reports of errors to a server that speaks Sentry's protocol, if the options name one."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from cms.builtin.operations.options import Operations
from cms.errors import ConfigError


def report_errors(options: Operations) -> None:
    """Send errors of this process from now on; nothing personal goes with them.

    Raises ConfigError when the package that does so is not installed.
    """
    dsn = options.sentry_dsn.get_secret_value()
    if not dsn:
        return
    try:
        import sentry_sdk
    except ImportError as error:
        raise ConfigError(
            'sentry_dsn needs a package: pip install "sen-cms[sentry]".'
        ) from error
    sentry_sdk.init(
        dsn=dsn,
        release=f"sen-cms@{version('sen-cms')}",
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=without_persons,
        before_breadcrumb=lambda _crumb, _hint: None,
    )


def without_persons(event: Any, _hint: Any) -> Any:
    """Return a report without what was asked, by whom, from where."""
    request = event.get("request") or {}
    event["request"] = {"method": request.get("method", "")}
    event.pop("user", None)
    event.pop("server_name", None)
    event.pop("breadcrumbs", None)
    return event
