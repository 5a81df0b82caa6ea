"""A text that was made to overwhelm the reader ends soon, and says nothing false."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from cms_extraction import extract


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
LONGEST = 2.0  # seconds on one core, as the process counts them


@pytest.mark.parametrize("opening", ["", OPENING], ids=["bare", "opened"])
@pytest.mark.parametrize("part", REPEATED, ids=repr)
def test_a_megabyte_of_anything_ends_in_two_seconds(part, opening):
    raw = opening + part * (1_000_000 // len(part))
    start = time.process_time()
    extract(raw)
    assert time.process_time() - start < LONGEST


def test_an_ordinary_article_takes_less_than_fifty_milliseconds():
    folder = Path(__file__).parent / "corpus" / "seen"
    texts = [path.read_text("utf-8") for path in folder.glob("*.txt")]
    extract(texts[0])
    start = time.process_time()
    for raw in texts:
        extract(raw)
    assert (time.process_time() - start) / len(texts) < 0.05
