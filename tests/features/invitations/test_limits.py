"""What a link does not open, when it ends, and what it leaves behind."""

import datetime as dt
import logging

import pytest
from sqlalchemy import inspect, select, text

from cms.builtin.accounts.service import set_active
from cms.content import service as content
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.invitations import service
from cms.features.invitations.models import Invitation
from cms.testing.browser import Browser


def only_row():
    db.session.expire_all()
    return db.session.scalars(select(Invitation)).one()


def test_only_a_hash_of_the_secret_is_kept_and_no_log_names_it(
    link, client, guest, caplog
):
    caplog.set_level(logging.DEBUG)
    address = link()
    client.get(address)
    guest(address, "approved")
    secret = address.rpartition("/")[2]

    for table in inspect(db.engine).get_table_names():
        rows = db.session.execute(text(f'SELECT * FROM "{table}"')).all()  # noqa: S608
        assert secret not in repr(rows), table
    own = [one for one in caplog.records if one.name.startswith("cms")]
    assert not [one for one in own if secret in one.getMessage()]


def test_a_link_opens_nothing_else(link, client, waiting, paper):
    address = link()
    secret = address.rpartition("/")[2]
    other = paper("Bí mật khác")
    client.get(address)  # whatever cookies this gives

    for path in (
        f"/ban-lam-viec/sua/{waiting.id}",
        f"/ban-lam-viec/sua/{waiting.id}/xem-truoc",
        f"/ban-lam-viec/sua/{other.id}",
        "/ban-lam-viec/",
        f"/ban-lam-viec/sua/{waiting.id}?token={secret}",
    ):
        assert "Nội dung." not in client.get(path).text
        assert client.get(path).status_code in (302, 303)
    for path in (
        waiting.path,
        other.path,
        f"{address}/{other.id}",
        f"{address}/xem/{other.id}",
        f"/duyet/{secret[:-1]}",
        f"/duyet/{secret}x",
    ):
        assert client.get(path).status_code == 404


def test_nobody_keeps_or_indexes_the_page(link, client):
    for path in ("", "/xem"):
        headers = client.get(link() + path).headers
        assert "noindex" in headers["X-Robots-Tag"]
        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "strict-origin"


def test_the_pages_stand_in_each_others_frame_only(link, client):
    address = link()

    assert (
        "frame-ancestors 'none'"
        in client.get(address).headers["Content-Security-Policy"]
    )
    inner = client.get(f"{address}/xem").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in inner


@pytest.mark.parametrize(
    "end",
    [
        "revoke",
        "expire",
        "take_back",
        "approve",
        "trash",
        "inviter_off",
        "inviter_role",
    ],
)
def test_a_link_ends_with_what_it_stands_on(
    end, link, client, waiting, writer, approver, user
):
    address = link()
    assert client.get(address).status_code == 200
    item = db.session.get(Item, waiting.id)
    if end == "revoke":
        service.revoke(approver, item.id, only_row().id)
    elif end == "expire":
        with transaction():
            only_row().expires_at = utcnow() - dt.timedelta(seconds=1)
    elif end == "take_back":
        content.take_back(writer, item.id, item.version)
    elif end == "approve":
        content.approve(user("approver"), item.id, item.version)
    elif end == "trash":
        content.trash(user("administrator"), item.id, item.version)
    elif end == "inviter_off":
        set_active(user("administrator"), approver, False)
    else:
        with transaction():
            approver.grants.clear()

    answer = client.get(address)

    assert answer.status_code == 410
    assert "Kế hoạch kiểm tra" not in answer.text
    assert client.post(address, data={"decision": "approved"}).status_code == 410


def test_guessing_is_slowed_down_and_shuts_nobody_out(link, client):
    good = link()
    answers = [client.get(f"/duyet/{'x' * 43}").status_code for _ in range(12)]

    assert answers[0] == 404
    assert answers[-1] == 429
    assert client.get(good).status_code == 200


def test_another_site_cannot_answer_for_the_guest(link, site, waiting):
    address = link()
    seen = service.seen_mark(db.session.get(Item, waiting.id))
    form = {"decision": "approved", "seen": seen}
    forged = Browser(site.app)

    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        assert forged.post(address, data=form, headers=headers).status_code == 403
    assert db.session.get(Item, waiting.id).stage == "submitted"


def test_two_answers_at_once_leave_one(link, site, waiting):
    address = link()
    seen = service.seen_mark(db.session.get(Item, waiting.id))
    token = address.rpartition("/")[2]

    service.decide(token, "approved", seen)
    late = Browser(site.app).post(
        address, data={"decision": "returned", "seen": seen, "reason": "muộn"}
    )

    assert late.status_code == 410
    assert only_row().decision == "approved"
