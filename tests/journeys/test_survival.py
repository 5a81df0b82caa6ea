"""What was typed is there: after the browser, the server, the network or the login went.

The minute without a network is one of the page's own clock, which the test
moves on by 60 seconds.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Error, expect


pytestmark = pytest.mark.browser

SUMMARY = "textarea[name=summary]"
STATE = ".autosave-state"


def new_article(page, title):
    page.goto("/ban-lam-viec/tao/news.article")
    page.fill("input[name=title]", title)
    page.click("main button[type=submit]")
    page.wait_for_selector(f"#item-form {STATE}")
    return page.url


def is_autosave(request):
    return request.headers.get("x-autosave") == "1"


def log_in(page, name, password):
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/ban-lam-viec/**")


def test_the_browser_is_killed_three_seconds_after_the_last_key(
    demo_site, chromium, browser_path, tmp_path
):
    options = {
        "executable_path": browser_path,
        "args": ["--no-sandbox", "--disable-gpu"],
        "base_url": demo_site.url,
        "locale": "vi-VN",
    }
    start = chromium.browser_type.launch_persistent_context
    context = start(tmp_path / "profile", **options)
    page = context.new_page()
    page.goto("/dang-nhap")
    log_in(page, "reporter", demo_site.passwords["reporter"])
    address = new_article(page, "Trình duyệt bị tắt ngang")
    page.locator(SUMMARY).press_sequentially("Câu gõ trước khi mất điện", delay=5)
    page.wait_for_timeout(3000)
    with pytest.raises(Error):
        context.browser.new_browser_cdp_session().send("Browser.crash")

    context = start(tmp_path / "profile", **options)
    page = context.new_page()
    page.goto(address)
    if "dang-nhap" in page.url:
        log_in(page, "reporter", demo_site.passwords["reporter"])
        page.goto(address)
    assert page.input_value(SUMMARY) == "Câu gõ trước khi mất điện"
    context.close()


def test_a_tab_that_dies_before_the_save_gives_its_text_back(demo_site, enter):
    page = enter(demo_site, "reporter")
    address = new_article(page, "Thẻ bị treo")
    page.route(
        "**/sua/*",
        lambda route: (
            route.abort() if is_autosave(route.request) else route.continue_()
        ),
    )
    page.locator(SUMMARY).press_sequentially("Câu chưa tới máy chủ")
    with pytest.raises(Error):
        page.goto("chrome://crash", timeout=2000)

    after = page.context.new_page()
    after.goto(address)
    assert after.input_value(SUMMARY) == ""
    with after.expect_navigation():
        after.click("text=Lấy lại")
    assert after.input_value(SUMMARY) == "Câu chưa tới máy chủ"


class Server:
    """``cms serve`` in a process group of its own, to be killed without warning."""

    def __init__(self, instance, port):
        self.instance, self.port = instance, port
        self.url = f"http://127.0.0.1:{port}"
        self.process = None

    def start(self):
        with (self.instance / "serve.log").open("a") as log:
            self.process = subprocess.Popen(
                f"exec {sys.executable} -m cms --instance {self.instance}"
                f" serve --port {self.port} --workers 1".split()[1:],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, "CMS_BASE_URL": self.url},
            )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=2).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self):
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def server(demo_site, tmp_path):
    """A served copy of the demonstration with its accounts."""
    folder = tmp_path / "instance"
    shutil.copytree(demo_site.instance, folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Server(folder, port)
    made.start()
    yield made
    made.kill()


@pytest.mark.parametrize("written", [False, True], ids=["unwritten", "unanswered"])
def test_the_server_is_killed_during_a_save(demo_site, server, person, written):
    page = person(server.url)
    page.goto("/dang-nhap")
    log_in(page, "reporter", demo_site.passwords["reporter"])
    address = new_article(page, "Máy chủ bị tắt ngang")

    def die(route):
        if not is_autosave(route.request):
            route.continue_()
            return
        if written:
            route.fetch()
        server.kill()
        route.abort("connectionreset")

    page.route("**/sua/*", die)
    page.fill(SUMMARY, "Câu gõ lúc máy chủ chết")
    expect(page.locator(STATE)).to_contain_text("Mất kết nối")
    page.fill(SUMMARY, "Câu gõ lúc máy chủ chết, rồi gõ tiếp")
    page.unroute("**/sua/*")
    server.start()

    expect(page.locator(STATE)).to_contain_text("Đã lưu", timeout=20_000)
    page.goto(address)
    assert page.input_value(SUMMARY) == "Câu gõ lúc máy chủ chết, rồi gõ tiếp"


def test_the_network_is_gone_for_a_minute(demo_site, enter):
    page = enter(demo_site, "reporter")
    page.clock.install()
    address = new_article(page, "Mất mạng một phút")
    page.context.set_offline(True)
    page.fill(SUMMARY, "Gõ khi mất mạng")
    expect(page.locator(STATE)).to_contain_text("Mất kết nối")
    page.clock.fast_forward(60_000)
    page.fill(SUMMARY, "Gõ khi mất mạng, vẫn gõ được")
    expect(page.locator(STATE)).not_to_contain_text("Đã lưu")

    page.context.set_offline(False)
    expect(page.locator(STATE)).to_contain_text("Đã lưu")
    page.goto(address)
    assert page.input_value(SUMMARY) == "Gõ khi mất mạng, vẫn gõ được"


def test_the_login_expires_and_another_tab_logs_in_again(demo_site, enter):
    page = enter(demo_site, "reporter")
    address = new_article(page, "Hết phiên khi đang viết")
    kept = [one for one in page.context.cookies() if "session" not in one["name"]]
    page.context.clear_cookies()
    page.context.add_cookies(kept)
    page.fill(SUMMARY, "Câu gõ khi đã hết phiên")
    expect(page.locator(STATE)).to_contain_text("đăng xuất")
    with page.context.expect_page() as opened:
        page.click(".autosave-panel a")
    log_in(opened.value, "reporter", demo_site.passwords["reporter"])

    expect(page.locator(STATE)).to_contain_text("Đã lưu", timeout=10_000)
    assert page.input_value(SUMMARY) == "Câu gõ khi đã hết phiên"
    page.goto(address)
    assert page.input_value(SUMMARY) == "Câu gõ khi đã hết phiên"


def test_an_incomplete_draft_is_saved_within_two_seconds_of_the_last_key(
    demo_site, enter
):
    page = enter(demo_site, "reporter")
    page.goto("/ban-lam-viec/tao/news.article")
    page.click("main button[type=submit]")
    page.wait_for_selector(f"#item-form {STATE}")
    expect(page.locator("h1")).to_have_text("Chưa có tiêu đề")
    title = page.locator("input[name=title]")
    with page.expect_response(lambda answer: is_autosave(answer.request)) as saved:
        title.press_sequentially("Tin mới gõ tựa", delay=10)
        typed = time.monotonic()
    assert saved.value.status == 200
    assert time.monotonic() - typed < 2
    expect(page.locator("h1")).to_have_text("Tin mới gõ tựa")
    assert page.title().startswith("Tin mới gõ tựa")
