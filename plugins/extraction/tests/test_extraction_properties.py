"""Whatever the order and wording, the same records; whatever is broken, no invention."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from cms_extraction import extract
from cms_extraction.scoring import invented
from hypothesis import HealthCheck, given, settings, strategies as st

from cms import text


CORPUS = Path(__file__).parent / "corpus"
TEXTS = [path.read_text("utf-8") for path in sorted((CORPUS / "seen").glob("*.txt"))]
# The whole of it, as a release asks: EXTRACTION_EXAMPLES=2000.
EXAMPLES = int(os.environ.get("EXTRACTION_EXAMPLES", "20"))
FAMILIES = ("Đinh", "Lương", "Kiều", "Mạc", "Khúc", "Tạ", "Viên", "Giáp", "Âu", "Triệu",
            "Nghiêm", "Phùng", "Hứa", "Quách")  # fmt: skip
MIDDLES = ("Văn", "Thị", "Hạ", "Trọng", "Thị Thu", "Quốc", "Lan", "Gia")
GIVEN = ("Mây", "Nhã", "Uyên", "Ân", "Quý", "Khải", "Yến", "Hoài", "Phúc", "Quế", "Trân",
         "Đạt", "Ánh", "Bạch")  # fmt: skip
PLACES = ("Sen Vàng", "Gò Lụa", "Rạch Ngói", "Cầu Mây", "Bàu Sậy")
HEADS = {"Huyện ủy": ("HUV", "Huyện ủy viên"), "Quận ủy": ("QUV", "Quận ủy viên")}
SEPARATORS = (", ", " – ", " - ", "_ ", " kiêm ")
ADDRESSES = ("đ/c ", "đồng chí ")
POSTS = {
    "Bí thư {head}": ("bi_thu", "committee"),
    "Phó Bí thư Thường trực {head}": ("pho_bi_thu_thuong_truc", "committee"),
    "Chủ nhiệm UBKT {head}": ("chu_nhiem", "commission"),
    "Phó Chủ nhiệm Ủy ban Kiểm tra {head}": ("pho_chu_nhiem", "commission"),
    "Trưởng Ban Tổ chức {head}": ("truong_ban", "board"),
    "Chánh Văn phòng {head}": ("chanh_van_phong", "office"),
}
BODIES = {
    "committee": "{head} {place}",
    "commission": "Ủy ban Kiểm tra {head} {place}",
    "board": "Ban Tổ chức {head} {place}",
    "office": "Văn phòng {head} {place}",
}
TASKS = (
    "rà soát từng cuộc kiểm tra còn lại",
    "nâng cao chất lượng thẩm tra, xác minh",
    "không để đơn thư tồn đọng kéo dài",
    "theo dõi việc khắc phục đến cùng",
    "bồi dưỡng cán bộ kiểm tra ở cơ sở",
)


@st.composite
def people(draw, head, place):
    """Names with posts, each as it is written and as it must be read."""
    names = draw(
        st.lists(
            st.tuples(*map(st.sampled_from, (FAMILIES, MIDDLES, GIVEN))).map(" ".join),
            min_size=2,
            max_size=4,
            unique_by=lambda name: (name, name.split()[-1]),
        )
    )
    found = []
    for name in names:
        office = draw(st.sampled_from(list(POSTS)))
        separator = draw(st.sampled_from(SEPARATORS))
        code, kind = POSTS[office]
        body = text.slugify(BODIES[kind].format(head=head, place=place))
        posts, expected = [office.format(head=head)], [(code, body)]
        if draw(st.booleans()):
            posts.insert(0, draw(st.sampled_from(HEADS[head])))
            expected.insert(0, ("cap_uy_vien", text.slugify(f"{head} {place}")))
        first = draw(st.sampled_from((", ", " – ", " - ")))
        found.append((name, f"{name}{first}{separator.join(posts)}", expected))
    return found


@st.composite
def days(draw):
    """A day of a half-year's review, and the ways to write it."""
    day = dt.date(draw(st.integers(2006, 2024)), draw(st.sampled_from((6, 7))), 1)
    day += dt.timedelta(days=draw(st.integers(0, 27)))
    form = draw(
        st.sampled_from(
            (
                f"Ngày {day:%d/%m/%Y}",
                f"Sáng {day.day:02d}/{day.month}/{day.year}",
                f"Chiều ngày {day.day:02d}-{day.month}-{day.year}",
                f"Ngày {day.day:02d} tháng {day.month} năm {day.year}",
                f"Sáng ngày {day.day:02d}.{day.month}.{day.year}",
            )
        )
    )
    return day, form


@st.composite
def articles(draw):
    """An article, and the records that it was made of."""
    head = draw(st.sampled_from(list(HEADS)))
    place = draw(st.sampled_from(PLACES))
    day, written = draw(days())
    half = draw(st.sampled_from(("6 tháng đầu năm", "sáu tháng đầu năm")))
    organiser = draw(st.sampled_from(("UBKT", "Ủy ban Kiểm tra")))
    those = draw(people(head, place))
    address = draw(st.sampled_from(ADDRESSES))
    tasks = draw(st.lists(st.sampled_from(TASKS), min_size=2, max_size=4, unique=True))
    listed = "; ".join(f"{address}{shown}" for _name, shown, _posts in those)
    opening = draw(
        st.sampled_from(("Dự hội nghị có ", "Về dự có ", "Tham dự hội nghị có "))
    )
    marks = draw(st.sampled_from(("; ", "semicolon", "lines")))
    leader = those[-1][0]
    asked = "; ".join(tasks) + "."
    if marks == "lines":
        asked = "\n" + "\n".join(f"- {task};" for task in tasks[:-1])
        asked += f"\n- {tasks[-1]}."
    reporter = those[0][0]
    sentences = [
        f"{address.capitalize()}{reporter} trình bày báo cáo sơ kết.",
        "Hội nghị đã thảo luận.",
    ]
    middle = " ".join(draw(st.permutations(sentences)))
    title = f"{head} {place} sơ kết công tác kiểm tra"
    verb = draw(st.sampled_from(("tổ chức", "đã tổ chức", "tiến hành")))
    article = (
        f"{title}\n\n{written}, {organiser} {head} {place} {verb} Hội nghị sơ kết công"
        f" tác kiểm tra, giám sát {half} {day.year}. {opening}{listed}.\n\n{middle}\n\n"
        f"Phát biểu chỉ đạo, {address}{leader} yêu cầu: {asked}\n"
    )
    expected = {
        "date": day.isoformat(),
        "period": f"{day.year}-H1",
        "organiser": text.slugify(f"Ủy ban Kiểm tra {head} {place}"),
        "people": {text.slugify(name): posts for name, _shown, posts in those},
        "reporter": text.slugify(reporter),
        "directives": [(text.slugify(leader), task) for task in tasks],
    }
    return article, expected


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles(), st.sampled_from(("NFC", "NFD")), st.sampled_from(("old", "new")))
def test_what_was_written_from_records_is_read_back(made, form, style):
    import unicodedata

    article, expected = made
    written = unicodedata.normalize(form, text.tone_style(article, style))
    records = extract(written).records
    meeting = records["conference"]
    assert meeting["date"] == expected["date"]
    assert meeting["period"]["code"] == expected["period"]
    assert meeting["organiser"] == expected["organiser"]
    assert {
        one["key"]: [(p["title_code"], p["organisation"]) for p in one["positions"]]
        for one in records["people"]
    } == expected["people"]
    assert records["report"]["presented_by"] == expected["reporter"]
    assert [
        (one["by"], text.tone_style(one["text"])) for one in records["directives"]
    ] == expected["directives"]
    assert invented(records, written) == []


EDITS = st.tuples(
    st.sampled_from(("delete", "join", "dash", "double", "swap")),
    st.integers(0, 10_000),
)


def edited(raw, edits):
    """Break a text: characters gone, lines joined, dashes changed, words doubled."""
    for kind, number in edits:
        place = number % max(len(raw), 1)
        if kind == "delete":
            raw = raw[:place] + raw[place + 1 + number % 3 :]
        elif kind == "join":
            end = raw.find("\n", place)
            raw = raw if end < 0 else raw[:end] + raw[end + 1 :]
        elif kind == "dash":
            raw = raw[:place] + raw[place:].replace("-", "–", 1)
        elif kind == "double":
            raw = raw[:place] + raw[place : place + 9] + raw[place:]
        else:
            raw = (
                raw[:place]
                + raw[place + 5 : place + 9]
                + raw[place : place + 5]
                + raw[place + 9 :]
            )
    return raw


@settings(
    max_examples=EXAMPLES * (5 if EXAMPLES > 99 else 2),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.sampled_from(TEXTS), st.lists(EDITS, max_size=25))
def test_a_broken_text_raises_nothing_and_gives_no_invention(raw, edits):
    broken = edited(raw, edits)
    assert invented(extract(broken).records, broken) == []


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(raw):
    assert invented(extract(raw).records, raw) == []
