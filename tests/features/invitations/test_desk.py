"""Links on the desk: made, shown once, mailed, listed, revoked; and their pictures."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from cms.content import service as content
from cms.content.spine.models import Item
from cms.extensions import db
from cms.features.invitations.models import Invitation
from cms.testing.browser import Browser


def make(desk, item, **fields):
    form = {"guest": "Đồng chí Bí thư", "days": "3", "may_approve": "y", **fields}
    return desk.post(f"/ban-lam-viec/sua/{item.id}/moi", data=form)


def link_in(page):
    return re.search(r'value="http://[^"]+(/duyet/[^"]+)"', page.text)


def test_a_link_is_shown_once_and_listed_with_its_state(
    login_as, approver, waiting, client
):
    desk = login_as(approver)
    answer = make(desk, waiting)
    address = link_in(answer)[1]

    assert answer.status_code == 201
    listed = desk.get(f"/ban-lam-viec/sua/{waiting.id}/moi")
    assert address not in listed.text
    assert "Đồng chí Bí thư" in listed.text
    client.get(address)
    row = db.session.scalars(select(Invitation)).one()
    desk.post(f"/ban-lam-viec/sua/{waiting.id}/moi/{row.id}/thu-hoi")

    assert client.get(address).status_code == 410
    assert "Đã thu hồi" in desk.get(f"/ban-lam-viec/sua/{waiting.id}/moi").text


@pytest.mark.parametrize(
    "fields", [{"guest": ""}, {"days": "99"}, {"email": "không phải thư"}]
)
def test_a_wrong_form_is_explained_and_makes_nothing(
    login_as, approver, waiting, fields
):
    answer = make(login_as(approver), waiting, **fields)

    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert db.session.scalars(select(Invitation)).all() == []


def test_a_writer_has_no_links_to_give(login_as, writer, waiting):
    desk = login_as(writer)

    assert make(desk, waiting).status_code == 403
    assert desk.get(f"/ban-lam-viec/sua/{waiting.id}/moi").status_code == 403
    assert make(login_as("reader"), waiting).status_code == 404


def test_anothers_invitation_cannot_be_revoked_through_ones_own_item(
    login_as, approver, waiting, paper, link, writer
):
    link()
    other = paper(actor=writer)
    row = db.session.scalars(select(Invitation)).one()

    answer = login_as(approver).post(
        f"/ban-lam-viec/sua/{other.id}/moi/{row.id}/thu-hoi"
    )

    assert answer.status_code == 404
    db.session.refresh(row)
    assert row.revoked_at is None


@pytest.fixture
def picture(login_as):
    """Return a picture that only a draft uses, and who put it there."""
    desk = login_as("reporter")
    bytes_ = io.BytesIO()
    Image.new("RGB", (640, 480), "#8a2").save(bytes_, "JPEG")
    answer = desk.post(
        "/ban-lam-viec/media/tai-len",
        data={"file": (io.BytesIO(bytes_.getvalue()), "anh.jpg")},
        headers={"Accept": "application/json"},
    )
    return desk, answer


def test_a_guest_sees_the_pictures_of_his_item_and_of_no_other(
    picture, site, paper, login_as, approver
):
    desk, answer = picture
    media_id = answer.json["id"]
    with_picture = paper("Có ảnh", actor=desk.user, image_id=media_id)
    without = paper("Không ảnh", actor=desk.user)
    links = {}
    for item in (with_picture, without):
        sent = content.submit(desk.user, item.id, item.version)
        links[item.id] = link_in(make(login_as(approver), sent))[1]
    address = f"/media/{media_id}/640.jpg"
    guest, other, nobody = (Browser(site.app) for _ in range(3))
    guest.get(links[with_picture.id])
    other.get(links[without.id])

    seen = guest.get(address)
    assert seen.status_code == 200
    assert "no-store" in seen.headers["Cache-Control"]
    assert other.get(address).status_code == 404
    assert nobody.get(address).status_code == 404
    item = db.session.get(Item, with_picture.id)
    content.take_back(desk.user, item.id, item.version)
    assert guest.get(address).status_code == 404
