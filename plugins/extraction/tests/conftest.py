"""The plugin that these tests are about is on, with what it requires."""

from __future__ import annotations

import pytest


@pytest.fixture
def plugins() -> tuple[str, ...]:
    return ("extraction",)
