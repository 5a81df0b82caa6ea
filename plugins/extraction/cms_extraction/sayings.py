"""Words by which something is said: who asks, who praises, what a report tells."""

from __future__ import annotations

import re

from cms_extraction.frames import ASIDE, LIGHT, is_governed
from cms_extraction.people import Mention
from cms_extraction.source import Source
from cms_extraction.spans import Span


_ASK = (
    r"(?<!đáp ứng )yêu cầu(?!\s*[.;])|đề nghị|lưu ý"
    r"|nhấn mạnh(?!\s+(?:tầm quan trọng|ý nghĩa|vai trò|vị trí))"
    r"|(?<!được )giao(?=\s+(?:cho|ông|bà|anh|chị|nhiệm vụ|ubkt|ủy ban"
    r"|ban (?:tổ|tuyên|dân|nội|thường|chỉ|quản|kiểm|chấp|thanh|cán)|trưởng|bí thư|thường trực"
    r"|cơ quan|thanh tra|công an|tổ|hội|đoàn|mặt trận|cán bộ|chủ nhiệm|thủ trưởng|văn phòng"
    r"|đảng ủy|chi bộ|các"
    r"|phòng|đồng chí|đ/c)|\s*:|\s*$)"
    r"|chỉ đạo(?=\s+(?:ubkt|ủy ban|đảng ủy|các|chi bộ|ban (?:tổ|tuyên|dân|nội|thường)"
    r"|văn phòng|cơ quan|phòng|đồng chí|đ/c)\s)"
    r"|chỉ đạo(?:\s+(?:một số|các|những|tập trung)\s[^.:;\n]{0,50})?(?=\s*:)"
    r"|kết luận(?:\s+(?:như sau|hội nghị|giao ban"
    r"|(?:một số|các|những)\s[^.:;\n]{0,50}))?(?=\s*:)|giao(?=\s+\d)|mong(?: muốn)?"
    r"|nhắc(?: nhở)?(?!\s+(?:thêm|lại|đến|tới))|gợi ý|chốt"
    r"|phát biểu chỉ đạo(?=\s*:)|đồng ý(?!\s+với)|khẳng định|đề xuất(?!\s+(?:trên|này|nêu|của))"
    r"|kiến nghị|dặn|căn dặn|kêu gọi"
    r"|đặt hàng|động viên|thống nhất(?=\s*:)"
    r"|tin tưởng"
    r"|quán triệt(?:\s+(?:một số|các|những)\s[^.:;\n]{0,50})?(?=\s*:)"
    r"|nêu (?:một số |\w+ )?(?:việc|yêu cầu|nhiệm vụ|nội dung)|chỉ rõ(?=\s*:)"
    r"|phân công(?=[^.;]{0,30}:)|chỉ dặn|kl(?=\s*:)"
    r"|(?:thống nhất|nêu|nêu rõ|đưa ra|đề ra|xác định|gợi mở|định hướng|chỉ rõ|vạch ra|nhắc lại)"
    r"\s(?:thêm\s)?(?:những|các|một số|\d+|hai|ba|bốn|năm|sáu)\s(?:\w+\s){0,2}?(?:việc|nhiệm vụ"
    r"|yêu cầu|nội dung|giải pháp|điểm|định hướng|vấn đề|trọng tâm|khâu)(?!\w)[^.;:\n]{0,60}(?=:)"
    r"|truyền đạt (?:ý kiến|yêu cầu)(?=[^.;]{0,30}:)|quyết định|phân công(?= (?:đồng chí|đ/c))"
    r"|thúc giục|đốc thúc|nhấn(?!\s+mạnh)|chỉ thị|cần(?=\s*:)|hối thúc"
    r"|đưa ra yêu cầu|ra yêu cầu|ra hạn"
    r"|khuyên|khuyến nghị|mong mỏi|mong đợi|hy vọng|kỳ vọng|dặn dò|nhắn nhủ|nhắn gửi"
)
_PRAISE = (
    r"đánh giá cao|đánh giá|ghi nhận|biểu dương|(?<!giấy )(?<!bằng )khen(?! thưởng)"
    r"|hoan nghênh|chia sẻ|cho rằng"
    r"|trân trọng|chúc mừng(?= những)|vui mừng|nhận định"
    r"|nhận xét|phê bình|tuyên dương|nhìn nhận|thừa nhận|chê|chỉ ra|phân tích"
    r"|(?:thẳng thắn )?nêu(?=\s*:)|thẳng thắn nêu"
)
HOLDING = ("cho rằng", "nhận xét", "nhận định", "nhìn nhận", "thừa nhận", "chỉ ra", "phân tích",
           "nêu", "thẳng thắn")  # fmt: skip
SAY = re.compile(rf"(?<!\w)(?P<ask>{_ASK})(?!\w)|(?<!\w)(?P<praise>{_PRAISE})(?!\w)")
SAYS = re.compile(
    rf"{LIGHT}{ASIDE}{LIGHT}\s+(?:(?P<ask>{_ASK}"
    r"|chỉ đạo(?!\s+(?:hội nghị|cuộc họp|chung|tại|của|và)|[,.])|giao(?! ban| lưu| tiếp| thông))"
    rf"|(?P<praise>{_PRAISE}))(?!\w)"
)
PROMISES = (
    "hứa",
    "cam kết",
    "cảm ơn",
    "tiếp thu",
    "bày tỏ",
    "hỏi",
    "đặt câu hỏi",
    "thắc mắc",
)
TASK = re.compile(
    r"(?:việc|nhiệm vụ|yêu cầu|nội dung|giải pháp|điểm|định hướng|vấn đề)"
)
BY_ACCOUNT = re.compile(r"(?<!\w)theo\s+$")
QUOTED = re.compile(r'"(?P<words>[^"\n]{8,400})"\s*[,.-]?\s*(?:-\s*)?$')
# Behind a verb of saying: a clause, not the name of a paper or of what is said.
CONTENT = re.compile(
    r"(?!\s+(?:về|tại|trước|với|cùng|thêm về|ý kiến|chỉ đạo|kết luận|khai mạc|bế mạc|lời|tham luận"
    r"|tóm tắt|dự thảo|toàn văn|báo cáo|chương trình|kế hoạch|tờ trình|chỉ thị|nghị quyết"
    r"|quy định|hướng dẫn|nội dung|kết quả|các|một số|những|quy trình|cách|kinh nghiệm"
    r"|chuyện)(?!\w))"
    r"(?:\s|,|:)"
)
HOUSE_ASKS = re.compile(
    r"(?:(?:tại|qua|kết thúc|từ|căn cứ|sau khi)\s[^,.;:\n]{0,80},\s*)?"
    r"(?:ubkt|ủy ban kiểm tra|chi bộ|đảng ủy|ban thường vụ|hội nghị|chi ủy|cuộc họp|buổi họp)"
    r"(?:\s[^,.;:\n]{0,60}?)?\s"
    r"(?:(?:đã\s+)?(?:thống nhất|biểu quyết|quyết nghị|nhất trí|quyết định)\s*)?(?:,\s*)?"
    r"(?P<verb>giao(?=\s+(?:cho|đồng chí|đ/c|ban (?:tổ|tuyên|dân|nội|thường|chỉ|chi)|chi"
    r"|ubkt|các|tổ))|yêu cầu|đề nghị"
    r"|đề ra(?=\s[^.;:]{3,50}:)|(?<=thống nhất)(?=\s*:)|(?<=quyết nghị)(?=\s*:))(?!\w)\s*"
)
REPORTED = re.compile(
    r"(?<!\w)(?:báo cáo|bc)\s?(?:[^.;:\n]{0,160}?\s)?(?P<verb>nêu rõ|nêu bật|nêu"
    r"|đánh giá|chỉ ra|chỉ rõ|cho thấy"
    r"|cho biết|khẳng định|ghi nhận|nhận định|nhìn nhận|nhận xét"
    r"|trình bày(?=[,:]))(?!\w)|(?<!\w)(?:theo"
    r"|(?<!thông )qua)\s+(?:đánh giá của\s+)?(?:bản\s+)?báo cáo"
    r"(?:[^.;:\n]{0,160}?\s(?:nêu rõ|nêu bật|nêu|đánh giá|chỉ ra|chỉ rõ|cho thấy"
    r"|cho biết|khẳng định)(?!\w))?"
    r"|(?<!\w)báo cáo[^.;:\n]{0,60}:"
)
AGREED = re.compile(
    r"(?<!\w)hội nghị\s[^.;:\n]{0,40}?(?:nhận định|đánh giá|nhìn nhận)\s*:"
)
ACCORDING = re.compile(r"theo (?:đ/c|đồng chí|ông|bà|anh|chị)\s*,")
PRONOUN = re.compile(r"(?:đ/c|đồng chí|ông|bà|anh|chị|thầy|cô)\s+")
LIST_ITEM = re.compile(
    r"[\s\"]*(?:[-+*•]|\(?\d{1,2}[.)]|\(?[a-zđ][.)]|(?:một|hai|ba|bốn|năm|sáu"
    r"|bảy|tám|thứ \w+) là\s*[,:]?"
    r"|thứ (?:nhất|hai|ba|tư|bốn|năm|sáu|bảy)\s*[,:]?"
    r"|nhiệm vụ (?:thứ )?\w{1,4}\s*:|\d{1,2}-(?=\s)|\((?:i{1,3}|iv|vi?)\))\s*"
)
NAMELESS = re.compile(r"(?:đ/c|đồng chí|ông|bà|anh|chị)\s+(?:cũng |còn |đã )?$")
ELSEWHERE = re.compile(
    r"(?:tại hội nghị|hội nghị|dịp này|nhân dịp|kết thúc|phát biểu|thay mặt"
    r"|tiếp thu|kết luận|bế mạc"
    r"|cũng tại|trước đó|sau đó|trong chương trình|cùng ngày|chiều cùng"
    r"|tin,? ảnh|ảnh:|bảng \d|theo |các đại biểu"
    r"|sau phần|buổi |ngày )"
)


def asks_at(source: Source, one: Mention, sentence: Span) -> bool:
    """Tell whether the person of a mention asks for something, or praises."""
    return not is_governed(source, one, sentence) and bool(
        SAYS.match(source.low, one.span.end, sentence.end)
    )


WISHES = (
    "đề nghị",
    "mong",
    "đề xuất",
    "kiến nghị",
    "hy vọng",
    "khuyến nghị",
    "kỳ vọng",
)


def wishes_at(source: Source, one: Mention, sentence: Span) -> bool:
    """Tell whether the person of a mention asks the meeting for something."""
    match = SAYS.match(source.low, one.span.end, sentence.end)
    return bool(match and (match["ask"] or "").startswith(WISHES))


# "đánh giá kết quả 6 tháng: ...": what comes behind the colon is judged.
TAKING_STOCK = re.compile(
    r"đánh giá (?:kết quả|tình hình|chung|công tác|những mặt)[^:;.]{0,60}:\s*"
)
# "Ghi nhận những kết quả đạt được, đ/c X đề nghị ...": praise in front of who speaks.
PRAISING = re.compile(
    r"\s*(?:phát biểu[^,;]{0,40},\s*)?(?P<verb>ghi nhận|biểu dương|đánh giá cao|hoan nghênh"
    r"|khen ngợi)\s[^;:.]{10,200}?(?=\s*,\s*$)"
)
