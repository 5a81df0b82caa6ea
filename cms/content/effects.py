"""Effects of a workflow step in its transaction, and hooks after its commit."""

from __future__ import annotations

from cms.actors import Actor
from cms.build_context import current_build
from cms.content.spine.models import Item
from cms.contributions import Step
from cms.database.transaction import after_commit


def apply_effects(step: Step) -> None:
    """Let the registered effects write what follows from ``step``, in its transaction.

    Each is guarded: one that raises leaves nothing behind and is recorded.
    """
    build = current_build()
    for plugin, effect in build.registry.step_effects:
        build.manager.guard(plugin, f"effect {effect.name}", effect.run, step)


def notify_after_commit(hook: str, item: Item, actor: Actor) -> None:
    """Call the ``on_`` hook ``hook`` once the transaction is committed."""
    manager = current_build().manager
    after_commit(lambda: manager.notify(hook, item=item, actor=actor))
