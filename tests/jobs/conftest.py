"""A small application with the job table, for this process and for workers."""

from __future__ import annotations

import pytest

from tests.jobs.process import make_app


@pytest.fixture
def app(database_url):
    from cms.extensions import db

    app = make_app(database_url)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
