"""The link by mail: sent at once, and in hand when the mail server fails."""

import re

import pytest
from postman import postman

from cms.config import Config
from cms.testing.pytest_plugin import SECRET


__all__ = ["postman"]


@pytest.fixture
def config(config, postman):
    return Config.load(
        config.instance,
        secret_key=SECRET,
        database_url=config.database_url,
        base_url="https://huyen.example.vn",
        smtp_url=f"smtp://127.0.0.1:{postman.port}",
        mail_from="sen@example.vn",
    )


def invite(desk, item):
    form = {
        "guest": "Đồng chí Bí thư",
        "email": "bithu@example.vn",
        "days": "3",
        "may_approve": "y",
    }
    return desk.post(f"/ban-lam-viec/sua/{item.id}/moi", data=form)


def test_the_guest_gets_the_link_that_the_desk_shows(
    login_as, approver, waiting, postman
):
    page = invite(login_as(approver), waiting).text

    mail = postman.mails[0]
    assert mail["To"].addresses[0].addr_spec == "bithu@example.vn"
    assert mail["Subject"] == "Mời duyệt: Kế hoạch kiểm tra"
    link = re.search(r"https://huyen\.example\.vn/duyet/[\w-]+", page)[0]
    assert all(link in part.get_content() for part in mail.iter_parts())
    assert "Đã gửi liên kết đến bithu@example.vn." in page


def test_a_mail_that_fails_leaves_the_link_in_hand(
    login_as, approver, waiting, postman, client
):
    postman.refused = {"bithu@example.vn": "550 No such user"}

    page = invite(login_as(approver), waiting).text

    assert "Không gửi được thư" in page
    address = re.search(r"https://huyen\.example\.vn(/duyet/[\w-]+)", page)[1]
    assert client.get(address).status_code == 200
