"""What notices add to every build: the bell, its page, their mail, the reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from cms.accounts.models import User
from cms.actors import Actor
from cms.content.spine.models import Item
from cms.contributions import Fragment, Job, Message, Slot, StepEffect
from cms.database.base import utcnow
from cms.features.notices import views
from cms.features.notices.messages import MESSAGES
from cms.features.notices.service import MAIL_JOB, delete_old_notices, notify
from cms.features.notices.steps import mail_notices, notify_of_step, remind
from cms.features.notices.suspensions import notify_of_suspensions
from cms.hookspecs import hookimpl
from cms.jobs import enqueue


views.notices.record(notify_of_suspensions)

REMIND_JOB = "core.remind"
A_DAY = dt.timedelta(days=1)


def _delete_old_notices() -> None:
    delete_old_notices()


@hookimpl
def register_blueprints() -> Iterable[Blueprint]:
    """Return the page of one's notices."""
    return [views.notices]


@hookimpl
def register_fragments() -> Iterable[Fragment]:
    """Return the bell, which stands on every page of the desk."""
    return [Fragment("notices.bell", Slot.DESK_HEADER, views.bell)]


@hookimpl
def register_messages() -> Iterable[Message]:
    """Return what is said of the steps of the workflow."""
    return MESSAGES


@hookimpl
def register_step_effects() -> Iterable[StepEffect]:
    """Return the notices of a step: they are there if and only if the step is."""
    return [StepEffect("notices.notify", notify_of_step)]


@hookimpl
def register_jobs() -> Iterable[Job]:
    """Return the jobs that send mail, remind, and forget what was read long ago."""
    return [
        Job(MAIL_JOB, mail_notices, every=60, title=_l("Send notices by e-mail")),
        Job(REMIND_JOB, remind, every=600, title=_l("Send review reminders")),
        Job(
            "core.forget_notices",
            _delete_old_notices,
            every=86_400,
            title=_l("Delete old notices"),
        ),
    ]


@hookimpl
def on_item_submitted(item: Item, actor: Actor) -> None:
    """Enqueue the reminder of a review for a day before it is due."""
    _remind_in_time(item)


@hookimpl
def on_item_restored(item: Item, actor: Actor) -> None:
    """Enqueue reminders for an item restored from the trash."""
    _remind_in_time(item)


@hookimpl
def on_login_failed(user: User, network: str) -> None:
    """Tell the owner of an account that somebody tries passwords."""
    notify([user.id], "login_failed", words=network, when=utcnow())


def _remind_in_time(item: Item) -> None:
    if item.due_at is not None and item.due_at - A_DAY > utcnow():
        key = f"{REMIND_JOB}-{item.id}"
        enqueue(REMIND_JOB, run_at=item.due_at - A_DAY, dedupe=key)
