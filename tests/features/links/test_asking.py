"""Links to other sites: what they answer, twice before they count as broken, never inside."""

import contextlib
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from cms.extensions import db
from cms.features.intake.html import from_html
from cms.features.links import asking
from cms.features.links.asking import Unreachable, ask, ask_outside, is_public
from cms.features.links.models import OutLink


class Pages(BaseHTTPRequestHandler):
    """Answers by the path: its number, a redirect, or no HEAD."""

    asked: list = []

    def do_HEAD(self):
        self.asked.append((self.command, self.path))
        status = int(self.path.strip("/").split("/")[0])
        if self.path.startswith("/405") and self.command == "GET":
            status = 200
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", "/" + self.path.split("/", 2)[2])
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the name that the server calls

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def away():
    """The address of another site."""
    Pages.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def everywhere(_address):
    return True


def test_a_page_that_is_there_answers_its_status(away):
    assert ask(f"{away}/200", everywhere) == 200
    assert Pages.asked == [("HEAD", "/200")]


def test_an_address_with_accents_is_asked_as_a_browser_would(away):
    assert ask(f"{away}/200/tin-tức?q=%C3%A1", everywhere) == 200
    assert Pages.asked == [("HEAD", "/200/tin-t%E1%BB%A9c?q=%C3%A1")]


def test_a_redirect_is_followed(away):
    assert ask(f"{away}/301/302/200", everywhere) == 200


def test_a_server_that_knows_no_head_is_asked_again(away):
    assert ask(f"{away}/405", everywhere) == 200


def test_a_page_for_some_people_only_is_there(away):
    assert ask(f"{away}/401", everywhere) == 401


@pytest.mark.parametrize("path", ["/404", "/410", "/500"])
def test_a_page_that_is_gone_is_unreachable(away, path):
    with pytest.raises(Unreachable, match=path.strip("/")):
        ask(away + path, everywhere)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "ftp://vidu.vn/",
        "http://vidu.vn:bad/",
        "http:///",
    ],
)
def test_our_own_network_is_never_asked(url):
    with pytest.raises(Unreachable):
        ask(url)


def test_a_redirect_does_not_lead_into_our_network(away):
    port = away.rsplit(":", 1)[1]
    only_there = {"127.0.0.1"}
    with pytest.raises(Unreachable):
        ask(
            f"http://localhost:{port}/301/http://10.0.0.1/",
            lambda one: one in only_there,
        )


def test_public_addresses_are_public():
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")
    assert not is_public("192.168.1.1")


@pytest.mark.parametrize(
    "address",
    [
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fec0::1",
        "fe80::1%eth0",
        "fd00::1",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "100.64.0.1",
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "0.0.0.0",  # noqa: S104 - nothing is bound
        "::",
    ],
)
def test_no_other_way_of_writing_an_address_leads_inside(address):
    assert not is_public(address)


def test_a_server_that_answers_letter_by_letter_is_given_up(monkeypatch):
    """Each letter comes within the time of one read; all of them never end."""
    monkeypatch.setattr(asking, "DEADLINE", 0.4)
    server = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def drip():
        visitor, _address = server.accept()
        with visitor, contextlib.suppress(OSError):
            visitor.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not done.wait(0.05):
                visitor.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    begun = time.monotonic()
    try:
        with pytest.raises(Unreachable):
            ask(f"http://127.0.0.1:{server.getsockname()[1]}/", everywhere)
        assert time.monotonic() - begun < 5
    finally:
        done.set()
        thread.join()
        server.close()


def test_a_name_that_nobody_resolves_is_given_up(monkeypatch):
    """Else the system alone says how long, half a minute for each step."""
    monkeypatch.setattr(asking, "DEADLINE", 0.2)
    answered = threading.Event()
    monkeypatch.setattr(
        asking.socket,
        "getaddrinfo",
        lambda *_what, **_how: [] * answered.wait(60),
    )
    try:
        with pytest.raises(Unreachable, match="no answer"):
            ask("http://nowhere.example/", everywhere)
        assert not answered.is_set()
    finally:
        answered.set()


@pytest.mark.plugins("news")
def test_a_link_is_broken_after_two_nights_and_whole_again_at_once(
    site, make_item, away, monkeypatch
):
    body = from_html(f'<p><a href="{away}/404">Báo cáo cũ</a></p>')
    make_item("news.article", title="Tin", body=body)

    def states():
        db.session.expire_all()
        return [
            (row.state, row.failures) for row in db.session.scalars(select(OutLink))
        ]

    assert states() == [("unchecked", 0)]
    ask_outside(everywhere, pause=0)
    assert states() == [("doubtful", 1)]
    ask_outside(everywhere, pause=0)
    assert states() == [("broken", 2)]
    monkeypatch.setattr(asking, "ask", lambda _url, _guard: 200)
    ask_outside(everywhere, pause=0)
    assert states() == [("ok", 0)]


@pytest.mark.plugins("news")
def test_the_report_lists_the_broken_ones(site, make_item, login_as, away):
    gone = make_item("news.article", title="Bài đã bỏ")
    mark = {"type": "link", "attrs": {"itemId": gone.id}}
    words = {"type": "text", "text": "Bài kia", "marks": [mark]}
    body = {"type": "doc", "content": [{"type": "paragraph", "content": [words]}]}
    make_item("news.article", title="Tin còn", body=body)
    page = login_as("reporter").get("/ban-lam-viec/lien-ket").text
    assert "Bài kia" in page
    assert "Tin còn" in page
