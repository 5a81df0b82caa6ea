"""A model that an operator names proposes names; only what stands in the text counts."""

from __future__ import annotations

import json
import threading
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cms_extraction.model_names import ask_in_worker, ask_later
from cms_extraction.model_server import (
    ModelServer,
    ModelTrouble,
    ask_for_names,
    problems_of_configuration,
)
from cms_extraction.models import Doubt, ModelAnswer
from sqlalchemy import select

from cms import Item, current_snapshot, db, richtext


pytestmark = pytest.mark.one_database


RAW = (Path(__file__).parent / "example" / "half-year.txt").read_text("utf-8")
LINES = [line for line in RAW.splitlines() if len(line) > 1]
SAID = "Cán bộ tổ giúp việc Giàng Thị Xoan ghi chép."
ASK = "Hỏi mô hình"


@pytest.fixture
def plugins():
    return ("extraction", "news", "reports")


@pytest.fixture
def server():
    """A model's server of one's own; ``answer`` is what it says, ``asked`` what it got."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["Content-Length"])
            self.server.asked.append(
                (self.path, dict(self.headers), self.rfile.read(size))
            )
            self.server.act(self)

        def log_message(self, *_words):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    made.asked, made.over = [], threading.Event()
    made.url = f"http://127.0.0.1:{made.server_port}/v1"
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.over.set()
    made.shutdown()
    thread.join()
    made.server_close()


def body(content):
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def says(content, status=200):
    """Answer at once with the content of a message."""

    def act(handler):
        handler.send_response(status)
        handler.send_header("Location", f"{handler.server.url}/elsewhere")
        handler.end_headers()
        handler.wfile.write(body(content))

    return act


def names(people=(), organisations=()):
    return json.dumps({"people": list(people), "organisations": list(organisations)})


def silent(handler):
    handler.server.over.wait(5)


def drips(handler):
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.over.wait(0.02):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return


def drips_in_its_head(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not handler.server.over.wait(0.02):
        try:
            handler.wfile.write(b"x")
        except OSError:
            return


def floods(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _each in range(1000):
            handler.wfile.write(b"x" * 65536)
    except OSError:
        return


def ask(server, seconds=2.0):
    asked = ModelServer(
        model_url=server.url, model_name="m", model_key="mat", model_seconds=seconds
    )
    return ask_for_names(asked, "Bài viết.")


def test_it_is_asked_as_many_servers_understand_it(server):
    server.act = says("```json\n" + names(["Giàng Thị Xoan"]) + "\n```")
    assert ask(server).people == ["Giàng Thị Xoan"]
    path, headers, sent = server.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer mat"
    assert json.loads(sent)["messages"][1]["content"] == "Bài viết."


@pytest.mark.parametrize(
    ("act", "trouble"),
    [
        (silent, "silent"),
        (drips, "silent"),
        (drips_in_its_head, "silent"),
        (floods, "long"),
        (says("không phải JSON"), "wrong"),
        (says('{"people": "Một"}'), "wrong"),
        (says(names(["A B"] * 5000)), "wrong"),
        (says("[" * 5000), "wrong"),
        (says(names(), status=500), "refused"),
        (says(names(), status=302), "refused"),
        (lambda handler: handler.wfile.write(b"not http at all\r\n\r\n"), "silent"),
    ],
)
def test_whatever_it_does_asking_ends_in_time_with_a_reason(server, act, trouble):
    server.act = act
    with pytest.raises(ModelTrouble, match=trouble):
        ask(server, seconds=0.3)
    assert len(server.asked) == 1  # nobody is sent elsewhere


class TestOnASite:
    @pytest.fixture
    def config(self, config, server):
        named = {"model_url": server.url, "model_name": "m", "model_seconds": 2}
        return config.model_copy(update={"plugins": {"extraction": named}})

    @pytest.fixture
    def article(self, site, make_item):
        body = richtext.from_text("\n\n".join([*LINES[1:], SAID]))
        return make_item(
            "news.article", title=LINES[0], summary="Tin.", body=body, status="draft"
        )

    def asked(self, article):
        ask_later(article)
        ask_in_worker(article.id)
        db.session.expire_all()
        return db.session.get(ModelAnswer, article.id)

    def test_what_stands_in_the_text_is_proposed_marked_and_unsure(
        self, article, server, login_as
    ):
        nfd = unicodedata.normalize("NFD", "Giàng Thị Xoan")
        made_up = ["Giàng Thị", "Người Bịa Đặt", "Xoan ghi", "x" * 5000, "", "\x00 A"]
        server.act = says(names([nfd, *made_up, "Kiều Thục Uyên"], ["Ban Không Có"]))
        row = self.asked(article)
        assert row.state == "answered"
        kept = {name for _kind, name in row.names}
        assert "Giàng Thị Xoan" in kept
        assert not kept & {"Người Bịa Đặt", "Ban Không Có"}
        browser = login_as("administrator")
        page = browser.get(f"/ban-lam-viec/sua/{article.id}").text
        assert 'value="people:giang-thi-xoan">' in page  # not ticked
        assert "Mô hình đề xuất" in page
        assert 'value="people:kieu-thuc-uyen" checked' in page  # the rules found her

        browser.post(
            f"/ban-lam-viec/trich-xuat/{article.id}",
            data={"all": "1", "version": article.version},
        )
        db.session.expire_all()
        people = select(Item.title).where(Item.type == "directory.person")
        assert "Giàng Thị Xoan" not in set(db.session.scalars(people))
        waiting = list(db.session.scalars(select(Doubt).where(Doubt.answer == "")))
        doubt = next(one for one in waiting if one.key == "giang-thi-xoan")
        version = db.session.get(Item, article.id).version
        browser.post(
            f"/ban-lam-viec/trich-xuat/cho-tra-loi/{doubt.id}",
            data={"version": version, "choice": "new"},
        )
        db.session.expire_all()
        made = select(Item).where(Item.title == "Giàng Thị Xoan")
        person = db.session.scalars(made).one()
        links = current_snapshot(db.session.get(Item, article.id))
        assert person.id in links["people"]

    def test_a_known_person_of_that_name_is_not_certain_either(
        self, article, server, make_item, login_as
    ):
        make_item("directory.person", title="Giàng Thị Xoan")
        server.act = says(names(["Giàng Thị Xoan"]))
        self.asked(article)
        page = login_as("administrator").get(f"/ban-lam-viec/sua/{article.id}").text
        assert 'value="people:giang-thi-xoan">' in page

    def test_a_failure_is_told_and_nothing_is_proposed(self, article, server, login_as):
        server.act = says("?")
        assert self.asked(article).state == "wrong"
        page = login_as("administrator").get(f"/ban-lam-viec/sua/{article.id}").text
        assert "Mô hình trả lời không đúng dạng." in page

    def test_staff_ask_with_a_press_and_choose_no_address(
        self, article, server, login_as, client
    ):
        address = f"/ban-lam-viec/trich-xuat/{article.id}/hoi-mo-hinh"
        assert client.post(address).status_code == 401
        browser = login_as("administrator")
        assert ASK in browser.get(f"/ban-lam-viec/sua/{article.id}").text
        browser.post(address, data={"model_url": "http://127.0.0.1:9/"})
        db.session.expire_all()
        assert db.session.get(ModelAnswer, article.id).state == "waiting"
        assert server.asked == []  # the worker asks, not the request

    def test_what_is_not_for_everybody_does_not_leave(self, site, make_item, server):
        server.act = says(names())
        body = richtext.from_text("\n\n".join(LINES[1:]))
        inside = make_item(
            "news.article", title=LINES[0], body=body, visibility="internal"
        )
        assert self.asked(inside).state == "refused"
        assert server.asked == []


def test_without_an_address_there_is_nothing_to_press(site, make_item, login_as):
    body = richtext.from_text("\n\n".join(LINES[1:]))
    article = make_item("news.article", title=LINES[0], body=body, status="draft")
    browser = login_as("administrator")
    assert ASK not in browser.get(f"/ban-lam-viec/sua/{article.id}").text
    address = f"/ban-lam-viec/trich-xuat/{article.id}/hoi-mo-hinh"
    assert browser.post(address).status_code == 404


class TestWronglyConfigured:
    @pytest.fixture
    def config(self, config):
        wrong = {"model_url": "file:///etc/passwd", "model_name": "m"}
        return config.model_copy(update={"plugins": {"extraction": wrong}})

    def test_it_is_off_and_the_doctor_says_why(self, site):
        assert "model_url" in " ".join(problems_of_configuration())
