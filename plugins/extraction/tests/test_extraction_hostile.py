"""A text that was made to overwhelm the reader ends soon, and says nothing false.

Seconds differ between machines. What is measured is therefore set against a
fixed piece of work of the same kind, done by the same process: ``PACE`` is what
that took where the bounds below were first measured.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from cms_extraction import extract
from cms_extraction.source import MAX_CHARACTERS


OPENING = (
    "Tin\n\nNgày 12/3/2020, UBKT Quận ủy Quận Sen tổ chức Hội nghị sơ kết công tác kiểm"
    " tra, giám sát quý I năm 2020. Dự có đồng chí Mạc Lan Ân, Bí thư Quận ủy. "
)
REPEATED = (
    "a", "đồng chí ", "Hội nghị ", "Quận ủy Quận ", "; ", "12/", "\n", " ", "(", '"',
    "đ/c Mạc Lan Ân, Bí thư, ", "Ủy ban Kiểm tra ", "báo cáo ", "yêu cầu: a; ", "một là ",
    "tham luận của Đảng ủy phường Gò, ", "số 12-BC/UBKT ", "kiểm tra 1 ", "từ 8 giờ đến ",
    "và ", "é\u0301", "A ", "| ",
)  # fmt: skip
PACE = 0.008  # process seconds of ``work`` on the machine of the bounds
LONGEST = 2.0  # process seconds for a megabyte
ORDINARY = 0.05  # process seconds for an article
STEEPEST = 12  # times the cost for four times the text; linear is 4, quadratic 16
SHORT = 0.3  # process seconds below which a growth says nothing


def spent(task, least=float("inf")) -> float:
    """Return the process seconds of ``task``; when they are ``least`` or more, of the
    quickest of three runs: one may have met the collector of garbage."""
    times: list[float] = []
    while not times or (min(times) >= least and len(times) < 3):
        start = time.process_time()
        task()
        times.append(time.process_time() - start)
    return min(times)


def work():
    """Do what reading does, always the same: match words, look them up."""
    seen: dict[str, int] = {}
    for match in re.finditer(r"[^\W\d_]+|\d+", OPENING * 250):
        word = match[0].lower()
        seen[word] = seen.get(word, 0) + len(word)


@pytest.fixture(scope="module")
def pace():
    """How many times slower this process is now than where the bounds were set."""
    return max(spent(work, 0) / PACE, 1)


@pytest.mark.parametrize("part", REPEATED, ids=repr)
def test_a_megabyte_of_anything_ends_in_two_seconds_and_costs_grow_with_the_text(
    part, pace
):
    raw = OPENING + part * (1_000_000 // len(part))
    quarter = spent(lambda: extract(raw[: MAX_CHARACTERS // 4]), 0)
    bound = min(LONGEST * pace, max(SHORT * pace, quarter * STEEPEST))
    assert spent(lambda: extract(raw), bound) < bound


def test_a_megabyte_without_any_meeting_ends_as_soon(pace):
    raw = "".join(part * (1_000_000 // len(REPEATED) // len(part)) for part in REPEATED)
    bound = LONGEST * pace
    assert spent(lambda: extract(raw), bound) < bound


def test_an_ordinary_article_takes_less_than_fifty_milliseconds(pace):
    folder = Path(__file__).parent / "corpus" / "seen"
    texts = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))[:20]]
    bound = ORDINARY * len(texts) * pace
    assert spent(lambda: [extract(raw) for raw in texts], bound) < bound
