"""No-break spaces where a line must not end: đ/c Đạt, 6 tháng, Số 12-BC/UBKTQU."""

from __future__ import annotations

import re

from cms.text.normalise import nfc


NBSP = "\u00a0"
_UNITS = (
    "tháng|ngày|năm|giờ|phút|đồng chí|đ/c|người|tổ chức|đảng viên|cuộc|vụ|đơn vị|lượt"
    "|trường hợp|triệu|tỷ|nghìn|đồng|%|km|kg|m|ha|₫"
)
_RULES = [
    # an honorific and the name behind it
    re.compile(r"(?<!\w)(đ/c) +(?=\w)", re.IGNORECASE),
    # "Số" and "ngày", "tháng", "năm", "quý", "mùng" and their number
    re.compile(r"(?<!\w)(số:?|ngày|mùng|tháng|năm|quý|khóa|khoá) +(?=\d)", re.I),
    re.compile(r"(?<!\w)(quý|khóa|khoá|lần thứ) +(?=[IVX]+(?!\w))", re.IGNORECASE),
    # a number and its unit
    re.compile(rf"(?<!\w)(\d[\d.,]*) +(?=(?:{_UNITS})(?!\w))", re.IGNORECASE),
]


def keep_together(text: str) -> str:
    """Return ``text`` with no-break spaces where Vietnamese papers do not break.

    A document number holds no space; the page keeps it whole with
    ``white-space: nowrap`` on what ``find_document_numbers`` finds.
    """
    result = nfc(text)
    for rule in _RULES:
        result = rule.sub(lambda match: match[1] + NBSP, result)
    return result
