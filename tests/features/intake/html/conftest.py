"""An application for rendering: documents need translations and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    app = Flask("richtext")
    Babel(app)
    with app.test_request_context():
        yield
