"""The toy site of papers, one of which waits for a leader without an account."""

import re

import pytest
from paper_site import extra_plugins, paper, plugins, site

from cms.content import service as content
from cms.features.invitations import service


__all__ = ["extra_plugins", "paper", "plugins", "site"]


@pytest.fixture
def writer(user):
    return user("reporter", name="Lê Viết")


@pytest.fixture
def approver(user):
    return user("approver", name="Trần Duyệt")


@pytest.fixture
def waiting(paper, writer):
    """A paper in review."""
    draft = paper("Kế hoạch kiểm tra", actor=writer)
    return content.submit(writer, draft.id, draft.version)


@pytest.fixture
def link(waiting, approver):
    """Return a function that invites somebody to the waiting paper; the address."""

    def make(**values):
        values.setdefault("guest", "Đồng chí Bí thư")
        actor = values.pop("actor", approver)
        _row, token = service.invite(actor, waiting.id, **values)
        return f"/duyet/{token}"

    return make


@pytest.fixture
def guest(client):
    """Return a function that answers by the form of a guest's page."""

    def answer(address, decision, **fields):
        page = client.get(address).text
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        form = {"decision": decision, "seen": seen[1] if seen else "", **fields}
        return client.post(address, data=form)

    return answer
