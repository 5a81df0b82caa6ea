"""Pictures of the library, as in tests/media, and somebody who only writes."""

from __future__ import annotations

import pytest

from cms.accounts.models import Role, User
from cms.build_context import Build
from cms.database.transaction import transaction
from cms.testing.people import make_user
from tests.media.conftest import plugins, put


__all__ = ["plugins", "put", "writer"]


@pytest.fixture
def writer(site: Build) -> User:
    """Somebody who may write, and manages only his own pictures."""
    with transaction() as session:
        rights = ["content.read", "content.write"]
        session.add(Role(name="writer", title="Cộng tác viên", permissions=rights))
    return make_user("writer")
