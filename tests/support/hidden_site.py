"""A site with one of everything that must not reach those who may not know it.

Each hidden kind has two made-up words: one to look for it by, which a page may
repeat since the person typed it, and a marker, which no answer may hold.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from hidden_articles import picture
from sqlalchemy import select

from cms.accounts.models import Role
from cms.accounts.permissions import SYSTEM
from cms.builtin.media.removal import delete
from cms.builtin.media.replacing import replace_file
from cms.content import service
from cms.content.spine.models import Item, Section
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features import comments
from cms.features.invitations.service import invite
from cms.features.notices import notify
from cms.media import store
from cms.richtext import from_text
from cms.testing.items import make
from cms.testing.people import logged_in, make_user


ALL_STAFF = {"reporter", "administrator"}
#: The kinds, each with the viewers who may know it; nobody else may.
KINDS = {
    "draft": ALL_STAFF,
    "limited": {"editor", "administrator"},
    "trashed": ALL_STAFF,
    "elsewhere": ALL_STAFF,
    "confidential": {"administrator"},
    "note": ALL_STAFF | {"reader"},
    "person": {"administrator"},
    "organisation": {"administrator"},
    "media": {"editor", "administrator"},
    "formermedia": {"editor", "administrator"},
    "replaced": {"editor", "administrator"},
    "unused": {"administrator"},
    "comment": {"editor", "administrator"},
    "guest": {"editor", "administrator"},
    "former": ALL_STAFF | {"local", "editor"},
    "change": ALL_STAFF | {"local", "editor"},
    "keyword": ALL_STAFF,
    "limitedkeyword": {"editor", "administrator"},
    "child": {"administrator"},
}


#: How texts call the hidden organisation: not by the name that tells of it.
OTHER_NAME = "Ban Chuyên án Bến Lạ"


def sought(kind: str) -> str:
    """Return the word by which one looks for a hidden kind."""
    return f"zq{kind}"


def marker(kind: str) -> str:
    """Return the word that tells a hidden kind to whoever reads it."""
    return f"xw{kind}"


def words(kind: str) -> str:
    """Return what stands in a hidden text: both words."""
    return f"{sought(kind)} {marker(kind)}"


@dataclass
class HiddenSite:
    """What was planted: ids by kind, addresses, and a browser for each viewer."""

    items: dict[str, int] = field(default_factory=dict)
    media: dict[str, int] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    values: dict[str, list] = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    browsers: dict = field(default_factory=dict)
    hub: str = ""


def text(*parts):
    """Return a document: a sentence, and further paragraphs or pictures."""
    words = from_text(f"Theo {OTHER_NAME}, đây là chữ thường.")
    return {"type": "doc", "content": [*words["content"], *parts]}


def link(item_id):
    """Return a paragraph that leads to an item."""
    mark = {"type": "link", "attrs": {"itemId": item_id}}
    shown = {"type": "text", "text": "xem thêm", "marks": [mark]}
    return {"type": "paragraph", "content": [shown]}


def article(kind, *, status="draft", **data):
    """Return an article that says the two words of a kind."""
    data = {"title": words(kind), "summary": words(kind), "body": text()} | data
    return make("news.article", status=status, **data)


def upload(kind, seed):
    """Return the id of a picture whose every text is a marker."""
    details = dict.fromkeys(("title", "alt", "caption", "credit"), words(kind))
    name = f"{sought(kind)}-{marker(kind)}.png"
    return store(SYSTEM, picture(seed), name, **details).id


def plant(site, key, type_name, **data):
    """Make an item of a type and remember it under a key."""
    item = make(type_name, **data)
    site.items[key] = item.id
    return item


def save(item_id, **data):
    """Store values as the site itself."""
    db.session.expire_all()
    item = db.session.get_one(Item, item_id)
    return service.save(SYSTEM, item.id, data, item.version)


def furnish(app) -> HiddenSite:
    """Fill the current site and return what was hidden in it."""
    site = HiddenSite()
    ours, theirs = sections()
    _people(site, app, ours)
    _media(site, ours)
    _items(site, ours, theirs)
    _public_pages(site, ours)
    _spoken(site)
    return site


def sections():
    """Return the ids of two new sections."""
    with transaction() as session:
        rows = [Section(slug=one, title=one) for one in ("phan-ta", "phan-ho")]
        session.add_all(rows)
        session.flush()
        return [one.id for one in rows]


def _people(site, app, ours):
    roles = dict(db.session.execute(select(Role.name, Role.id)).all())
    assert "approver" in roles
    given = {
        "reader": ("reader", None),
        "reporter": ("reporter", None),
        "local": ("reporter", ours),
        "editor": ("approver", ours),
        "administrator": ("administrator", None),
    }
    for name, (role, section) in given.items():
        person = make_user(
            role, section_id=section, email=f"{name}@sen.example", notice_mail="each"
        )
        site.people[name] = person
        site.browsers[name] = logged_in(app, person)


def _media(site, ours):
    for seed, kind in enumerate(("media", "formermedia", "replaced", "unused"), 10):
        site.media[kind] = upload(kind, seed)
    content = io.BytesIO(f"Tệp {words('media')}".encode())
    site.media["file"] = store(SYSTEM, content, "zqmedia-xwmedia.txt").id
    limited = article(
        "limited",
        status="published",
        section_id=ours,
        visibility="limited",
        image_id=site.media["media"],
        attachments=[site.media["file"]],
        gallery=[site.media["formermedia"], site.media["replaced"]],
        tags=[words("limitedkeyword")],
    )
    site.items["limited"] = limited.id
    save(limited.id, gallery=[site.media["replaced"]])
    _publish(limited.id)
    # What is replaced stays in the trash; its record has the texts it had.
    from cms.media import update

    old = site.media["replaced"]
    replace_file(SYSTEM, old, None, picture(30), "moi.png")
    plain = dict.fromkeys(("title", "alt", "caption", "credit"), "thường")
    update(SYSTEM, old, None, plain)
    thrown = upload("unused", 31)
    delete(SYSTEM, thrown)
    site.media["thrown"] = thrown


def _publish(item_id):
    for step in (service.submit, service.approve, service.publish):
        db.session.expire_all()
        item = db.session.get_one(Item, item_id)
        step(SYSTEM, item.id, item.version)


def _items(site, ours, theirs):
    site.items["draft"] = article("draft", tags=[words("keyword")]).id
    site.items["elsewhere"] = article("elsewhere", section_id=theirs).id
    site.items["trashed"] = article("trashed").id
    plant(
        site,
        "person",
        "directory.person",
        title=words("person").title(),
        visibility="limited",
    )
    plant(
        site,
        "organisation",
        "directory.organisation",
        title=words("organisation"),
        aliases=[OTHER_NAME],
        type="khac",
        level="xa",
        visibility="limited",
    )
    plant(
        site,
        "known",
        "directory.person",
        title="Lê Văn Công Khai",
        summary="Cán bộ",
        note=words("note"),
        status="published",
    )
    plant(
        site,
        "body",
        "directory.organisation",
        title="Đảng ủy xã",
        type="khac",
        level="xa",
        status="published",
    )
    inspection = plant(
        site,
        "confidential",
        "inspections.item",
        title=words("confidential"),
        code=words("confidential"),
        confidential=True,
        type="kt_chap_hanh",
        subjects=[{"kind": "to_chuc", "label": words("confidential")}],
        planned_start="2026-01-01",
        planned_end="2026-12-01",
        owner=site.items["body"],
        team_lead=site.items["known"],
    )
    save(inspection.id, status="chuan_bi")
    _publish(inspection.id)
    with transaction() as session:
        # The plugin alone keeps it back.
        session.get_one(Item, inspection.id).visibility = "public"
    event = plant(
        site,
        "event",
        "conferences.conference",
        title="Hội nghị kín",
        visibility="limited",
        date="2026-01-02",
    )
    plant(
        site,
        "child",
        "conferences.directive",
        title=words("child"),
        text=words("child"),
        parent_item=event,
    )


def _public_pages(site, ours):
    """Make what everybody reads, pointing at all that is hidden."""
    hidden = [one for key, one in site.items.items() if key not in ("known", "body")]
    page = article(
        "former",
        status="published",
        title="Trang công khai",
        summary="Tóm tắt.",
        section_id=ours,
        body=text(*map(link, hidden)),
        people=[site.items["person"]],
        programme_items=[site.items["confidential"]],
        conference=site.items["event"],
        author=words("former"),
        source="Báo",
    )
    site.items["page"] = page.id
    save(page.id, author="Nguyễn Văn Báo")
    _publish(page.id)
    save(page.id, source=words("change"))
    article(
        "",
        title="Nháp chung",
        summary="Nháp.",
        section_id=ours,
        body=text(*map(link, hidden)),
    )
    meeting = plant(
        site,
        "meeting",
        "conferences.conference",
        title="Hội nghị công khai",
        summary="Tóm tắt.",
        date="2026-02-03",
        type="giao_ban",
        organiser=site.items["body"],
        chairs=[site.items["person"]],
    )
    # The form has a field that is called like the argument.
    save(meeting.id, status="da_dien_ra")
    _publish(meeting.id)
    db.session.expire_all()
    trashed = db.session.get_one(Item, site.items["trashed"])
    service.trash(SYSTEM, trashed.id, trashed.version)
    site.hub = "Trang công khai"


def _spoken(site):
    """Leave comments, a guest's link and notices about what is limited."""
    db.session.expire_all()
    limited = db.session.get_one(Item, site.items["limited"])
    comments.add(limited, user=site.people["editor"], body=words("comment"))
    save(limited.id, summary=words("limited") + " nữa")
    db.session.expire_all()
    limited = db.session.get_one(Item, limited.id)
    service.submit(SYSTEM, limited.id, limited.version)
    _row, token = invite(site.people["editor"], limited.id, guest=words("guest"))
    site.addresses.append(f"/duyet/{token}")
    everyone = [one.id for one in site.people.values()]
    with transaction():
        for key in ("limited", "draft", "confidential", "elsewhere"):
            item = db.session.get_one(Item, site.items[key])
            notify(everyone, "returned", item=item, name="Ai", words=words(key))
