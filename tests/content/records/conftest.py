"""A site of meetings, the tasks that belong to them, and contacts that stand alone."""

import pytest

from cms.accounts.models import Grant, Role
from cms.accounts.permissions import SYSTEM
from cms.content import fields, service
from cms.content.fields.forms import ItemForm
from cms.contributions import Card, ContentType
from cms.database.transaction import transaction
from cms.extensions import db
from cms.hookspecs import hookimpl
from cms.testing import inline
from cms.testing.people import make_user


class MeetingForm(ItemForm):
    body = fields.LongText("Text")


class TaskForm(ItemForm):
    title = fields.Text("In short", max=200)
    text = fields.LongText("Task", required=True)
    done = fields.YesNo("Done")
    owner = fields.Text("Owner")


class ContactForm(ItemForm):
    phone = fields.Text("Phone", required=True)
    tasks = fields.Link("Tasks", targets=("toy.task",), many=True)


def task_card(data):
    return Card(title=data.get("title") or data.get("text") or "")


def types():
    return [
        ContentType("toy.meeting", "Meeting", "Meetings", "hop", MeetingForm),
        ContentType(
            "toy.task",
            "Task",
            "Tasks",
            "viec",
            TaskForm,
            card=task_card,
            life="record",
            parent="toy.meeting",
        ),
        ContentType(
            "toy.contact", "Contact", "Contacts", "lien-he", ContactForm, life="record"
        ),
    ]


class ToyPlugin:
    @hookimpl
    def register_content_types(self):
        return types()


@pytest.fixture
def extra_plugins():
    return (inline("toy", ToyPlugin()),)


@pytest.fixture
def plugins():
    return ("toy",)


@pytest.fixture
def meeting(make_item):
    """``meeting("published")``: a meeting in some state."""
    return lambda status="published", **data: make_item(
        "toy.meeting", status=status, **data
    )


@pytest.fixture
def task(site):
    """``task(meeting, text="…")``: a task of a meeting."""

    def make(parent, actor=SYSTEM, **data):
        data.setdefault("text", "Rà soát hồ sơ")
        return service.create(actor, "toy.task", data, parent_id=parent.id)

    return make


@pytest.fixture
def holder(site):
    """``holder("toy.task.edit")``: somebody who holds these rights and no other."""

    def make(*permissions):
        person = make_user(None)
        with transaction():
            name = f"role{person.id}"
            role = Role(name=name, title=name, permissions=list(permissions))
            db.session.add(role)
            person.grants.append(Grant(role=role))
        return person

    return make
