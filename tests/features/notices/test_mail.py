"""Notices by e-mail, taken by a real server on loopback; and what a server may do."""

import datetime as dt

import pytest
from postman import postman
from sqlalchemy import select

from cms.builtin.mail import message
from cms.config import Config
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import ConfigError
from cms.extensions import db
from cms.features.notices import notify
from cms.features.notices.mail import send_waiting
from cms.features.notices.models import Notice
from cms.features.notices.steps import may_see
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


def tell(person, item, **values):
    with transaction():
        notify([person.id], "comment", item=item, name="Trần Duyệt", **values)


def test_a_notice_arrives_once_in_its_readers_language(paper, writer, postman):
    item = paper("Hội nghị quý III")
    tell(writer, item, words="Xem lại <b>số liệu</b>")

    assert send_waiting(may_see) == 1
    assert send_waiting(may_see) == 0

    mail = postman.mails[0]
    assert mail["To"].addresses[0].addr_spec == "viet@example.vn"
    assert "góp ý ở “Hội nghị quý III”" in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (part.get_content() for part in mail.iter_parts())
    assert f"https://huyen.example.vn/ban-lam-viec/sua/{item.id}" in text
    assert "https://huyen.example.vn/ban-lam-viec/tai-khoan" in text
    assert "&lt;b&gt;số liệu&lt;/b&gt;" in html


def test_an_english_reader_gets_english(paper, user, postman):
    reader = user("reporter", email="reader@example.vn", language="en")
    tell(reader, paper(), words="x")

    send_waiting(may_see)

    assert "commented on" in postman.mails[0]["Subject"]


def test_a_title_cannot_add_headers(site, postman):
    mail = message("a@example.vn", "Bài\r\nBcc: x@example.vn", "t", "h", name="A\nB")

    assert mail["Bcc"] is None
    assert mail["Subject"] == "Bài Bcc: x@example.vn"
    assert mail["To"].addresses[0].display_name == "A B"


def test_who_never_wants_mail_and_who_has_read_gets_none(paper, user, postman):
    quiet = user("reporter", email="quiet@example.vn", notice_mail="never")
    quick = user("reporter", email="quick@example.vn")
    item = paper()
    tell(quiet, item)
    tell(quick, item)
    with transaction() as session:
        for notice in session.scalars(select(Notice)):
            notice.read_at = utcnow() if notice.user_id == quick.id else None

    assert send_waiting(may_see) == 0


def test_who_may_no_longer_see_the_item_gets_no_mail(paper, user, postman):
    reporter = user("reporter", email="r@example.vn")
    hidden = paper(visibility="limited")
    tell(reporter, hidden, words="Mật")

    assert send_waiting(may_see) == 0


def test_a_days_notices_come_as_one_mail_in_the_morning(paper, user, postman):
    daily = user("reporter", email="d@example.vn", notice_mail="daily", language="vi")
    tell(daily, paper("Một"))
    tell(daily, paper("Hai"))
    now = utcnow()

    assert send_waiting(may_see, now) == 0
    assert send_waiting(may_see, now + dt.timedelta(days=1)) == 1

    mail = postman.mails[0]
    assert "2 thông báo" in mail["Subject"]
    text = mail.get_body(("plain",)).get_content()
    assert text.index("“Một”") < text.index("“Hai”")


def test_a_dead_address_does_not_keep_others_waiting(paper, user, postman):
    dead = user("reporter", email="dead@example.vn")
    full = user("reporter", email="full@example.vn")
    alive = user("reporter", email="alive@example.vn")
    postman.refused = {
        "dead@example.vn": "550 No such user",
        "full@example.vn": "452 Mailbox full",
    }
    item = paper()
    for person in (dead, full, alive):
        tell(person, item)

    assert send_waiting(may_see) == 1
    postman.refused = {}
    assert send_waiting(may_see) == 1  # the full one; the dead one is given up
    assert [mail["To"].addresses[0].username for mail in postman.mails] == [
        "alive",
        "full",
    ]


@pytest.mark.parametrize("odd", ["a@b@c.vn", "a b@c.vn", "ấ@c.vn", "@", "<x>@c.vn"])
def test_an_odd_address_does_not_keep_others_waiting(paper, user, postman, odd):
    item = paper()
    tell(user("reporter", email=odd), item)
    tell(user("reporter", email="alive@example.vn"), item)

    send_waiting(may_see)
    assert "alive" in [mail["To"].addresses[0].username for mail in postman.mails]
    count = len(postman.mails)
    assert send_waiting(may_see) == 0  # nothing waits any more
    assert len(postman.mails) == count


@pytest.mark.parametrize(
    "values",
    [
        {"smtp_url": "http://mail.example.vn", "mail_from": "a@example.vn"},
        {"smtp_url": "smtp://mail.example.vn:port", "mail_from": "a@example.vn"},
        {"smtp_url": "smtp://mail.example.vn"},
        {"smtp_url": "smtp://mail.example.vn", "mail_from": "a@b.vn\nBcc: c@d.vn"},
    ],
)
def test_a_wrong_mail_setting_is_named_without_its_password(tmp_path, values):
    with pytest.raises(ConfigError, match=r"smtp_url|mail_from"):
        Config.load(tmp_path, secret_key=SECRET, **values)


def test_a_server_that_is_away_fails_the_job_and_loses_nothing(
    paper, writer, postman, monkeypatch
):
    tell(writer, paper())
    monkeypatch.setattr("cms.builtin.mail.smtplib.SMTP", lambda *_args, **_kw: refuse())
    with pytest.raises(ConnectionRefusedError):
        send_waiting(may_see)
    monkeypatch.undo()

    assert send_waiting(may_see) == 1
    assert db.session.scalars(select(Notice)).one().mailed_at is not None


def refuse():
    raise ConnectionRefusedError


def test_the_doctor_says_that_notices_wait(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from cms.cli import cli

    folder = str(tmp_path / "instance")
    assert CliRunner().invoke(cli, ["--instance", folder, "init"]).exit_code == 0

    quiet = CliRunner().invoke(cli, ["--instance", folder, "doctor"]).output
    assert "notices wait on the desk" in quiet
    monkeypatch.setenv("CMS_SMTP_URL", "smtp://127.0.0.1:2525")
    monkeypatch.setenv("CMS_MAIL_FROM", "sen@example.vn")
    assert "wait on the desk" not in (
        CliRunner().invoke(cli, ["--instance", folder, "doctor"]).output
    )
