"""Names of places and of units behind the head of a body's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cms_extraction.lexicon import Lexicon
from cms_extraction.source import Source, Word
from cms_extraction.verbs import VERBS


# Words that say what kind of place follows, written out.
class _Levels(Lexicon[str]):
    """Words for kinds of place, but not where they begin another word: "xã hội"."""

    def match(self, source: Source, number: int) -> tuple[int, str] | None:
        found = super().match(source, number)
        if found and found[0] < len(source.words) and found[1] == "xã":
            return None if source.words[found[0]].low in ("hội", "viên") else found
        return found


LEVELS: Final = _Levels(
    {name: name for name in (
        "quận", "huyện", "thị xã", "thành phố", "tỉnh", "phường", "xã", "thị trấn",
        "đặc khu", "đảo",
    )}
    | {
        "TP": "thành phố", "TX": "thị xã", "TT": "thị trấn", "Q": "quận", "P": "phường",
        "Tp": "thành phố",
    }
)  # fmt: skip
UNITS: Final = Lexicon(
    {name: name for name in (
        "bệnh viện", "trường", "công ty", "tổng công ty", "xí nghiệp", "ngân hàng", "phòng",
        "khoa", "trung tâm", "trạm", "viện", "cơ quan", "khu phố", "ấp", "thôn", "tổ dân phố",
        "công an", "quân sự", "ban chỉ huy", "bộ chỉ huy", "bộ tư lệnh", "tiểu đoàn",
        "trung đoàn", "lữ đoàn", "sư đoàn", "đại đội", "đồn biên phòng", "hợp tác xã",
        "ban quản lý", "văn phòng", "khối", "sở", "chi cục", "cục", "liên đoàn", "báo", "đài",
        "nhà máy", "kho bạc", "bảo hiểm xã hội", "điện lực", "bưu điện", "thanh tra",
        "tòa án", "viện kiểm sát", "các cơ quan", "doanh nghiệp", "tập đoàn", "quân khu",
        "học viện", "đại học", "nhà hát", "nhà văn hóa", "thư viện", "chợ", "cảng", "hạt",
        "đội", "phân xưởng", "vụ", "bộ đội biên phòng", "ban tổ chức", "ban tuyên giáo",
        "ban dân vận", "chi nhánh", "nông trường", "lâm trường", "tòa soạn", "y tế", "chính quyền",
        "bản", "buôn", "xóm", "làng", "tiểu khu", "khối phố", "khu dân cư", "khu vực",
        "viễn thông", "mỏ", "nhà trường", "tổng cục", "ngành", "các khu", "tiểu học",
        "mầm non", "nông trường", "thủy điện", "vùng", "hải đoàn", "binh đoàn", "quân đoàn",
        "liên hiệp các hội", "vườn quốc gia", "nhà xuất bản", "siêu thị", "khách sạn",
        "quỹ tín dụng", "khu công nghệ cao", "khu kinh tế", "khu công nghiệp", "bảo tàng",
        "trại giam", "trại giống", "tổng kho", "phân hiệu", "phân viện", "cảng hàng không",
        "nhà khách", "câu lạc bộ", "quân chủng", "binh chủng", "hải đội", "trung tâm y tế",
        "phòng khám", "xưởng", "ban thanh tra", "cụm",
    )}
    | {
        "BV": "bệnh viện", "BĐBP": "bộ đội biên phòng",
        "THCS": "trường THCS", "THPT": "trường THPT", "UBND": "UBND",
        "HĐND": "HĐND", "CTY": "công ty", "TAND": "tòa án nhân dân", "VKSND": "viện kiểm sát",
        "BCHQS": "ban chỉ huy quân sự", "TTYT": "trung tâm y tế", "BQL": "ban quản lý",
    }
)  # fmt: skip
# Small words that end the name of a unit.
_STOPS = frozenset(
    [
        "đã",
        "vừa",
        "sẽ",
        "và",
        "cùng",
        "với",
        "của",
        "tại",
        "ở",
        "do",
        "được",
        "có",
        "là",
        "để",
        "nhằm",
        "theo",
        "trong",
        "ngày",
        "năm",
        "sáng",
        "chiều",
        "khi",
        "qua",
        "trên",
        "các",
        "những",
        "dự",
        "chủ",
        "về",
        "kiêm",
        "xin",
        "bị",
        "rằng",
        "thay",
        "nhân",
        "hiện",
        "nay",
        "cho",
        "nêu",
        "nhấn",
        "yêu",
        "đề",
        "tham",
        "lần",
        "nhiệm",
        "ghi",
        "biểu",
        "đồng",
        "khóa",
        "từ",
        "đến",
        "gồm",
        "hoặc",
        "như",
        "mà",
        "thì",
        "nhưng",
        "cũng",
        "rồi",
        "còn",
        "đang",
        "lại",
        "này",
        "đó",
        "trước",
        "sau",
        "vào",
        "ra",
        "hội",
        "đ/c",
        "ông",
        "bà",
        "làm",
        "đóng",
        "phối",
        "đại",
        "thuộc",
        "đều",
        "rất",
        "luôn",
        "sớm",
        "họp",
        "đọc",
        "nghe",
        "chốt",
        "dặn",
        "nhắc",
        "mong",
        "hỏi",
        "kể",
        "nói",
        "vẫn",
        "liền",
        "cảm",
        "nhiều",
    ]
)
_STOP_PAIRS = frozenset(
    tuple(pair.split())
    for pair in [
        "tổng kết",
        "sơ kết",
        "giao ban",
        "tổ chức",
        "tiến hành",
        "trình bày",
        "thông qua",
        "phát biểu",
        "khai mạc",
        "kết luận",
        "báo cáo",
        "triển khai",
        "quán triệt",
        "thực hiện",
        "hoàn thành",
        "đánh giá",
        "thảo luận",
        "lãnh đạo",
        "chỉ đạo",
        "kiểm tra",
        "giám sát",
        "tăng cường",
        "quyết định",
        "trao đổi",
        "gợi ý",
        "góp ý",
        "chia sẻ",
        "tặng thưởng",
        "tặng giấy",
        "long trọng",
        "trực tiếp",
        "khẳng định",
        "bày tỏ",
        "cam kết",
        "khen thưởng",
        "giới thiệu",
        "nhiệm kỳ",
        "tiếp thu",
        "tiếp tục",
        "thông báo",
        "phổ biến",
        "hướng dẫn",
        "giải đáp",
        "đứng đầu",
        "điểm lại",
        "điểm qua",
        "khái quát",
        "tóm tắt",
        "giải trình",
        "phản ánh",
        "trả lời",
        "kiến nghị",
        "băn khoăn",
        "góp phần",
        "phân tích",
        "phân công",
        "chúc mừng",
        "rút kinh",
        "hứa sẽ",
        "bổ sung",
        "lưu ý",
        "thông tin",
        "tập trung",
        "quan tâm",
        "nhất trí",
        "tán thành",
        "sôi nổi",
        "mạnh dạn",
        "thẳng thắn",
        "thống nhất",
        "công bố",
        "tham luận",
        "hoan nghênh",
        "biểu dương",
    ]
)
_STOP_PAIRS |= {tuple(verb.split()[:2]) for verb in VERBS if verb.count(" ") == 1}
_MANY_OF = (("các", "cơ"), ("các", "khu"), ("các", "trường"), ("các", "đơn"))
_MOST_WORDS = 14


def proper_name(source: Source, number: int, ends: Callable[[int], bool]) -> int:
    """Return the number behind the capitalised words that begin at ``number``.

    ``ends`` tells whether something else begins at a word; that ends the name.
    """
    first = number
    while number < len(source.words) and number - first < 6:
        word = source.words[number]
        if number > first and source.gap(number) not in (" ", ""):
            break  # two spaces before a capital: a full stop was lost
        shouted = source.line_of(word.start).capitals
        if not _in_name(word, shouted) or ends(number):
            break
        if shouted and (word.low in _STOPS or _pair(source, number) in _STOP_PAIRS):
            break
        number += 1
    return number


def _in_name(word: Word, shouted: bool) -> bool:
    if word.text.isdigit():
        return True
    return word.capital and (shouted or not word.text.isupper() or len(word.text) <= 2)


def unit_name(source: Source, number: int, ends: Callable[[int], bool]) -> int:
    """Return the number behind the name of a unit whose words begin at ``number``."""
    first = number
    capitals = 0
    while number < len(source.words) and number - first < _MOST_WORDS:
        word = source.words[number]
        if (not word.capital and capitals > 1 and not word.text.isdigit()) and not (
            LEVELS.match(source, number) or inside_name(source, number)
        ):
            break
        gap = source.gap(number)
        if source.stopped(number) or (gap == " - " and not word.capital):
            break
        if number > first and not word.capital and _after_number(source, number):
            break
        if gap not in (" - ", "-") and not source.joined(number):
            break
        if word.low == "và" and number > first and _joins(source, number):
            number += 1
            continue
        if _pair(source, number) == ("và", "doanh") and number > first:
            number += 1
            continue
        if not word.capital and (
            (word.low in _STOPS and _pair(source, number) not in _MANY_OF)
            or _pair(source, number) in _STOP_PAIRS
        ):
            break
        if word.low == "trưởng" and source.words[number - 1].low in ("đoàn", "đội"):
            break  # "Tiểu đoàn trưởng" is a post
        if (ends(number) and gap != " - ") or (
            number > first and ends_shouted(source, number)
        ):
            break
        capitals = capitals + 1 if word.capital else 0
        number += 1
    return number


# A body, or a person with a rank, begins with these: not a part of the same name.
_OTHER_HEADS = frozenset(
    ("ban", "hội", "đoàn", "đảng", "ủy", "chi", "văn", "đại", "thượng", "trung", "thiếu",
     "đồng", "đ/c", "ông", "bà", "anh", "chị", "bí", "chủ", "phó", "trưởng")
)  # fmt: skip


def _after_number(source: Source, number: int) -> bool:
    """Tell whether a small word behind a number goes on with the sentence: Đội 3 họp."""
    return (
        source.words[number - 1].text.isdigit()
        and not source.words[number].text.isdigit()
        and not (LEVELS.match(source, number) or inside_name(source, number))
    )


def _joins(source: Source, number: int) -> bool:
    """Tell whether "và" stands inside a name: Sở Tài nguyên và Môi trường."""
    following = source.words[number + 1] if number + 1 < len(source.words) else None
    return (
        following is not None
        and following.low not in _OTHER_HEADS
        and following.capital
        and (
            following.text.isupper() == source.words[number - 1].text.isupper() is True
            or not UNITS.match(source, number + 1)
        )
    )


def inside_name(source: Source, number: int) -> bool:
    """Tell whether a small word stands inside a name: "Cấp nước Hòa Lạc", "Kho bãi."."""
    if ends_unit(source, number) or not source.joined(number):
        return False
    following = number + 1
    if following >= len(source.words) or not source.joined(following):
        return True
    word = source.words[following]
    return word.capital or word.text.isdigit() or bool(LEVELS.match(source, following))


def ends_shouted(source: Source, number: int) -> bool:
    """Tell whether a word in a line of capitals goes on with the sentence."""
    word = source.words[number]
    if not source.line_of(word.start).capitals:
        return False
    return _pair(source, number) in _STOP_PAIRS or word.low in (
        "đã", "vừa", "sẽ", "tại", "về", "năm", "quý", "tháng", "của", "rút",
    )  # fmt: skip


def ends_unit(source: Source, number: int) -> bool:
    """Tell whether a small word goes on with the sentence instead of a name."""
    word = source.words[number]
    return word.low in _STOPS or _pair(source, number) in _STOP_PAIRS


def _pair(source: Source, number: int) -> tuple[str, str]:
    following = source.words[number + 1].low if number + 1 < len(source.words) else ""
    return source.words[number].low, following
