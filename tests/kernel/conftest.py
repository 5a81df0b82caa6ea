"""The toy plugins count as installed in every test of this folder."""

import pytest
import toy_agenda
import toy_bulletins

from cms.testing import inline


@pytest.fixture
def extra_plugins():
    return (
        inline("bulletins", toy_bulletins),
        inline("agenda", toy_agenda, requires=["bulletins"]),
    )
