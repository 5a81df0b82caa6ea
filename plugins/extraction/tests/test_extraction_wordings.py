"""The same said in many ways: each wording alone, in a small article, read the same."""

from __future__ import annotations

from pathlib import Path

from cms_extraction import extract

from cms import text


HERE = Path(__file__).parent / "wordings"
BODY = "UBKT Huyện ủy Vĩnh Hạ"
KEY = "uy-ban-kiem-tra-huyen-uy-vinh-ha"
ABOUT = "công tác kiểm tra, giám sát 6 tháng đầu năm 2022"
OPENING = f"Bài báo\n\nNgày 05/7/2022, {BODY} tổ chức Hội nghị sơ kết {ABOUT}. "
TAIL = (
    "\n\nĐồng chí Lê Văn Ba, Chủ nhiệm UBKT Huyện ủy, đọc báo cáo. Đồng chí Trần Thị Bé,"
    " Bí thư Huyện ủy phát biểu chỉ đạo, yêu cầu các xã rà soát hồ sơ. Hội nghị đã thảo luận."
)
TASKS = (
    "các xã rà soát lại hồ sơ",
    "UBKT Huyện ủy tăng cường giám sát chuyên đề",
    "văn phòng gửi báo cáo trước ngày 15/8/2022",
)


def lines(name):
    return (HERE / name).read_text("utf-8").splitlines()


def records_of(article):
    return extract(article).records


def test_a_meeting_is_announced_in_many_ways():
    wrong = []
    for line in lines("leads.txt"):
        lead = line.format(T=f"sơ kết {ABOUT}", O=BODY, C=ABOUT)
        meeting = records_of(f"Bài báo\n\n{lead}{TAIL}")["conference"] or {}
        period = (meeting.get("period") or {}).get("code")
        got = (
            meeting.get("organiser"),
            meeting.get("date"),
            period,
            meeting.get("type"),
        )
        if got != (KEY, "2022-07-05", "2022-H1", "so_ket"):
            wrong.append((line, got))
    assert wrong == []


def test_a_body_has_its_whole_name_and_no_word_more():
    leads = (
        "Ngày 5/7/2022, {} tổ chức hội nghị sơ kết",
        "Sáng 5/7/2022, {} đã họp sơ kết",
        "Tại trụ sở, ngày 5/7/2022 {} tiến hành hội nghị sơ kết",
    )
    wrong = []
    for name in lines("bodies.txt"):
        whole = text.slugify(text.tone_style(name.replace("CHQS", "Chỉ huy Quân sự")))
        for lead in leads:
            article = f"Tin\n\n{lead.format(name)} {ABOUT}. Đồng chí Lê Văn Ba chủ trì."
            meeting = records_of(article)["conference"] or {}
            if meeting.get("organiser") != whole:
                wrong.append((name, meeting.get("organiser")))
    assert wrong == []


def test_posts_are_written_in_many_ways():
    wrong = []
    for line in lines("posts.txt"):
        written, _bar, expected = line.partition(" | ")
        records = records_of(f"{OPENING}{written} Hội nghị đã thảo luận.")
        for part in expected.split("; "):
            key, _colon, posts = part.partition(": ")
            got = [
                f"{one['title_code']} {one['organisation']}"
                for person in records["people"]
                if person["key"] == key
                for one in person["positions"]
            ]
            if got != posts.split(", "):
                wrong.append((written, key, got))
    assert wrong == []


def test_what_somebody_does_is_written_in_many_ways():
    wrong = []
    for line in lines("acts.txt"):
        written, chairs, attends, act = (part.strip() for part in line.split(" | ", 3))
        records = records_of(f"{OPENING}{written}")
        came = [one["person"] for one in records["attendance"]]
        done = [(one["type"], one["person"]) for one in records["agenda"]]
        kind, *rest = act.split() or [""]
        who = "le-van-ba" if "người" in rest else None
        bodies = [
            one["organisation"] for one in records["agenda"] if kind != "khen_thuong"
        ]
        expected = [(kind, who)] if act else []
        named = [word for word in rest if word != "người"]
        if (
            records["conference"]["chairs"] != ["le-van-ba"] * bool(chairs)
            or came != ["le-van-ba"] * bool(attends)
            or done != expected
            or (named and bodies != named)
        ):
            wrong.append((written, records["conference"]["chairs"], came, done, bodies))
    assert wrong == []


def test_tasks_are_given_in_many_ways():
    wrong = []
    lead = f"{OPENING}Dự hội nghị có đồng chí Lê Văn Ba, Bí thư Huyện ủy.\n\n"
    for line in lines("directives.txt"):
        written = line.replace(" / ", "\n").format(
            **dict(zip("ABC", TASKS, strict=True))
        )
        found = records_of(lead + written)["directives"]
        got = [(text.lower(one["text"]), one["due"]) for one in found]
        dues = (None, None, "2022-08-15")
        expected = [
            (text.lower(task), due) for task, due in zip(TASKS, dues, strict=True)
        ]
        if [due for _words, due in got] != [due for _words, due in expected] or not all(
            task in words for (task, _), (words, _) in zip(expected, got, strict=True)
        ):
            wrong.append((line, got))
    assert wrong == []


def test_those_who_came_are_counted_in_many_ways():
    wrong = []
    for line in lines("groups.txt"):
        written, _bar, expected = line.partition(" | ")
        person = "đồng chí Lê Văn Ba, Bí thư Huyện ủy"
        records = records_of(
            f"{OPENING}{written.format(P=person)} Hội nghị đã thảo luận."
        )
        got = "; ".join(
            f"{one['text']} = {'-' if one['count'] is None else one['count']}"
            for one in records["attendance"]
            if one["kind"] == "group"
        )
        if got != expected:
            wrong.append((written, got))
    assert wrong == []


def test_a_name_is_read_before_and_behind_the_post_whatever_its_words():
    leads = (
        "Dự hội nghị có đồng chí {}, Bí thư Đảng ủy xã Tân An; đồng chí Trần Thị Bé.",
        "Đến dự có Bí thư Đảng ủy xã Tân An {} và Chủ nhiệm UBKT Huyện ủy Trần Thị Bé.",
        "{} - Bí thư Đảng ủy xã Tân An phát biểu.",
    )
    wrong = []
    for name in lines("names.txt"):
        for lead in leads:
            records = records_of(f"{OPENING}{lead.format(name)} Hội nghị đã thảo luận.")
            got = [
                (one["title_code"], one["organisation"])
                for person in records["people"]
                if person["name"] == name
                for one in person["positions"]
            ]
            if got != [("bi_thu", "dang-uy-xa-tan-an")]:
                wrong.append((lead, name, [one["name"] for one in records["people"]]))
    assert wrong == []


def test_talks_are_told_in_many_ways():
    bodies = ("Đảng ủy xã Tân An", "Đảng ủy thị trấn Cầu Mới", "Chi bộ Phòng Nội vụ")
    given = dict(zip("abc", bodies, strict=True))
    given["x"] = "đồng chí Lê Văn Ba, Bí thư Đảng ủy xã Tân An"
    given["y"] = "đồng chí Ngô Sĩ Tài, Bí thư Đảng ủy thị trấn Cầu Mới"
    wrong = []
    for line in lines("talks.txt"):
        written, _bar, kind = line.partition(" | ")
        records = records_of(OPENING + written.format(**given))
        who = [
            (one["type"], one["person"] or one["organisation"])
            for one in records["agenda"]
        ]
        speakers = [text.slugify(one) for one in bodies]
        if "{x}" in written:
            speakers = ["le-van-ba", "ngo-si-tai"]
        if who != [(kind, one) for one in speakers]:
            wrong.append((written, who))
    assert wrong == []
