"""What colleagues say about an item: who may, who is notified, how it ends."""

import pytest
from sqlalchemy import select

from cms.builtin.desk.queries import entries_of
from cms.content import service
from cms.errors import Forbidden, NotFound, Refused
from cms.extensions import db
from cms.features import comments
from cms.features.comments.models import Comment
from cms.features.notices.models import Notice
from cms.richtext import from_text


BODY = from_text("Hội nghị đã bàn sáu việc.\n\nĐồng chí Chủ nhiệm kết luận.")


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


def notices_of(person):
    query = select(Notice.kind).where(Notice.user_id == person.id)
    return set(db.session.scalars(query)) - {"submitted"}


def test_the_author_gets_a_notice_of_a_comment_and_the_reviewer_of_the_answer(
    item, author, reviewer
):
    said = comments.add(item, user=reviewer, body="Thiếu ngày.")
    assert (notices_of(author), notices_of(reviewer)) == ({"comment"}, set())

    comments.add(item, user=author, body="Đã thêm.", parent_id=said.id)

    assert (notices_of(author), notices_of(reviewer)) == ({"comment"}, {"answer"})
    (thread,) = comments.threads(item.id)
    assert [answer.body for answer in thread.answers] == ["Đã thêm."]
    assert "item.comment" in {entry.action for entry in entries_of(item.id)}


def test_a_guest_speaks_under_his_own_name(item, author):
    comments.add(item, guest="Phó Bí thư", body="Nhất trí.")

    (thread,) = comments.threads(item.id)
    assert (thread.comment.guest, thread.comment.user_id) == ("Phó Bí thư", None)
    assert notices_of(author) == {"guest_comment"}
    assert "Phó Bí thư" in {entry.actor_name for entry in entries_of(item.id)}


def test_who_may_not_work_on_an_item_may_not_speak_nor_learn_of_it(item, user):
    outsider = user(None)
    said = comments.add(item, guest="Khách", body="Xem lại.")

    with pytest.raises(Forbidden):
        comments.add(item, user=outsider, body="Tôi cũng nói.")
    with pytest.raises(NotFound):
        comments.resolve(outsider, said.id)


def test_what_is_dealt_with_is_not_counted_and_can_be_taken_up_again(
    item, author, reviewer
):
    said = comments.add(item, user=reviewer, body="Thiếu ngày.")
    comments.add(item, user=reviewer, body="Thiếu tên.")
    assert comments.open_comments([item.id, 999]) == {item.id: 2}

    comments.resolve(author, said.id)
    assert comments.open_comments([item.id]) == {item.id: 1}

    comments.reopen(reviewer, said.id)
    assert comments.open_comments([item.id]) == {item.id: 2}


def test_only_who_wrote_a_comment_deletes_it_and_only_before_an_answer(
    item, author, reviewer
):
    first = comments.add(item, user=reviewer, body="Một.")
    second = comments.add(item, user=reviewer, body="Hai.")
    comments.add(item, user=author, body="Vì sao?", parent_id=second.id)

    with pytest.raises(Forbidden):
        comments.remove(author, first.id)
    with pytest.raises(Refused):
        comments.remove(reviewer, second.id)
    comments.remove(reviewer, first.id)

    assert db.session.scalars(select(Comment.body)).all() == ["Hai.", "Vì sao?"]


def test_empty_words_foreign_fields_and_answers_elsewhere_are_refused(
    item, reviewer, make_item
):
    other = make_item("toy.minutes", body=BODY)
    said = comments.add(other, user=reviewer, body="Ở bài kia.")

    with pytest.raises(Refused):
        comments.add(item, user=reviewer, body="  ")
    with pytest.raises(Refused):
        comments.add(item, user=reviewer, body="a", field="nothing")
    with pytest.raises(NotFound):
        comments.add(item, user=reviewer, body="a", parent_id=said.id)
