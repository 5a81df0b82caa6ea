"""The toy plugins count as installed in every test of this folder."""

import pytest
import toy_agenda
import toy_notices

from cms.testing import inline


@pytest.fixture
def extra_plugins():
    return (
        inline("notices", toy_notices),
        inline("agenda", toy_agenda, requires=["notices"]),
    )
