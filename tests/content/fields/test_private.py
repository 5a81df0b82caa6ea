"""What is declared private is for staff of the type: nobody else ever gets it."""

import datetime as dt

import pytest
from sqlalchemy import select

from cms.accounts.permissions import SYSTEM
from cms.content import fields, service
from cms.content.fields.forms import ItemForm, RowForm
from cms.content.fields.private import without_private
from cms.content.spine.models import ItemRelation
from cms.contributions import Card, ContentType, Reference, Relation
from cms.extensions import db
from cms.features.invitations import service as invitations
from cms.hookspecs import hookimpl
from cms.testing import inline


SECRET = "Ghi chú kín về hồ sơ"


class VisitForm(RowForm):
    place = fields.Text("Place")
    comment = fields.Text("Comment", private=True)
    who = fields.Link("Who", targets=("files.file",), private=True)


class FileForm(ItemForm):
    body = fields.Rich("Body")
    note = fields.LongText("Note", private=True)
    visits = fields.Rows("Visits", VisitForm)
    handler = fields.Link("Handler", targets=("files.file",), private=True)


def careless_card(data):
    return Card(title=data["title"], summary=data.get("note") or "")


def careless_text(data):
    rows = data.get("visits") or []
    return "\n".join([data.get("note") or "", *(row["comment"] or "" for row in rows)])


def careless_links(data):
    for row in data.get("visits") or []:
        if row.get("who"):
            yield Reference("who", row["who"], row["comment"])


class FilesPlugin:
    """A type that puts all it is given everywhere."""

    @hookimpl
    def register_content_types(self):
        me = ("files.file",)
        return [
            ContentType(
                "files.file",
                "File",
                "Files",
                "ho-so",
                FileForm,
                template="files/file.html",
                card=careless_card,
                search_text=careless_text,
                references=careless_links,
                relations=[
                    Relation("handler", "Handler", "Handles", me),
                    Relation("who", "Who", "Visited", me),
                ],
                feed=True,
            )
        ]


@pytest.fixture
def plugins():
    return ("files",)


@pytest.fixture
def extra_plugins(tmp_path):
    folder = tmp_path / "templates" / "files"
    folder.mkdir(parents=True)
    words = "{% extends 'item.html' %}{% block facts %}{{ data|string }}{% endblock %}"
    (folder / "file.html").write_text(words, encoding="utf-8")
    plugin = FilesPlugin()
    plugin.folder = tmp_path
    return (inline("files", plugin),)


@pytest.fixture
def other(make_item):
    return make_item("files.file", title="Hồ sơ bên kia", status="published")


def private(other):
    row = {"place": "Hội trường", "comment": SECRET, "who": other.id}
    return {"note": SECRET, "visits": [row], "handler": other.id}


@pytest.fixture
def file(make_item, other):
    data = private(other)
    return make_item("files.file", title="Hồ sơ A", status="published", **data)


def test_no_public_page_shows_it_and_staff_do_see_it(file, other, client, login_as):
    for path in (file.path, "/ho-so", "/", other.path):
        assert SECRET not in client.get(path).text
    assert "Hội trường" in client.get(file.path).text
    assert SECRET in login_as("reader").get(file.path).text


def test_it_is_in_no_feed_and_no_sitemap(file, client):
    for path in ("/feed.atom", "/ho-so/feed.rss", "/sitemap.xml"):
        assert SECRET not in client.get(path).text


def test_nobody_finds_a_page_by_it(file, client, login_as):
    for browser in (client, login_as("administrator")):
        found = browser.get("/tim-kiem", query_string={"q": SECRET}).text
        assert file.path not in found
    assert file.path in client.get("/tim-kiem", query_string={"q": "Hồ sơ A"}).text


def test_what_it_points_to_is_no_link_of_the_page(file):
    query = select(ItemRelation.id).where(ItemRelation.source_id == file.id)
    assert db.session.scalars(query).all() == []


def test_a_guest_is_shown_neither_the_page_with_it_nor_its_change(
    site, make_item, other, client, user
):
    inviter = user("administrator")
    item = make_item("files.file", title="Hồ sơ B", status="published", note="Cũ")
    item = service.save(SYSTEM, item.id, private(other), item.version)
    item = service.submit(SYSTEM, item.id, item.version)
    _row, token = invitations.invite(inviter, item.id, guest="Bác Năm")
    for path in (f"/duyet/{token}", f"/duyet/{token}/xem"):
        page = client.get(path)
        assert page.status_code == 200
        assert SECRET not in page.text


def test_a_snapshot_without_it_keeps_everything_else():
    day = dt.date(2027, 1, 5).isoformat()
    data = {"title": day, "note": "x", "visits": [{"place": "P", "comment": "r"}]}
    assert without_private(FileForm, data) == {
        "title": day,
        "note": "",
        "visits": [{"place": "P", "comment": ""}],
    }
