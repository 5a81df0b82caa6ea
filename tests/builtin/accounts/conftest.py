"""The people, browsers and probes of tests/accounts."""

from tests.accounts.conftest import browser, extra_plugins, person, plugins, section


__all__ = ["browser", "extra_plugins", "person", "plugins", "section"]
