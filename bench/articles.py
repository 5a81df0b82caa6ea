"""Articles that read like Vietnamese office prose, the same ones in every run."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from cms import DemoItem
from cms.richtext import from_text
from cms.text import slugify


SEED = 20261123
# A phrase that one article in fifty carries.
PHRASE = "nâng cao chất lượng tự kiểm tra"
WHO = (
    "Ủy ban Kiểm tra", "Ban Thường vụ", "Thường trực Đảng ủy", "Đoàn kiểm tra",
    "Chi bộ", "Văn phòng Quận ủy", "Đảng ủy phường Sen", "Ban Tổ chức",
)  # fmt: skip
DID = (
    "tổ chức hội nghị sơ kết", "triển khai chương trình", "ban hành kế hoạch",
    "kiểm tra việc thực hiện", "giám sát chuyên đề về", "thông báo kết quả",
    "tập huấn nghiệp vụ", "làm việc với các đơn vị về", "đánh giá tình hình",
)  # fmt: skip
WHAT = (
    "công tác kiểm tra, giám sát", "quy chế làm việc", "chuyển đổi số",
    "công tác cán bộ", "thu, chi ngân sách", "quản lý đất đai", "cải cách hành chính",
    "giải quyết đơn thư", "học tập và làm theo tấm gương đạo đức", "kê khai tài sản",
)  # fmt: skip
HOW = (
    "trong sáu tháng đầu năm", "theo đúng tiến độ đề ra", "tại các chi bộ trực thuộc",
    "với sự tham gia của đông đảo đảng viên", "gắn với nhiệm vụ chính trị của đơn vị",
    "bảo đảm công khai, dân chủ", "và đề ra phương hướng thời gian tới",
)  # fmt: skip


def articles(count: int) -> Iterator[DemoItem]:
    """Yield published articles of about 400 words, spread over ten years."""
    chance = random.Random(SEED)
    start = dt.datetime(2016, 1, 1, 8, tzinfo=dt.UTC)
    step = dt.timedelta(days=3650) / count
    for number in range(count):
        title = f"{_sentence(chance)} số {number + 1}"
        paragraphs = [_paragraph(chance) for _ in range(6)]
        if number % 50 == 0:
            paragraphs[3] += f" Các đơn vị cần {PHRASE} hằng năm."
        data: dict[str, Any] = {
            "title": title,
            "summary": _paragraph(chance)[:300],
            "body": from_text("\n\n".join(paragraphs)),
        }
        yield DemoItem(
            type="news.article",
            slug=slugify(title)[:80].strip("-") + f"-{number + 1}",
            data=data,
            published_at=start + number * step,
        )


def _sentence(chance: random.Random) -> str:
    parts = (chance.choice(words) for words in (WHO, DID, WHAT, HOW))
    return " ".join(parts)


def _paragraph(chance: random.Random) -> str:
    return " ".join(f"{_sentence(chance)}." for _ in range(3))
