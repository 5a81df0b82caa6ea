"""The toy site of papers, with people who write, publish and read."""

import pytest
from paper_site import extra_plugins, paper, plugins, site

from cms.content import service
from cms.content.spine.models import Item
from cms.extensions import db


__all__ = ["extra_plugins", "paper", "plugins", "site"]


@pytest.fixture
def writer(user):
    return user("reporter", name="Lê Viết")


@pytest.fixture
def approver(user):
    return user("approver", name="Trần Duyệt")


@pytest.fixture
def live(paper, writer, approver):
    """A paper that is on the site."""
    draft = paper("Lịch tiếp công dân", actor=writer)
    item = service.submit(writer, draft.id, draft.version)
    return service.publish(approver, item.id, item.version)


@pytest.fixture
def fresh():
    """Return a function that reads an item as it is stored now."""

    def read(item):
        db.session.rollback()
        return db.session.get(Item, item.id, populate_existing=True)

    return read
