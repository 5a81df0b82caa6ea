"""Changes of live pages on time, also through a restart; what stays when time is over."""

import datetime as dt

from sqlalchemy import select

from cms.accounts.permissions import ANONYMOUS
from cms.builtin.desk.queries import entries_of
from cms.builtin.operations import claims
from cms.content import service
from cms.content.spine import access
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.notices.models import Notice


def listed(item):
    query = select(Item.id).where(Item.id == item.id, access.visible(ANONYMOUS))
    return db.session.scalar(query) is not None


def scheduled_change(live, writer, approver, when):
    item = service.save(writer, live.id, {"title": "Lịch mới"}, live.version)
    item = service.submit(writer, item.id, item.version)
    return service.schedule(approver, item.id, item.version, when)


def test_readers_keep_the_old_page_until_the_change_is_due(
    live, writer, approver, client, fresh
):
    when = utcnow() + dt.timedelta(hours=1)
    item = scheduled_change(live, writer, approver, when)
    assert (item.status, item.stage) == ("published", "scheduled")
    assert "<h1>Lịch tiếp công dân</h1>" in client.get(live.path).text

    assert service.publish_due(when - dt.timedelta(seconds=1)) == 0
    assert "<h1>Lịch tiếp công dân</h1>" in client.get(live.path).text
    assert service.publish_due(when) == 1

    assert "<h1>Lịch mới</h1>" in client.get(fresh(live).path).text


def test_a_worker_that_dies_at_the_moment_leaves_the_work_to_the_next(
    live, writer, approver, fresh
):
    scheduled_change(live, writer, approver, utcnow() + dt.timedelta(hours=1))
    with transaction():
        fresh(live).publish_at = utcnow()
    slot = claims.add_slot("core.publish_due", 20)
    lease = dt.timedelta(seconds=-1)  # this worker has fallen silent already
    assert claims.claim(slot, ["core.publish_due"], lease) is not None

    assert claims.due(["core.publish_due"]) == [slot]
    again = claims.claim(slot, ["core.publish_due"], dt.timedelta(seconds=30))
    assert again.attempt == 2
    service.publish_due()
    claims.complete(again)

    assert fresh(live).title == "Lịch mới"
    published = [one for one in entries_of(live.id) if one.action == "item.publish"]
    assert len(published) == 2  # the first time, and this once


def test_an_expired_page_answers_with_a_banner_and_leaves_the_lists(
    live, client, fresh, writer
):
    with transaction():
        fresh(live).expires_at = utcnow() - dt.timedelta(minutes=1)

    for _before_and_after_the_job in range(2):
        answer = client.get(live.path)
        assert answer.status_code == 200
        assert "Nội dung này đã hết hiệu lực ngày" in answer.text
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert not listed(live)
        service.expire_due()
    assert fresh(live).status == "archived"
    kinds = select(Notice.kind).where(Notice.user_id == writer.id)
    assert "expired" in db.session.scalars(kinds).all()


def test_words_of_ones_own_take_the_place_of_the_default(
    live, client, fresh, approver, login_as
):
    desk = login_as(approver)
    with transaction():
        fresh(live).expires_at = utcnow() - dt.timedelta(minutes=1)
    version = fresh(live).version

    desk.post(
        f"/ban-lam-viec/sua/{live.id}/loi-bao",
        data={"version": version, "banner": "Đã có lịch quý IV."},
    )

    page = client.get(live.path).text
    assert "Đã có lịch quý IV." in page
    assert "hết hiệu lực ngày" not in page


def test_a_live_page_has_no_banner_and_may_be_indexed(live, client):
    answer = client.get(live.path)

    assert "X-Robots-Tag" not in answer.headers
    assert "notice-archived" not in answer.text
