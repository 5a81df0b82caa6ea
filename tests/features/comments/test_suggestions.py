"""A suggestion is taken over in exactly one place, keeping the marks, or not at all."""

import pytest
from hypothesis import given, settings, strategies as st

from cms.content import service
from cms.content.spine.queries import current_snapshot
from cms.errors import Conflict, Refused
from cms.features import comments
from cms.richtext import clean, from_text, plain_text
from cms.richtext.replace import replace_words


BODY = from_text("Hội nghị đã bàn sáu việc.\n\nChủ nhiệm đã bàn và kết luận.")


@pytest.fixture
def author(user):
    return user("reporter")


@pytest.fixture
def reviewer(user):
    return user("approver")


@pytest.fixture
def item(make_item, author):
    made = make_item("toy.minutes", title="Phiên họp", body=BODY, actor=author)
    return service.submit(author, made.id, made.version)


def suggest(item, who, quote, replacement, field="body", **around):
    return comments.add(
        item, user=who, field=field, quote=quote, replacement=replacement, **around
    )


def test_the_author_takes_a_suggestion_over_while_the_review_goes_on(
    item, author, reviewer
):
    wanted = suggest(item, reviewer, "sáu việc", "bảy việc")

    saved = comments.accept(author, wanted.id, item.version)

    assert "bàn bảy việc." in plain_text(current_snapshot(saved)["body"])
    assert saved.stage == "submitted"
    assert comments.threads(item.id)[0].comment.state == "accepted"


def test_a_plain_field_takes_a_suggestion_too(item, author, reviewer):
    wanted = suggest(item, reviewer, "Phiên", "Cuộc", field="title")

    saved = comments.accept(author, wanted.id, item.version)

    assert saved.title == "Cuộc họp"


def test_an_author_cannot_slip_his_own_suggestion_into_what_is_reviewed(item, author):
    own = suggest(item, author, "sáu việc", "tám việc")

    with pytest.raises(Refused):
        comments.accept(author, own.id, item.version)


def test_words_that_changed_meanwhile_are_not_replaced(item, author, reviewer):
    wanted = suggest(item, reviewer, "sáu việc", "bảy việc")
    changed = from_text("Hội nghị đã bàn 6 việc.")
    saved = service.save(reviewer, item.id, {"body": changed}, item.version)

    with pytest.raises(Refused, match="sáu việc"):
        comments.accept(author, wanted.id, saved.version)

    assert comments.threads(item.id)[0].is_open


def test_words_that_stand_twice_are_told_apart_by_what_is_around_them(
    item, author, reviewer
):
    unclear = suggest(item, reviewer, "đã bàn", "đã thảo luận")
    clear = suggest(
        item, reviewer, "đã bàn", "đã thảo luận", before="Chủ nhiệm ", after=" và"
    )

    with pytest.raises(Refused):
        comments.accept(author, unclear.id, item.version)
    saved = comments.accept(author, clear.id, item.version)

    assert plain_text(current_snapshot(saved)["body"]) == (
        "Hội nghị đã bàn sáu việc.\n\nChủ nhiệm đã thảo luận và kết luận."
    )


def test_a_stale_page_takes_nothing_over(item, author, reviewer):
    wanted = suggest(item, reviewer, "sáu việc", "bảy việc")

    with pytest.raises(Conflict):
        comments.accept(author, wanted.id, item.version - 1)


def test_a_declined_suggestion_changes_nothing_and_cannot_be_taken_over(
    item, author, reviewer
):
    wanted = suggest(item, reviewer, "sáu việc", "bảy việc")

    comments.decline(author, wanted.id)

    with pytest.raises(Refused):
        comments.accept(author, wanted.id, item.version)
    assert "sáu việc" in plain_text(current_snapshot(item)["body"])


def test_a_suggestion_for_words_that_are_not_there_is_refused_at_once(item, reviewer):
    with pytest.raises(Refused):
        suggest(item, reviewer, "không có ở đây", "gì đó")
    with pytest.raises(Refused):
        suggest(item, reviewer, "việc. Chủ nhiệm", "hai đoạn")


def test_replaced_words_keep_their_marks_also_across_marks():
    bold, link = [{"type": "bold"}], [{"type": "link", "attrs": {"href": "/a"}}]
    line = [
        {"type": "text", "text": "Hội nghị "},
        {"type": "text", "text": "lần thứ", "marks": bold},
        {"type": "text", "text": " năm", "marks": link},
        {"type": "text", "text": " đã họp"},
    ]
    document = {"type": "doc", "content": [{"type": "paragraph", "content": line}]}

    changed = replace_words(document, "lần\u00a0thứ năm đã", "lần thứ sáu vừa")

    assert changed["content"][0]["content"] == [
        *line[:2],
        {"type": "text", "text": " sáu ", "marks": link},
        {"type": "text", "text": "vừa họp"},
    ]


WORDS = st.lists(
    st.sampled_from(["một", "hai", "ba", "bốn"]), min_size=1, max_size=6
).map(" ".join)


@given(WORDS, WORDS, WORDS)
@settings(max_examples=200, deadline=None)
def test_replacing_touches_the_quoted_words_and_nothing_else(head, tail, new):
    marked = {"type": "text", "text": "chín mười", "marks": [{"type": "italic"}]}
    texts = [{"type": "text", "text": f"{head} "}, marked]
    texts.append({"type": "text", "text": f" {tail}"})
    document = clean(
        {"type": "doc", "content": [{"type": "paragraph", "content": texts}]}
    )

    changed = replace_words(document, "chín mười", new)

    assert plain_text(changed) == f"{head} {new} {tail}"
    assert clean(changed) == changed
