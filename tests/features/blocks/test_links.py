"""What links to an item from a reusable block is found, and replaced with the rest."""

from types import ModuleType

import pytest

from cms import LinkSource, db, hookimpl
from cms.builtin.desk.item.pointers import points_here, replace_everywhere
from cms.content.spine.models import Item
from cms.errors import Refused
from cms.features import blocks
from cms.features.blocks.models import Block
from cms.plugins.discovery import inline


def link_to(attrs):
    mark = {"type": "link", "attrs": attrs}
    text = {"type": "text", "text": "xem thêm", "marks": [mark]}
    return {"type": "doc", "content": [{"type": "paragraph", "content": [text]}]}


@pytest.fixture
def chief(user):
    return user("administrator")


@pytest.fixture
def make_block(site, chief):
    def make(name, body):
        given = {"name": name, "kind": "contact", "body": body}
        return blocks.save(chief, None, given, None)

    return make


def links_of(block):
    body = db.session.get(Block, block.id, populate_existing=True).body
    return [
        mark["attrs"]
        for paragraph in body["content"]
        for text in paragraph["content"]
        for mark in text["marks"]
    ]


def version_of(item):
    return db.session.get(Item, item.id, populate_existing=True).version


@pytest.fixture
def linked(paper, make_block):
    target = paper("Đích", status="published")
    by_number = make_block("Theo số", link_to({"itemId": target.id}))
    by_path = make_block("Theo địa chỉ", link_to({"href": target.path}))
    make_block("Không liên quan", link_to({"href": "/khac"}))
    return target, by_number, by_path


def test_a_block_that_links_here_is_shown_by_name(linked, login_as):
    target, by_number, _by_path = linked
    page = login_as("administrator").get(f"/ban-lam-viec/sua/{target.id}/lien-ket").text
    assert "Theo số" in page
    assert "Theo địa chỉ" in page
    assert "Không liên quan" not in page
    assert f"/khoi/{by_number.id}" in page


def test_who_deletes_it_is_told_that_something_links_here(linked, paper, login_as):
    target, _by_number, _by_path = linked
    desk, words = login_as("administrator"), "liên kết tới mục này"
    assert words in desk.get(f"/ban-lam-viec/sua/{target.id}").text
    assert words not in desk.get(f"/ban-lam-viec/sua/{paper('Khác').id}").text


def test_replacing_everywhere_reaches_blocks(linked, paper, chief):
    target, by_number, by_path = linked
    other = paper("Thay", status="published")
    assert replace_everywhere(chief, target.id, other.id, version_of(target)) == 2
    assert links_of(by_number) == links_of(by_path) == [{"itemId": other.id}]
    assert len(points_here(target, chief)) == 0


def test_who_may_not_change_blocks_replaces_nothing(linked, paper, user):
    target, by_number, _by_path = linked
    draft = paper("Nháp", actor=user("reporter"))
    with pytest.raises(Refused, match="Theo số"):
        replace_everywhere(user("reporter"), target.id, draft.id, version_of(target))
    assert links_of(by_number) == [{"itemId": target.id}]


def fail(*_arguments):
    raise RuntimeError("hostile")


class TestWithAFailingSource:
    """A plugin's source of texts raises whenever it is asked."""

    @pytest.fixture
    def extra_plugins(self, extra_plugins):
        module = ModuleType("toy")

        def register_link_sources():
            return [LinkSource("toy.texts", "Văn bản hỏng", fail, fail, fail)]

        module.register_link_sources = hookimpl(register_link_sources)
        return (*extra_plugins, inline("toy", module))

    @pytest.fixture
    def plugins(self, plugins):
        return (*plugins, "toy")

    def test_it_is_named_and_nothing_is_replaced(self, linked, paper, chief, login_as):
        target, by_number, _by_path = linked
        other = paper("Thay", status="published")
        address = f"/ban-lam-viec/sua/{target.id}/lien-ket"
        assert "“Văn bản hỏng”" in login_as("administrator").get(address).text
        with pytest.raises(Refused, match="Văn bản hỏng"):
            replace_everywhere(chief, target.id, other.id, version_of(target))
        assert links_of(by_number) == [{"itemId": target.id}]
