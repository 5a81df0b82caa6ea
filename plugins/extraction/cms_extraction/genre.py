"""Whether a text tells of a meeting at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cms_extraction.conference import Event
from cms_extraction.source import Source
from cms_extraction.spans import Span


_OTHER = re.compile(
    r"(?<!\w)(?:mời thầu|gói thầu|bên mời thầu|hồ sơ dự thầu|tuyển dụng|ứng viên"
    r"|vô cùng thương tiếc"
    r"|lễ viếng|lễ truy điệu|dự báo thời tiết|áp thấp|nhiệt độ thấp nhất|lễ hội"
    r"|trận đấu|tỷ số|hiệp một|phút thứ"
    r"|chung kết|điều \d+[.:]|khoản \d+|căn cứ luật|mức lương|nộp hồ sơ"
    r"|khách hàng|cổ đông|khuyến mại)(?!\w)"
)


_REVIEWS = ("so_ket", "tong_ket", "giao_ban", "so_ket_giua_nhiem_ky", "quan_triet")
# What is done at such a meeting and hardly anywhere else.
_ACTS = re.compile(
    r"(?<!\w)(?:chủ trì|báo cáo|phát biểu|kết luận|thảo luận|tham luận|dự hội nghị)(?!\w)"
)


def tells_of_meeting(source: Source, event: Event, sentences: Sequence[Span]) -> bool:
    """Tell whether the text is about the meeting that one of its sentences announces."""
    if event.kind is None and event.organiser is None:
        return False
    others = len(_OTHER.findall(source.low))
    words = max(len(source.words), 1)
    if (
        event.kind in _REVIEWS
        and event.organiser
        and len(_ACTS.findall(source.low)) > 2
    ):
        return others * 30 <= words
    return not (others >= 2 and others * 60 > words) and not (
        others >= 3 and event.kind is None
    )
