"""Limits that pages name are those of the code: each is formatted from its constant."""

import re
from pathlib import Path

import pytest

from cms.builtin.accounts.one_time_codes import (
    PASSWORD_MINUTES,
    RESET_MINUTES,
    SETUP_HOURS,
)
from cms.builtin.accounts.password_rules import SHORTEST
from cms.builtin.accounts.throttle import LONGEST_WAIT
from cms.builtin.media.removal import KEPT
from cms.builtin.operations.options import SHORTEST_TOKEN
from cms.cli.gateway import DEFAULT_SECONDS, MOST_BODIES, MOST_WAITING, SLOWEST
from cms.cli.serve import HEADER_SECONDS
from cms.cli.web_server import DEFAULT_STUCK_SECONDS
from cms.config import Config
from cms.content.publishing.proposed_times import MORNING
from cms.content.revisions.trash import TRASH_KEPT
from cms.documents.compose import MAX_CHARACTERS
from cms.features.invitations.service import DEFAULT_DAYS, MOST_DAYS
from cms.plugins.breaker import PAUSE_SECONDS, SLOW_SECONDS
from cms.plugins.failures import KEEP_DAYS
from cms.settings.site import MOST_LETTERS, SiteSettings


DOCS = Path(__file__).parents[2] / "docs"
HOOK_SECONDS = Config.model_fields["hook_seconds"].default
HOOK_FAILURES = SiteSettings.model_fields["hook_failures"].default
UNITS = "ngày|phút|giờ|giây|ký tự|chữ cái|lần|days|minutes|hours|characters|seconds"
LIMIT = re.compile(rf"(?<![\w,.:%/-])(\d[\d.,]*) (?:{UNITS})\b")
LIMITS = {
    "nhan-vien/bat-dau.md": [
        f"trong {PASSWORD_MINUTES} phút",
        f"trong {RESET_MINUTES} phút",
        f"ít nhất {SHORTEST} ký tự",
        f"nhiều nhất {LONGEST_WAIT // 60} phút",
    ],
    "nhan-vien/duyet-va-xuat-ban.md": [
        f"mặc định {DEFAULT_DAYS} ngày, lâu nhất {MOST_DAYS} ngày",
        f"đến {MOST_LETTERS} chữ cái",
        f"Trong {TRASH_KEPT.days} ngày",
    ],
    "nhan-vien/quan-tri.md": [
        f"trong {KEEP_DAYS} ngày qua",
        f"lỗi {HOOK_FAILURES} lần",
    ],
    "nhan-vien/thu-vien-va-tim-kiem.md": [f"thùng rác** {KEPT.days} ngày"],
    "nhan-vien/viet-tin.md": [f"{MORNING.hour} giờ sáng"],
    "howto/operate.md": [
        f"at least {SHORTEST_TOKEN} characters",
        f"good for {SETUP_HOURS} hours",
        f"arrive within {HEADER_SECONDS} seconds",
        f"a body within {DEFAULT_SECONDS} seconds and at {SLOWEST // 1024} kB a second",
        f"for {DEFAULT_STUCK_SECONDS} seconds (`CMS_STUCK_SECONDS`",
        f"More than {MOST_BODIES} bodies at once, or {MOST_WAITING} requests waiting",
    ],
    "howto/move-a-site.md": [f"after {TRASH_KEPT.days} days"],
    "explanation/documents.md": [f"more than {MAX_CHARACTERS:,} characters"],
    "plugins/README.md": [
        f"`hook_seconds` ({HOOK_SECONDS:g})",
        f"left alone for {PAUSE_SECONDS:g} seconds",
        f"Calls over {SLOW_SECONDS:g} seconds",
        f"failures of the last {KEEP_DAYS} days",
    ],
}


def text(page):
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "words"), [(page, one) for page, all_ in LIMITS.items() for one in all_]
)
def test_a_page_states_the_limit_of_the_code(page, words):
    assert words in text(page)


@pytest.mark.parametrize("page", LIMITS)
def test_every_limit_on_a_page_is_one_of_these(page):
    rest = text(page)
    for words in LIMITS[page]:
        rest = rest.replace(words, "")
    assert LIMIT.findall(rest) == []


def test_other_pages_of_the_manual_name_no_limit():
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.glob("nhan-vien/*.md")}
    assert not {page for page in pages - set(LIMITS) if LIMIT.search(text(page))}
