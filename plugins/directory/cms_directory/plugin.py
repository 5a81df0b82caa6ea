"""What the directory registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cms import (
    Actor,
    Affiliation,
    ContentType,
    DemoItem,
    HealthCheck,
    Item,
    Problem,
    Rule,
    hookimpl,
)
from cms_directory.checks import check_record, organisation_loops
from cms_directory.demo import demo_items
from cms_directory.mentions import RULES, check_mentions
from cms_directory.queries import organisations_of, people_without_names
from cms_directory.types import TYPES


# When a text is looked at as readers will see it.
GOING_OUT = frozenset({"submit", "approve", "schedule", "publish"})


@hookimpl
def register_content_types() -> Iterable[ContentType]:
    """Return organisations, people, terms and position titles."""
    return TYPES


@hookimpl
def register_checks() -> Iterable[HealthCheck]:
    """Return the questions that ``cms doctor`` asks of the directory."""
    return [
        HealthCheck("names", people_without_names),
        HealthCheck("organisation-loops", organisation_loops),
    ]


@hookimpl
def register_affiliations() -> Iterable[Affiliation]:
    """Return the posts of people: they belong to where they hold one."""
    return [Affiliation("positions", organisations_of)]


@hookimpl
def register_demo() -> Iterable[DemoItem]:
    """Return the fictional directory."""
    return demo_items()


@hookimpl
def register_rules() -> Iterable[Rule]:
    """Return the rules about whom and what a text names."""
    return RULES


@hookimpl
def check_item(
    item: Item, data: Mapping[str, Any], transition: str, actor: Actor
) -> Iterable[Problem]:
    """Return reversed dates and loops, and what a text says against the directory."""
    found = list(check_record(item, data))
    if transition in GOING_OUT:
        found += check_mentions(item, data, actor)
    return found
