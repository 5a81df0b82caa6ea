"""The diff of two documents: nothing is lost, moves are moves."""

import copy
import time

from hypothesis import given, settings, strategies as st

from cms.builtin.desk.compare.diff_blocks import new_blocks, old_blocks, render_diff
from cms.builtin.desk.compare.document_diff import compare
from cms.richtext import clean, from_text
from cms.richtext.word_diff import word_spans


WORDS = st.sampled_from(
    ["kiểm", "tra", "Đảng", "ủy", "xã", "hội", "nghị", "6", "tháng", ",", "(a)", "–"]
)
LINE = st.lists(WORDS, max_size=12).map(" ".join)
MARKS = st.sampled_from(
    [
        [],
        [{"type": "bold"}],
        [{"type": "italic"}],
        [{"type": "bold"}, {"type": "italic"}],
    ]
)
PIECE = st.one_of(
    st.builds(lambda t, m: {"type": "text", "text": t, "marks": m}, LINE, MARKS),
    st.just({"type": "hardBreak"}),
)
PARAGRAPH = st.builds(
    lambda content: {"type": "paragraph", "content": content},
    st.lists(PIECE, max_size=4),
)
HEADING = st.builds(
    lambda level, content: {
        "type": "heading",
        "attrs": {"level": level},
        "content": content,
    },
    st.integers(2, 4),
    st.lists(PIECE, min_size=1, max_size=2),
)
IMAGE = st.builds(
    lambda key, caption: {
        "type": "image",
        "attrs": {"mediaId": key, "caption": caption},
    },
    st.integers(1, 3),
    LINE,
)
LIST = st.builds(
    lambda kind, items: {
        "type": kind,
        "content": [{"type": "listItem", "content": [one]} for one in items],
    },
    st.sampled_from(["bulletList", "orderedList"]),
    st.lists(PARAGRAPH, min_size=1, max_size=4),
)
TABLE = st.builds(
    lambda rows: {
        "type": "table",
        "content": [
            {
                "type": "tableRow",
                "content": [{"type": "tableCell", "content": [cell]} for cell in row],
            }
            for row in rows
        ],
    },
    st.lists(st.lists(PARAGRAPH, min_size=2, max_size=2), min_size=1, max_size=3),
)
BLOCK = st.one_of(PARAGRAPH, PARAGRAPH, PARAGRAPH, HEADING, IMAGE, LIST, TABLE)
DOCUMENT = st.lists(BLOCK, max_size=8).map(
    lambda blocks: clean({"type": "doc", "content": blocks})
)


@st.composite
def edited(draw):
    """Return a document and what somebody made of it."""
    old = draw(DOCUMENT)
    new = copy.deepcopy(old)
    for _step in range(draw(st.integers(0, 4))):
        blocks = new["content"]
        place = draw(st.integers(0, len(blocks) - 1))
        act = draw(st.sampled_from(["move", "drop", "put", "swap"]))
        if act == "move":
            blocks.insert(draw(st.integers(0, len(blocks) - 1)), blocks.pop(place))
        elif act == "drop":
            del blocks[place]
        elif act == "put":
            blocks.insert(place, draw(BLOCK))
        else:
            blocks[place] = draw(BLOCK)
        new = copy.deepcopy(clean(new))
    return old, clean(new)


@given(st.one_of(edited(), st.tuples(DOCUMENT, DOCUMENT)))
@settings(max_examples=250, deadline=None)
def test_laid_over_each_other_both_documents_can_be_read_back(pair):
    old, new = pair

    diff = compare(old, new)

    assert old_blocks(diff.blocks) == old["content"]
    assert new_blocks(diff.blocks) == new["content"]
    assert bool(diff.changed) <= (old != new)
    render_diff(diff.blocks, [old, new])


@given(
    st.text(alphabet="ab cđ.\n ", max_size=30),
    st.text(alphabet="ab cđ.\n ", max_size=30),
)
@settings(max_examples=300, deadline=None)
def test_the_words_of_both_texts_can_be_read_back(before, after):
    spans = word_spans(before, after)

    assert "".join(before[s.i : s.j] for s in spans if s.kind != "added") == before
    assert "".join(after[s.k : s.m] for s in spans if s.kind != "removed") == after
    assert all(before[s.i : s.j] == after[s.k : s.m] for s in spans if s.kind == "same")


def kinds(old, new):
    return [block.kind for block in compare(old, new).changed]


PARAGRAPHS = [
    "Sáng ngày 12/3, Ủy ban Kiểm tra đã họp phiên thứ nhất trong năm.",
    "Đồng chí Chủ nhiệm chủ trì hội nghị và kết luận các nội dung.",
    "Hội nghị đã thảo luận báo cáo kết quả kiểm tra sáu tháng đầu năm.",
    "Kết thúc hội nghị, các đại biểu thống nhất phương hướng sắp tới.",
]


def page(*paragraphs):
    return from_text("\n\n".join(paragraphs))


def test_one_changed_word_is_one_change():
    changed = [PARAGRAPHS[0], PARAGRAPHS[1].replace("chủ trì", "điều hành")]

    diff = compare(page(*PARAGRAPHS), page(*changed, *PARAGRAPHS[2:]))

    (block,) = diff.changed
    html = render_diff(diff.blocks, [diff.old, diff.new])
    assert block.kind == "changed"
    assert "<del>chủ trì</del><ins>điều hành</ins> hội nghị" in html


def test_a_moved_paragraph_is_a_move_and_nothing_else():
    a, b, c, d = PARAGRAPHS

    assert kinds(page(a, b, c, d), page(b, c, d, a)) == ["moved"]
    assert kinds(page(a, b, c, d), page(d, a, b, c)) == ["moved"]


def test_a_paragraph_moved_and_changed_says_both():
    a, b, c, d = PARAGRAPHS

    diff = compare(page(a, b, c, d), page(b, c, d, a.replace("12/3", "13/3")))

    assert [block.kind for block in diff.changed] == ["moved"]
    html = render_diff(diff.blocks, [diff.old, diff.new])
    assert "<del>12</del><ins>13</ins>" in html


def test_an_added_and_a_removed_paragraph_are_each_one_change():
    a, b, c, d = PARAGRAPHS

    assert kinds(page(a, b, c), page(a, b, d, c)) == ["added"]
    assert kinds(page(a, b, c), page(a, c)) == ["removed"]


def test_another_picture_in_the_place_of_one_is_one_change():
    def with_picture(key):
        document = page(*PARAGRAPHS[:2])
        document["content"].insert(1, {"type": "image", "attrs": {"mediaId": key}})
        return document

    assert kinds(with_picture(1), with_picture(2)) == ["swapped"]


def test_words_made_bold_are_restyled_and_not_new():
    old = page(PARAGRAPHS[0])
    new = copy.deepcopy(old)
    new["content"][0]["content"][0]["marks"] = [{"type": "bold"}]

    diff = compare(old, new)

    html = render_diff(diff.blocks, [old, new])
    assert [block.kind for block in diff.changed] == ["changed"]
    assert 'class="restyled"' in html
    assert "<ins>" not in html


def test_an_article_of_3000_words_is_compared_and_shown_in_300_ms():
    words = [
        "Ủy",
        "ban",
        "Kiểm",
        "tra",
        "Đảng",
        "ủy",
        "phường",
        "đã",
        "tổ",
        "chức",
        "hội",
        "nghị",
        "sơ",
        "kết",
        "công",
        "tác",
    ]
    old = [
        " ".join([f"đoạn{n}", *(words[(n * k) % len(words)] for k in range(1, 50))])
        for n in range(60)
    ]
    new = [text.replace("tổ chức", f"mở{n}") for n, text in enumerate(old)]
    new.insert(3, new.pop(40))
    before, after = page(*old), page(*new)

    times = []
    for _again in range(3):
        start = time.perf_counter()
        diff = compare(before, after)
        render_diff(diff.blocks, [diff.old, diff.new])
        times.append(time.perf_counter() - start)

    assert min(times) < 0.3
