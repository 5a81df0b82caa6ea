"""Links to items in the texts of reusable blocks: found, and replaced."""

from __future__ import annotations

from cms.actors import Actor
from cms.content.spine.models import Item
from cms.contributions import LinkPlace
from cms.features.blocks import service
from cms.features.blocks.models import Block
from cms.features.blocks.queries import all_blocks
from cms.richtext import Document, Swap, swapped, targets


def find_links(item: Item) -> list[LinkPlace]:
    """Return the blocks whose texts link to an item, by number or by address."""
    return [
        LinkPlace(block.name, "blocks.edit", {"block_id": block.id})
        for block in all_blocks()
        if _links_to(block, item)
    ]


def replace_links(actor: Actor, item: Item, other: Item) -> None:
    """Let every block that links to one item link to another; part of a transaction."""
    swap = Swap(items={item.id: other.id}, paths={item.path: other.id})
    for block in all_blocks():
        if _links_to(block, item):
            values = {
                "name": block.name,
                "kind": block.kind,
                "body": swapped(block.body, swap),
            }
            service.save(actor, block.id, values, block.version)


def _links_to(block: Block, item: Item) -> bool:
    wanted = {("item", item.id), ("path", item.path)}
    return any((one.kind, one.key) in wanted for one in targets(Document(block.body)))
