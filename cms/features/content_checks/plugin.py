"""What the rules of good pages add to every build: themselves, and their checks."""

from __future__ import annotations

from collections.abc import Iterable

from cms.actors import Actor
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.workflow import TRANSITIONS
from cms.contributions import Rule
from cms.errors import Problem
from cms.features.content_checks import link_texts, look_alikes, pictures, texts
from cms.features.content_checks.rule_names import RULES
from cms.hookspecs import hookimpl


@hookimpl
def register_rules() -> Iterable[Rule]:
    """Return the rules, which the site's settings list."""
    return RULES


@hookimpl
def check_item(data: Snapshot, transition: str, actor: Actor) -> Iterable[Problem]:
    """Return what breaks a rule, before something goes live.

    What the site itself brings in was published elsewhere already.
    """
    move = TRANSITIONS.get(transition)
    if actor.id is None or move is None or not move.reviewed:
        return []
    return [
        *texts.find_problems(data),
        *look_alikes.find_problems(data),
        *link_texts.find_problems(data),
        *pictures.find_problems(data),
    ]
