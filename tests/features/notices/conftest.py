"""The toy site of papers, people of two roles, and the notices they got."""

import pytest
from paper_site import extra_plugins, paper, plugins, site
from sqlalchemy import select

from cms.extensions import db
from cms.features.notices.models import Notice


__all__ = ["extra_plugins", "paper", "plugins", "site"]


@pytest.fixture
def writer(user):
    return user("reporter", name="Lê Viết", email="viet@example.vn", language="vi")


@pytest.fixture
def approver(user):
    return user("approver", name="Trần Duyệt", email="duyet@example.vn")


@pytest.fixture
def notices_of():
    """Return a function that lists the unread kinds of notices of a person."""

    def kinds(person):
        unread = select(Notice.kind).where(
            Notice.user_id == person.id, Notice.read_at.is_(None)
        )
        return list(db.session.scalars(unread.order_by(Notice.id)))

    return kinds
