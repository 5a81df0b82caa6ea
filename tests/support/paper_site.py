"""Fixtures of a site with the toy papers, for the conftests that want one."""

from __future__ import annotations

from typing import Any

import pytest
from toy_papers import Paper, PapersPlugin

from cms.extensions import Model, db
from cms.richtext import from_text
from cms.testing import inline


@pytest.fixture
def extra_plugins() -> tuple[Any, ...]:
    return (inline("papers", PapersPlugin()),)


@pytest.fixture
def plugins() -> tuple[str, ...]:
    return ("papers",)


@pytest.fixture
def site(site: Any) -> Any:
    Model.metadata.create_all(db.engine, tables=[Paper.__table__])
    return site


@pytest.fixture
def paper(site: Any, make_item: Any) -> Any:
    """Return a function that makes a paper with a text."""

    def make(title: str = "Bài", **data: Any) -> Any:
        data.setdefault("body", from_text("Nội dung."))
        return make_item("papers.paper", title=title, **data)

    return make
