"""A site with every bundled plugin."""

import pytest

from cms.plugins.discovery import discover


@pytest.fixture
def plugins():
    return tuple(discover())


@pytest.fixture
def extra_plugins():
    return ()
