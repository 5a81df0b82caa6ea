"""The frozen values that plugins return from their ``register_`` hooks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from cms.page_contributions import (
    Action as Action,
    Column as Column,
    Fragment as Fragment,
    MediaPass as MediaPass,
    SitemapPaths as SitemapPaths,
    Slot as Slot,
)
from cms.people import Duty
from cms.text_contributions import (
    Embed as Embed,
    LinkPlace as LinkPlace,
    LinkSource as LinkSource,
)


if TYPE_CHECKING:
    import datetime as dt

    from flask_babel.speaklater import LazyString
    from markupsafe import Markup

    from cms.accounts.models import User
    from cms.actors import Actor, Identity
    from cms.content.fields.forms import ItemForm
    from cms.content.revisions.snapshot import Snapshot
    from cms.content.spine.models import Item, ItemDetail, Revision


class Area(StrEnum):
    """Where a navigation entry stands."""

    DESK = "desk"
    SITE = "site"
    FOOTER = "footer"


@dataclass(frozen=True)
class NavItem:
    """A link in a menu; ``endpoint`` is an endpoint, never a URL."""

    area: Area
    label: str | LazyString
    endpoint: str
    permission: str | None = None
    order: int = 100
    icon: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Permission:
    """A named right that roles may hold; the name begins with its plugin's name."""

    name: str
    title: str | LazyString


@dataclass(frozen=True)
class Panel:
    """A block on the staff's desk; ``render`` takes the user, returns markup or None.

    From ``order`` 500 on it stands below what was recently published.
    """

    id: str
    title: str | LazyString
    render: Callable[[Actor], Markup | None]
    permission: str | None = None
    order: int = 100


@dataclass(frozen=True)
class Job:
    """Work done by the job worker: ``run(**arguments)``; JSON arguments only.

    ``every`` is a number of seconds between automatic runs, or None for a job
    that is only enqueued. ``run`` may be called twice with the same arguments
    when a worker dies, and must have its effect once.
    """

    name: str
    run: Callable[..., None]
    every: int | None = None
    title: str | LazyString = ""


@dataclass(frozen=True)
class Relation:
    """A typed link from an item to others, shown on both sides.

    ``name`` is the form field that holds it. ``targets`` are content type
    names; a type that is not in the build is left out, and so is the whole
    field when none is. ``label`` heads the list on the source's page,
    ``inverse`` the list on the target's.
    """

    name: str
    label: str | LazyString
    inverse: str | LazyString
    targets: tuple[str, ...]
    many: bool = True


@dataclass(frozen=True)
class Reference:
    """One link found in an item's data: ``relation`` name, target item id, a note.

    ``note`` is shown beside the target ("Chủ trì"), for instance a role.
    """

    relation: str
    target_id: int
    note: str | None = None


@dataclass(frozen=True)
class Card:
    """What a list shows of an item without opening its detail row."""

    title: str
    summary: str = ""
    image_id: int | None = None
    sort_date: Any = None  # a date or an aware datetime; None means published_at


def none_of(_data: Mapping[str, Any]) -> Iterable[Any]:
    """Return nothing: the default of a type without references in rows, or other names."""
    return ()


def no_search_text(_data: Mapping[str, Any]) -> str:
    """Return nothing: the default of a type found by its title and summary only."""
    return ""


@dataclass(frozen=True)
class EventFields:
    """Names of a form's fields for day, place, begin and last day of an event."""

    date: str
    location: str
    time: str = ""
    end_date: str = ""


@dataclass(frozen=True)
class ContentType:
    """Everything the core needs to give a type lists, forms, history, search, feeds.

    ``name`` is ``<plugin>.<type>``. ``address`` is the first part of its public
    addresses (``"tin-tuc"`` gives ``/tin-tuc`` and ``/tin-tuc/<slug>``).
    ``form`` defines the data: the JSON snapshot of a revision has one key for
    each field of the form. ``detail`` is the satellite model; its columns and
    one-to-many relationships are filled from the snapshot by name.
    ``card``, ``names``, ``search_text``, ``references`` and ``duties`` (what is
    still to be done, and by whom) are pure functions of the snapshot. ``names``
    gives other names by which an item is known (short names, aliases): what
    links to it is found by them, too. ``represents`` says that its items are
    people or organisations.
    ``life`` is "published" (a draft goes through review and becomes live) or
    "record" (what is saved is valid at once; no review). Each item belongs to
    one of the type ``parent``, if that is named, and is never more visible.
    ``context`` takes the item and its detail row and returns further template
    variables for the public page.

    ``body``, ``byline`` and ``source`` name the form's fields that hold the
    text of the page, its author and where it was first published; the form
    names alternative text and caption of the lead picture itself.
    ``schema_type`` is the page's type in JSON-LD, ``schema_properties`` maps
    further properties to fields; an item whose ``event`` fields hold a date
    and a location is an Event.
    """

    name: str
    label: str | LazyString
    plural: str | LazyString
    address: str
    form: type[ItemForm]
    detail: type[ItemDetail] | None = None
    template: str = "item.html"
    list_template: str = "list.html"
    row_template: str = "_card.html"
    card: Callable[[Mapping[str, Any]], Card] | None = None
    names: Callable[[Mapping[str, Any]], Iterable[str]] = none_of
    search_text: Callable[[Mapping[str, Any]], str] = no_search_text
    references: Callable[[Mapping[str, Any]], Iterable[Reference]] = none_of
    duties: Callable[[Mapping[str, Any]], Iterable[Duty]] = none_of
    context: Callable[[Item, Any], Mapping[str, Any]] | None = None
    relations: Sequence[Relation] = ()
    icon: str = "file-text"
    order: int = 100
    feed: bool = False
    sitemap: bool = True
    in_menu: bool = True
    default_visibility: Literal["public", "internal"] = "public"
    sort: Literal["newest", "title", "person"] = "newest"
    represents: Literal["", "person", "organisation"] = ""
    filters: Sequence[str] = ()  # names of choice fields that lists can filter by
    life: Literal["published", "record"] = "published"
    parent: str | None = None
    body: str = "body"
    byline: str = ""
    source: str = ""
    event: EventFields | None = None
    schema_type: str = "WebPage"
    schema_properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_record(self) -> bool:
        """Whether what is saved is valid at once, without review."""
        return self.life == "record"

    def permission(self, right: str) -> str:
        """Return what gives ``right``: to write a record is to publish it, one ``edit``."""
        verb = "edit" if self.is_record and right != "read" else right
        return f"{self.name}.{verb}"

    def unknown_fields(self) -> list[str]:
        """Return declared names of fields that the form does not have."""
        names = {self.byline, self.source, self.form.lead_alt, self.form.lead_caption}
        event = astuple(self.event) if self.event else ()
        names |= {*self.schema_properties.values(), *event}
        return sorted(
            name
            for name in names - {""}
            if not hasattr(getattr(self.form, name, None), "field_class")
        )

    @property
    def plugin(self) -> str:
        """Name of the plugin that this type belongs to."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """The name in a form that fits endpoints and HTML ids."""
        return self.name.replace(".", "_")


@dataclass(frozen=True)
class Rule:
    """A named check of what is written: a site decides whether it blocks publishing.

    Problems that ``check_item`` returns with this ``rule`` are shown while
    somebody writes; they keep an item from going live where the site's
    settings say so, or, as long as these say nothing, where ``blocks`` is true.
    """

    name: str
    title: str | LazyString
    blocks: bool = False


@dataclass(frozen=True)
class HealthCheck:
    """A question for ``cms doctor``: ``run()`` returns problems in words, or nothing."""

    name: str
    run: Callable[[], Iterable[str]]


@dataclass(frozen=True)
class Command:
    """A command below one of the core's groups: ``cms <group> <command>``.

    ``command`` is a click command. One that works on files alone has
    ``needs_site`` false: it is there as soon as its plugin is installed.
    """

    group: str
    command: Any
    needs_site: bool = True


@dataclass(frozen=True)
class DemoItem:
    """One item of a demonstration or an import.

    ``data`` is a snapshot in which a reference to another item is written
    ``{"ref": "<type>/<slug>"}`` wherever an item id would stand. ``parent`` is
    the ``<type>/<slug>`` of the item that it belongs to, where its type has a
    parent, ``position`` its place among the others of its type there.
    """

    type: str
    slug: str
    data: Mapping[str, Any]
    status: Literal["draft", "published", "archived"] = "published"
    published_at: Any = None
    author: str | None = None
    parent: str | None = None
    position: int = 0


@dataclass(frozen=True)
class Projection:
    """Rows that follow from what an item says: links, keywords, uses of blocks.

    ``write(item, data)`` replaces the rows of an item in the transaction that
    applies the snapshot ``data`` to it: each save of a draft, each publication.
    ``keep(item, data)`` is called for a draft over a live page: what the draft
    uses must stay, readers do not get it yet.

    The rows must go with the item: give their foreign key ``ON DELETE
    CASCADE``. When ``write`` or ``keep`` of a plugin or feature raises, its
    rows stay as they were, the failure is recorded and the save is kept.
    """

    name: str
    write: Callable[[Item, Snapshot], None]
    keep: Callable[[Item, Snapshot], None] | None = None


@dataclass(frozen=True)
class Step:
    """Something that was done to an item.

    ``name`` is that of the workflow (``submit``, ``send_back``, ``publish``,
    ``trash``, ...), ``save``, ``expire``, or a feature's own (``comment``).
    ``revision`` is the open revision that the step was made with, ``words``
    what was said with it, ``when`` the instant that it sets (aware).
    ``audience`` are ids of users whom it concerns besides those that follow
    from ``name``.
    """

    name: str
    item: Item
    actor: Identity
    revision: Revision | None = None
    words: str = ""
    when: dt.datetime | None = None
    audience: Collection[int] = ()


@dataclass(frozen=True)
class StepEffect:
    """What is written with a step of an item, in the step's own transaction.

    For what must never be lost and never be there without the step; all else
    is better done by an ``on_`` hook. When ``run`` raises, what it wrote is
    undone, the failure is recorded and the step is made all the same.
    """

    name: str
    run: Callable[[Step], None]


@dataclass(frozen=True)
class Message:
    """The sentence that tells people of a step, and the icon that stands beside it.

    ``kind`` is the step's name. In ``sentence``, ``%(title)s`` is the item's
    title, ``%(name)s`` who did it, ``%(words)s`` what they wrote, ``%(when)s``
    an instant. With ``settles``, the step answers what reviewers were asked.
    """

    kind: str
    sentence: str | LazyString
    icon: str = "info"
    settles: bool = False


@dataclass(frozen=True)
class LoginStep:
    """One more thing that a login asks for before there is a session: a code, a consent.

    ``needed(user)`` tells whether this person's login must pass it; when it
    raises, nobody gets in. ``endpoint`` is a public view of the plugin, reached
    with the password proven and nobody logged in: ``cms.pending_login()`` says
    whose login it is, and once the step is done the view returns what
    ``cms.pass_login_step(name)`` returns. A role that makes a step needed ends
    the sessions that have not passed it.
    """

    name: str
    endpoint: str
    needed: Callable[[User], bool]
    order: int = 100


@dataclass(frozen=True)
class Picker:
    """An address that the desk's forms ask for choices; ``name`` is how they call it."""

    name: str
    endpoint: str


@dataclass(frozen=True)
class ExchangePart:
    """Rows of one table that `cms export` writes and `cms import` reads.

    ``key`` are the columns that name a row wherever it stands; two rows of one
    name are numbered in their order. A column that points to another table
    is written as the name of what it points to, so that table needs a part of
    its own. The number of a row and its version are never written, nor are the
    columns of ``without``. ``choices`` are the values that a column may have.
    Rows are loaded after those of the parts that they point to, and after the
    parts of ``after``. ``handler`` is the class that reads and writes the rows
    where this does not do.
    """

    name: str
    model: type[Any]
    key: tuple[str, ...]
    without: tuple[str, ...] = ()
    choices: Mapping[str, Collection[Any]] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    handler: type[Any] | None = None
