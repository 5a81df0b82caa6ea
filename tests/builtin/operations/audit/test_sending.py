"""An anchor leaves the machine by mail and syslog, once."""

import os
import socket

import pytest
from postman import postman
from pydantic import SecretStr

from cms.accounts.permissions import SYSTEM
from cms.audit import record
from cms.builtin.operations.audit.job import anchor_trail, anchor_when_due
from cms.database.transaction import transaction
from cms.errors import CmsError
from cms.testing.databases import opened


__all__ = ["postman"]

pytestmark = pytest.mark.one_database


@pytest.fixture
def syslog(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "log"))
        listening.settimeout(1)
        yield listening


@pytest.fixture
def config(config, tmp_path):
    options = {"audit_anchor_syslog": str(tmp_path / "log")}
    return config.model_copy(update={"operations": options})


def write():
    with transaction():
        record("settings.save", actor=SYSTEM)


def received(listening):
    try:
        return listening.recv(8192).decode()
    except TimeoutError:
        return None


def test_syslog_gets_each_anchor_once(site, syslog):
    syslog.settimeout(0.1)
    write()
    line = anchor_trail()
    assert received(syslog) == f"<37>sen: audit anchor {line}"
    anchor_trail()
    assert received(syslog) is None


def test_what_could_not_be_sent_is_sent_later(site, tmp_path):
    write()
    with pytest.raises(CmsError, match="could not be sent"):
        anchor_trail()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "log"))
        listening.settimeout(1)
        line = anchor_trail()
        assert line in received(listening)


def test_a_job_that_could_not_send_sends_the_same_anchor_later(site, tmp_path):
    write()
    with pytest.raises(CmsError, match="could not be sent"):
        anchor_when_due()
    write()
    path = site.config.instance / "audit-anchors.jsonl"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "log"))
        listening.settimeout(0.1)
        anchor_when_due()
        (line,) = path.read_text().splitlines()
        assert line in received(listening)
        anchor_when_due()
        assert received(listening) is None


def test_the_job_waits_as_long_as_the_options_say(site, syslog):
    write()
    anchor_when_due()
    write()
    path = site.config.instance / "audit-anchors.jsonl"
    anchor_when_due()
    assert len(path.read_text().splitlines()) == 1
    then = path.stat().st_mtime - 3601
    os.utime(path, (then, then))
    anchor_when_due()
    assert len(path.read_text().splitlines()) == 2


def test_mail_carries_it(config, postman, plugins, extra_plugins):
    changed = {
        "operations": {"audit_anchor_mail": "kiem.tra@quansen.example"},
        "mail_from": "sen@quansen.example",
        "smtp_url": SecretStr(f"smtp://127.0.0.1:{postman.port}"),
    }
    with opened(config.model_copy(update=changed), plugins, extra_plugins):
        write()
        line = anchor_trail()
    (mail,) = postman.mails
    assert "kiem.tra@quansen.example" in mail["To"]
    assert line in mail.get_body(("plain",)).get_content()
