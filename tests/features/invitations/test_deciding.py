"""A leader without an account approves one item by a link, once."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from cms.builtin.desk.queries import entries_of
from cms.content import service as content
from cms.content.publishing.proposed_times import propose
from cms.content.spine.models import Item, Revision
from cms.database.base import utcnow
from cms.errors import Forbidden, Refused
from cms.extensions import db
from cms.features.invitations import service
from cms.features.invitations.models import Invitation
from cms.features.notices.models import Notice


def fresh(item):
    """Return the row as the last request has left it."""
    db.session.rollback()
    return db.session.get(Item, item.id, populate_existing=True)


def stage(item):
    return fresh(item).stage


def notices_of(person):
    rows = select(Notice.kind).where(
        Notice.user_id == person.id, Notice.read_at.is_(None)
    )
    return set(db.session.scalars(rows))


def test_the_page_shows_the_item_and_approving_moves_it_on(
    link, guest, client, waiting, writer, approver
):
    address = link()
    page = client.get(address)
    assert page.status_code == 200
    assert "Kế hoạch kiểm tra" in page.text
    assert "Nội dung." in client.get(f"{address}/xem").text

    answer = guest(address, "approved")

    assert answer.status_code == 200
    assert "Kế hoạch kiểm tra" in answer.text
    assert stage(waiting) == "approved"
    assert notices_of(writer) == {"guest_approved"}
    assert notices_of(approver) == {"guest_approved"}
    entry = next(
        one for one in entries_of(waiting.id) if one.action == "item.guest_approve"
    )
    assert entry.actor_name == "Đồng chí Bí thư"
    assert entry.detail["invited_by"] == approver.username


def test_what_a_guest_approved_its_inviter_publishes(link, guest, waiting, approver):
    guest(link(), "approved")
    item = fresh(waiting)

    assert content.publish(approver, item.id, item.version).status == "published"


def test_a_proposed_time_becomes_the_schedule(link, guest, waiting, writer):
    tomorrow = utcnow() + dt.timedelta(days=1)
    propose(writer, waiting.id, None, tomorrow)

    answer = guest(link(), "approved")

    assert answer.status_code == 200
    item = fresh(waiting)
    assert (item.stage, item.publish_at) == ("scheduled", tomorrow)


def test_a_return_needs_a_reason_which_the_author_reads(
    link, guest, client, waiting, writer
):
    address = link()

    assert guest(address, "returned", reason=" ").status_code == 422
    assert stage(waiting) == "submitted"
    assert guest(address, "returned", reason="Bổ sung căn cứ.").status_code == 200

    assert stage(waiting) == "draft"
    notes = db.session.scalars(
        select(Revision.note).where(Revision.state == "returned")
    )
    assert notes.all() == ["Bổ sung căn cứ."]
    assert notices_of(writer) == {"guest_returned"}


def test_a_used_link_is_gone_for_good(link, guest, client, waiting, writer, approver):
    address = link()
    guest(address, "returned", reason="Sửa tên.")
    item = fresh(waiting)
    content.submit(writer, item.id, item.version)

    for answer in (
        client.get(address),
        client.get(f"{address}/xem"),
        client.post(address, data={"decision": "approved"}),
        client.post(f"{address}/gop-y", data={"body": "x"}),
    ):
        assert answer.status_code == 410
    assert stage(waiting) == "submitted"


def test_looking_never_uses_a_link_up(link, guest, client, waiting):
    address = link()
    for _time in range(3):
        assert client.head(address).status_code == 200
        assert client.get(address).status_code == 200

    assert stage(waiting) == "submitted"
    assert guest(address, "approved").status_code == 200


def test_a_scanner_that_only_asks_for_the_head_is_not_a_reader(link, client):
    address = link()

    client.head(address)
    assert db.session.scalars(select(Invitation)).one().opened_at is None
    client.get(address)
    db.session.expire_all()
    assert db.session.scalars(select(Invitation)).one().opened_at is not None


def test_a_comment_reaches_the_desk_and_leaves_the_link_good(
    link, guest, client, writer, approver
):
    address = link(may_approve=False)

    answer = client.post(f"{address}/gop-y", data={"body": "Nên nêu <b>rõ</b> hơn."})

    assert answer.status_code == 303
    assert "Nên nêu &lt;b&gt;rõ&lt;/b&gt; hơn." in client.get(address).text
    assert notices_of(writer) == {"guest_comment"}
    assert "guest_comment" in notices_of(approver)


def test_who_may_only_comment_cannot_decide(link, guest, client, waiting):
    address = link(may_approve=False)
    seen = service.seen_mark(fresh(waiting))

    assert 'value="approved"' not in client.get(address).text
    answer = client.post(address, data={"decision": "approved", "seen": seen})

    assert answer.status_code == 403
    assert stage(waiting) == "submitted"


def test_what_changed_after_the_guest_looked_is_not_approved(
    link, client, waiting, approver, user
):
    address = link()
    client.get(address)
    seen = service.seen_mark(fresh(waiting))
    item = fresh(waiting)
    content.save(user("approver"), item.id, {"title": "Khác hẳn"}, item.version)

    answer = client.post(address, data={"decision": "approved", "seen": seen})

    assert answer.status_code == 422
    assert "Khác hẳn" in answer.text
    assert stage(waiting) == "submitted"


def test_the_last_editor_cannot_invite_his_own_second_person(paper, approver):
    draft = paper(actor=approver)
    item = content.submit(approver, draft.id, draft.version)

    with pytest.raises(Refused):
        service.invite(approver, item.id, guest="Chính tôi")

    row, _token = service.invite(
        approver, item.id, guest="Chính tôi", may_approve=False
    )
    assert not row.may_approve


def test_an_inviter_who_edits_afterwards_ends_the_approval(
    link, guest, waiting, approver
):
    address = link()
    item = fresh(waiting)
    content.save(approver, item.id, {"title": "Sửa"}, item.version)

    assert guest(address, "approved").status_code == 422
    assert stage(waiting) == "submitted"


def test_who_may_not_publish_cannot_invite(waiting, writer):
    with pytest.raises(Forbidden):
        service.invite(writer, waiting.id, guest="Ai đó")


@pytest.mark.parametrize("days", [0, 31])
def test_a_link_works_from_one_to_thirty_days(waiting, approver, days):
    with pytest.raises(Refused):
        service.invite(approver, waiting.id, guest="Ai đó", days=days)


def test_an_author_who_holds_the_link_decides_nothing(link, waiting, writer, login_as):
    address, browser = link(), login_as(writer)
    seen = re.search(r'name="seen" value="([^"]+)"', browser.get(address).text)[1]
    form = {"decision": "approved", "seen": seen}
    assert browser.post(address, data=form).status_code == 422
    assert db.session.get(Item, waiting.id).stage == "submitted"
