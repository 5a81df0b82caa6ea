"""All that changes content, in one place to import from.

Each function is one transaction. It raises NotFound when the actor may not
know of the item, Forbidden when they may not do this to it, Conflict when
somebody else has saved since ``version`` was read, and Refused with every
problem when the change does not hold.
"""

from cms.content.publishing.corrections import (
    publish_change,
    schedule_change,
    set_banner,
    withdraw,
)
from cms.content.publishing.proposed_times import propose
from cms.content.publishing.schedule import expire_due, publish_due
from cms.content.publishing.transitions import (
    approve,
    archive,
    problems,
    publish,
    revive,
    schedule,
    send_back,
    submit,
    take_back,
)
from cms.content.revisions.drafts import (
    Saved,
    create,
    discard,
    restore,
    save,
    save_merged,
)
from cms.content.revisions.trash import trash, untrash


__all__ = [
    "Saved",
    "approve",
    "archive",
    "create",
    "discard",
    "expire_due",
    "problems",
    "propose",
    "publish",
    "publish_change",
    "publish_due",
    "restore",
    "revive",
    "save",
    "save_merged",
    "schedule",
    "schedule_change",
    "send_back",
    "set_banner",
    "submit",
    "take_back",
    "trash",
    "untrash",
    "withdraw",
]
