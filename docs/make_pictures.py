"""Take the pictures of the documentation from a fresh demonstration site.

Usage: .venv/bin/python docs/make_pictures.py [--port 8160] [--only NAME ...]

With --desk it takes every page of the desk, wide and on a telephone, into
pictures/desk, and writes the page of the guide that shows them.

Needs Chromium ($CMS_CHROMIUM, else the one on the path). It makes a site of
its own in a temporary folder, so that no other site is touched.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright


FOLDER = Path(__file__).parent / "pictures"
LIMIT = 250_000
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
DESK = "/ban-lam-viec"
ARTICLE = "/tin-tuc/so-ket-cong-tac-kiem-tra-giam-sat-6-thang-dau-nam-2026"
STAFF = {
    "reporter": "phong-vien",
    "approver": "bien-tap",
    "administrator": "quan-tri",
}


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which address, how wide and how much of it.

    ``follow`` is a link on that page to open first.
    """

    name: str
    path: str
    who: str | None = None
    width: int = 1280
    height: int = 900
    language: str = "vi"
    follow: str | None = None


SHOTS = (
    Shot("home", "/", height=1100),
    Shot("article", ARTICLE, height=1200),
    Shot("article-phone", ARTICLE, width=360, height=780),
    Shot("conference", "/hoi-nghi", height=1200, follow="main a[href^='/hoi-nghi/']"),
    Shot("programme", "/chuong-trinh", follow="main a[href^='/chuong-trinh/']"),
    Shot("report", "/bao-cao", height=1200, follow="main a[href^='/bao-cao/']"),
    Shot("search", "/tim-kiem?q=ubkt"),
    Shot("login", "/dang-nhap", height=700),
    Shot("desk", DESK + "/", "approver"),
    Shot("desk-phone", DESK + "/", "approver", width=360, height=780),
    Shot("list", DESK + "/noi-dung/news.article/", "reporter"),
    Shot(
        "edit",
        DESK + "/noi-dung/conferences.conference/",
        "reporter",
        height=1100,
        follow="main a[href*='/sua/']",
    ),
    Shot("review", DESK + "/", "approver", follow="main a[href$='/duyet']"),
    Shot("media", DESK + "/media/", "reporter"),
    Shot("users", DESK + "/nguoi-dung/", "administrator", height=700),
    Shot("plugins", DESK + "/plugin/", "administrator"),
    Shot("plugins-en", DESK + "/plugin/conferences", "administrator", 1280, 1000, "en"),
)


# Every page of the desk: a name, its address, what the guide calls it. {item} is
# the article that waits for review.
DESK_PAGES = (
    ("ban-lam-viec", "/", "Bàn làm việc"),
    ("lich", "/lich", "Lịch"),
    ("tin-nhan", "/tin-nhan", "Tin nhắn"),
    ("danh-sach", "/noi-dung/news.article/", "Danh sách tin tức"),
    ("tat-ca", "/noi-dung/", "Tất cả nội dung"),
    ("tao", "/tao/news.article", "Tạo bài mới"),
    ("soan-thao", "/sua/{item}", "Trang soạn thảo"),
    ("duyet", "/sua/{item}/duyet", "Trang duyệt"),
    ("moi-duyet", "/sua/{item}/moi", "Mời duyệt bằng liên kết"),
    ("lich-su", "/sua/{item}/lich-su", "Lịch sử"),
    ("so-sanh", "/sua/{item}/so-sanh", "So sánh hai bản"),
    ("thu-vien", "/media/", "Thư viện ảnh và tệp"),
    ("khoi", "/khoi/", "Khối dùng lại"),
    ("tu-khoa", "/the/", "Từ khóa"),
    ("lien-ket", "/lien-ket", "Kiểm tra liên kết"),
    ("chuyen-huong", "/chuyen-huong/", "Chuyển hướng"),
    ("chuyen-muc", "/chuyen-muc/", "Chuyên mục"),
    ("thung-rac", "/thung-rac/", "Thùng rác"),
    ("nguoi-dung", "/nguoi-dung/", "Người dùng"),
    ("vai-tro", "/vai-tro/", "Vai trò"),
    ("tien-ich", "/plugin/", "Tiện ích"),
    ("cai-dat", "/cai-dat/", "Cài đặt"),
    ("nhat-ky", "/nhat-ky", "Nhật ký"),
    ("tai-khoan", "/tai-khoan", "Tài khoản của tôi"),
)
GUIDE_PAGE = Path(__file__).parent / "nhan-vien" / "man-hinh.md"


@contextmanager
def demonstration(port: int) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the address of a served demonstration and its accounts' passwords."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CMS_INSTANCE": f"{folder}/instance"}
        cms = [sys.executable, "-m", "cms"]
        subprocess.run([*cms, "init", "--no-code"], env=environment, check=True)  # noqa: S603
        made = subprocess.run(  # noqa: S603
            [*cms, "demo", "--users"],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        passwords = dict(re.findall(r"user name (\S+), password (\S+)", made.stdout))
        address = f"http://127.0.0.1:{port}"
        server = subprocess.Popen(  # noqa: S603
            [*cms, "serve", "--port", str(port)], env=environment
        )
        try:
            wait_for(address)
            yield address, passwords
        finally:
            server.terminate()
            server.wait(timeout=60)


def wait_for(address: str) -> None:
    """Return when the address answers; raise TimeoutError after a minute."""
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our server
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(f"{address} does not answer.")


class People:
    """A logged-in browser context for each person, made when first needed."""

    def __init__(
        self, browser: Browser, base: str, passwords: Mapping[str, str]
    ) -> None:
        self.browser, self.base, self.passwords = browser, base, passwords
        self.states: dict[str, object] = {}

    def page(self, shot: Shot) -> Page:
        """Return a new page of the right size for whoever the picture is about."""
        context = self.browser.new_context(
            base_url=self.base,
            viewport={"width": shot.width, "height": shot.height},
            device_scale_factor=2 if shot.width < 500 else 1,
            storage_state=self.state(shot.who) if shot.who else None,  # type: ignore[arg-type]
            locale=shot.language,
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        return context.new_page()

    def state(self, who: str) -> object:
        """Return the cookies of somebody, logging in the first time."""
        if who not in self.states:
            context = self.browser.new_context(base_url=self.base)
            page = context.new_page()
            page.goto("/dang-nhap")
            page.fill("input[name=username]", STAFF[who])
            page.fill("input[name=password]", self.passwords[STAFF[who]])
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/ban-lam-viec/**")
            self.states[who] = context.storage_state()
            context.close()
        return self.states[who]


def send_to_review(people: People) -> None:
    """Let the reporter change an article, so that something waits for review."""
    page = people.page(Shot("", "", "reporter"))
    page.goto(DESK + "/noi-dung/news.article/")
    page.click("main a[href*='/sua/']")
    page.wait_for_selector("sen-editor [contenteditable=true]")
    lead = page.locator("textarea[name=summary]")
    lead.fill(lead.input_value() + " Hội nghị có 146 cán bộ cơ sở tham dự.")
    # What is live has no draft to send before the first save.
    page.locator("button[form=item-form]:not([formaction])").first.click()
    page.wait_for_selector("button[formaction$='/buoc/submit']")
    page.click("button[formaction$='/buoc/submit']")
    page.wait_for_url("**/ban-lam-viec/")
    page.context.close()


def take(people: People, shot: Shot) -> bytes:
    """Return one picture as PNG."""
    page = people.page(shot)
    page.goto(shot.path)
    if shot.who and shot.language == "en":
        page.goto(f"{shot.path}?lang=en")
    if shot.follow:
        for link in page.locator(shot.follow).all():
            address = link.get_attribute("href") or ""
            if not address.endswith((".atom", ".rss")):
                page.goto(address)
                break
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)
    taken = page.screenshot()
    page.context.close()
    return taken


def take_desk(people: People) -> None:
    """Take every page of the desk at two widths, and write the page that shows them."""
    page = people.page(Shot("", "", "approver"))
    page.goto(DESK + "/")
    address = page.locator("main a[href$='/duyet']").first.get_attribute("href") or ""
    item = address.split("/")[-2]
    page.context.close()
    (FOLDER / "desk").mkdir(exist_ok=True)
    lines = [
        "# Các màn hình của bàn làm việc",
        "",
        "Mỗi trang ở máy tính và điện thoại.",
    ]
    for name, path, title in DESK_PAGES:
        lines += ["", f"## {title}", ""]
        for suffix, width, height in (("", 1280, 900), ("-phone", 360, 780)):
            shot = Shot(
                name, DESK + path.format(item=item), "administrator", width, height
            )
            stored = write(f"desk/{name}{suffix}", take(people, shot))
            where = "điện thoại" if suffix else "máy tính"
            lines.append(f"![{title}, {where}](../pictures/desk/{stored.name})")
            sys.stdout.write(f"{stored.name}: {stored.stat().st_size // 1000} kB\n")
    GUIDE_PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write(name: str, taken: bytes) -> Path:
    """Store a picture below LIMIT bytes: as PNG of few colours, pages are that."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    path = FOLDER / f"{name}.png"
    for colours in (256, 128, 64, 32):
        picture.quantize(colours).save(path, optimize=True)
        if path.stat().st_size <= LIMIT:
            break
    return path


def main() -> None:
    """Take all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8160)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--desk", action="store_true")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    chromium = os.environ.get("CMS_CHROMIUM") or shutil.which("chromium")
    with demonstration(options.port) as (base, passwords), sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=list(FLAGS))
        people = People(browser, base, passwords)
        send_to_review(people)
        if options.desk:
            take_desk(people)
        for shot in () if options.desk else SHOTS:
            if not options.only or shot.name in options.only:
                path = write(shot.name, take(people, shot))
                sys.stdout.write(f"{path.name}: {path.stat().st_size // 1000} kB\n")
        browser.close()


if __name__ == "__main__":
    main()
