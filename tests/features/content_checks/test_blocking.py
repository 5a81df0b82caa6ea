"""A site decides what keeps an item from going live; nothing keeps it from a colleague."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cms import SYSTEM
from cms.accounts.models import User
from cms.content import checks, service
from cms.content.spine.models import Item
from cms.errors import Refused
from cms.testing.people import make_user
from tests.features.content_checks.conftest import heading, paragraph


@pytest.fixture
def submitted(article: Any) -> Item:
    """An article with a blocking problem and one that may be passed over."""
    draft = article(heading(4, "Sâu"), paragraph("Lạc", href="/khong-co-trang-nay"))
    writer = make_user("reporter")
    draft = service.save(writer, draft.id, {"title": "Tin có lỗi"}, draft.version)
    return service.submit(writer, draft.id, draft.version)


def fields_against(actor: Any, item: Item, move: str) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as refusal:
        getattr(service, move)(actor, item.id, item.version)
    return [(one.rule, one.field) for one in refusal.value.problems]


@pytest.mark.parametrize("move", ["approve", "publish"])
def test_a_broken_link_keeps_an_item_from_going_live_and_a_heading_does_not(
    submitted: Item, approver: User, move: str
) -> None:
    assert fields_against(approver, submitted, move) == [("core.links", "body")]
    assert submitted.stage == "submitted"


@pytest.mark.parametrize(
    ("chosen", "against"), [([], []), (["core.headings"], ["core.headings"])]
)
def test_the_site_chooses_what_blocks(
    submitted: Item, approver: User, monkeypatch: Any, chosen: Any, against: Any
) -> None:
    monkeypatch.setattr(
        checks, "get_settings", lambda: SimpleNamespace(blocking_rules=chosen)
    )
    if against:
        found = fields_against(approver, submitted, "publish")
        assert [rule for rule, _field in found] == against
    else:
        service.publish(approver, submitted.id, submitted.version)
        assert submitted.status == "published"


def test_what_the_system_brings_in_is_no_new_publication(submitted: Item) -> None:
    service.publish(SYSTEM, submitted.id, submitted.version)
    assert submitted.status == "published"


def test_the_settings_show_what_blocks(site: Any, login_as: Any) -> None:
    page = login_as("administrator").get("/ban-lam-viec/cai-dat/").text
    for rule in site.registry.rules.values():
        box = page.split(f'value="{rule.name}"')
        assert len(box) == 2, rule.name
        before = box[0].rsplit("<input", 1)[1] + box[1].split(">", 1)[0]
        assert ("checked" in before) == rule.blocks, rule.name


def test_the_bar_answers_alone_to_who_may_edit(article: Any, login_as: Any) -> None:
    item = article(heading(4, "Sâu"))
    url = f"/ban-lam-viec/sua/{item.id}/kiem-tra"
    answer = login_as("administrator").get(url)
    assert 'data-check-quote="Sâu"' in answer.text
    assert "<html" not in answer.text
    bar = login_as("administrator").get(f"/ban-lam-viec/sua/{item.id}").text
    assert 'data-check-quote="Sâu"' in bar
    assert login_as("reader").get(url).status_code == 404
