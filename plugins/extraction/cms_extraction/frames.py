"""Who says something: a person as the subject of a verb of saying.

"Đ/c X, Bí thư Chi bộ A, thay mặt đơn vị, nêu: ..." is read by its grammar:
the person with the posts, light words and asides, the verb. Which verbs say
something stands in ``data/saying.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cms_extraction.people import Mention
from cms_extraction.source import Source
from cms_extraction.spans import Span
from cms_extraction.verbs import VERBS


@dataclass(frozen=True)
class Telling:
    """A person who says something: the verb, what kind of saying, where it ends."""

    mention: Mention
    kind: str  # "report", "hold" or "say"
    verb: Span


_VERB = "|".join(sorted(VERBS, key=len, reverse=True))
# What may stand between a subject and its verb.
LIGHT: Final = (
    r"(?:\s*[,-])?(?:\s+(?:đã|cũng|còn|thì|lại|vẫn|liền|rất|mới|đều|xin|có lời|đứng lên"
    r"|lần lượt|lên diễn đàn|lên bục|đứng dậy|lên|trực tiếp|thẳng thắn|sôi nổi|mạnh dạn"
    r"|chân thành|tiếp tục|tiếp đó|sau đó"
    r"|một lần nữa|đặc biệt|ngắn gọn|cụ thể|nhanh|say sưa|vui vẻ|cho|nêu ý kiến,?"
    r"|phát biểu,?|dí dỏm|mở đầu|bổ sung,?|chỉ|đồng thời|và)(?=[\s,]))*"
)
ASIDE: Final = (
    r"(?:,?\s+(?:thay mặt|đại diện|tại (?:hội nghị|cuộc họp|buổi|phiên|lớp)|trong"
    r"|với tư cách|với vai trò|sau khi|khi|qua|từ|bằng|nhân|dẫn)(?=\s)[^,.;:\n]{0,70}?,?)?"
)
BESIDE: Final = r"(?:\s*\([^()\n]{2,60}\))?"  # "chị X (Đoàn xã A) nêu"
_TOLD = re.compile(
    rf"{BESIDE}{LIGHT}{ASIDE}{LIGHT}\s+(?P<verb>{_VERB})(?!\w)(?!\s+(?:viên|chính trị|hồ sơ)\b)"
)
# A person behind these is no subject: "giao đồng chí X", "của đồng chí X".
_GOVERNED = re.compile(
    r"(?<!\w)(?:giao(?: cho)?|phân công|cử|của|cho|với|cùng với|bởi|yêu cầu|đề nghị|mời"
    r"|biểu dương|khen|nhắc|nhờ|ủy quyền|giao nhiệm vụ cho|tặng|về|như)\s+(?:các\s+)?$"
)


def is_governed(source: Source, mention: Mention, sentence: Span) -> bool:
    """Tell whether a person is an object: "giao đồng chí X kiểm tra"."""
    start = max(sentence.start, mention.span.start - 24)
    return bool(_GOVERNED.search(source.low, start, mention.span.start))


def subject_of(
    source: Source, mentions: Sequence[Mention], sentence: Span
) -> str | None:
    """Return who acted last in a sentence: the last person who is no object of others."""
    acting = [one for one in mentions if not is_governed(source, one, sentence)]
    return (acting or mentions)[-1].name if mentions else None


def telling(source: Source, mention: Mention, sentence: Span) -> Telling | None:
    """Return what the person of a mention says, where it is the subject of such a verb."""
    if is_governed(source, mention, sentence):
        return None
    end = min(sentence.end, mention.span.end + 160)
    match = _TOLD.match(source.low, mention.span.end, end)
    if match is None:
        return None
    verb = Span(match.start("verb"), match.end("verb"))
    return Telling(mention, VERBS[match["verb"]], verb)


_RETOLD = re.compile(
    rf"(?:rồi |sau đó |tiếp đó,? |theo đó,? )?(?:đ/c|đồng chí|ông|bà|anh|chị|thầy|cô){LIGHT}"
    rf"\s+(?P<verb>{_VERB})(?!\w)"
)


def retold(source: Source, sentence: Span) -> Span | None:
    """Return the verb of a sentence in which a pronoun says something: "Ông kể ..."."""
    match = _RETOLD.match(source.low, sentence.start, sentence.end)
    return Span(match.start("verb"), match.end("verb")) if match else None


def said_at(source: Source, start: int, end: int) -> re.Match[str] | None:
    """Return the verb of saying that stands behind a subject which ends at ``start``."""
    return _TOLD.match(source.low, start, end)
