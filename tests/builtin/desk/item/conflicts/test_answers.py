"""What the desk answers when several people have one item open."""

import datetime as dt
import json
import re
from html import unescape
from urllib.parse import urlencode

import pytest

from cms.content import service
from cms.content.publishing.proposed_times import next_morning
from cms.content.spine import locks
from cms.content.spine.queries import current_snapshot, history
from cms.extensions import db
from cms.richtext import from_text


def page_of(browser, item):
    page = browser.get(f"/ban-lam-viec/sua/{item.id}")
    assert page.status_code == 200
    return page.text


def base_in(page):
    return unescape(re.search(r'name="base" value="([^"]*)"', page)[1])


def form_of(item, base, **typed):
    stored = {"title": item.title, "summary": item.summary, "slug": ""}
    return {"version": item.version, "base": base, **stored, **typed}


def test_an_autosave_over_an_older_page_is_merged_and_says_so(paper, login_as, user):
    writer, other = login_as("reporter"), user("reporter", name="Lê Mẫu")
    item = paper("Đầu")
    base = base_in(page_of(writer, item))
    form = form_of(item, base, title="Tựa mới")
    service.save(other, item.id, {"summary": "Sapô của bạn"}, item.version)

    answer = writer.post(
        f"/ban-lam-viec/sua/{item.id}", data=form, headers={"X-Autosave": "1"}
    )

    assert answer.status_code == 200
    assert [(one["name"], one["who"]) for one in answer.json["merged"]] == [
        ("summary", "Lê Mẫu")
    ]
    fresh = json.loads(base_in(page_of(writer, item)))
    assert answer.json["base"].items() <= fresh.items()
    assert current_snapshot(item)["title"] == "Tựa mới"
    assert current_snapshot(item)["summary"] == "Sapô của bạn"


def test_a_page_fetched_behind_another_takes_no_message_from_it(paper, login_as):
    writer = login_as("reporter")
    item = paper("Đầu")
    page = f"/ban-lam-viec/sua/{item.id}"
    writer.post(page, data=form_of(item, base_in(page_of(writer, item)), title="Mới"))

    behind = writer.get(page, headers={"X-Background": "1"})

    assert "notice-success" not in behind.text
    assert "notice-success" in writer.get(page).text
    assert "notice-success" not in writer.get(page).text


def test_rich_text_of_a_page_without_script_merges_too(paper, login_as, user):
    writer, other = login_as("reporter"), user("reporter")
    item = paper("Đầu", body=from_text("Câu cũ."))
    base = base_in(page_of(writer, item))
    form = form_of(item, base, title="Tựa mới", body__text="Câu cũ.")
    service.save(other, item.id, {"body": from_text("Câu mới.")}, item.version)

    answer = writer.post(f"/ban-lam-viec/sua/{item.id}", data=form)

    assert answer.status_code == 303
    assert current_snapshot(item)["title"] == "Tựa mới"
    assert "Câu mới." in str(current_snapshot(item)["body"])


def conflicting(paper, login_as, user):
    writer, other = login_as("reporter"), user("reporter", name="Lê Mẫu")
    item = paper("Đầu")
    form = form_of(item, base_in(page_of(writer, item)), summary="Sapô của tôi")
    service.save(other, item.id, {"summary": "Sapô của bạn"}, item.version)
    page = writer.post(f"/ban-lam-viec/sua/{item.id}", data=form)
    assert page.status_code == 409
    hidden = dict(
        re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    )
    return writer, item, {name: unescape(value) for name, value in hidden.items()}, page


def test_both_versions_are_shown_and_each_can_be_chosen(paper, login_as, user):
    for choice, stored in (("mine", "Sapô của tôi"), ("theirs", "Sapô của bạn")):
        writer, item, hidden, page = conflicting(paper, login_as, user)
        assert "Lê Mẫu" in page.text
        hidden["choose-summary"] = choice

        answer = writer.post(f"/ban-lam-viec/sua/{item.id}/chon", data=hidden)

        assert answer.status_code == 303
        assert current_snapshot(item)["summary"] == stored
        kept = {revision.data["summary"] for revision in history(item.id)}
        assert {"Sapô của tôi", "Sapô của bạn"} <= kept


def test_a_third_version_can_be_written_by_hand(paper, login_as, user):
    writer, item, hidden, _page = conflicting(paper, login_as, user)
    hidden |= {"choose-summary": "hand", "hand-summary": "Sapô của cả hai"}

    writer.post(f"/ban-lam-viec/sua/{item.id}/chon", data=hidden)

    assert current_snapshot(item)["summary"] == "Sapô của cả hai"
    kept = {revision.data["summary"] for revision in history(item.id)}
    assert {"Sapô của tôi", "Sapô của bạn"} <= kept


def test_a_choice_made_over_a_still_newer_version_is_a_conflict_again(
    paper, login_as, user
):
    writer, item, hidden, _page = conflicting(paper, login_as, user)
    service.save(user("reporter"), item.id, {"summary": "Sapô thứ ba"}, item.version)
    hidden["choose-summary"] = "mine"

    answer = writer.post(f"/ban-lam-viec/sua/{item.id}/chon", data=hidden)

    assert answer.status_code == 409
    assert current_snapshot(item)["summary"] == "Sapô thứ ba"


def test_nobody_approves_words_that_were_merged_in_at_that_moment(
    paper, login_as, user
):
    approver = login_as("approver")
    item = paper("Đầu", status="submitted")
    form = form_of(item, base_in(page_of(approver, item)), title="Tựa mới")
    service.save(user("approver"), item.id, {"summary": "Chưa ai đọc"}, item.version)

    answer = approver.post(f"/ban-lam-viec/sua/{item.id}/buoc/approve", data=form)

    assert answer.status_code == 303
    assert item.stage == "submitted"
    assert current_snapshot(item)["title"] == "Tựa mới"


def test_marks_that_make_no_sense_never_let_one_overwrite_another(paper, login_as):
    writer, item = login_as("reporter"), paper("Đầu", summary="Có rồi")

    for nonsense in ("", "[]", "{", '{"summary": 5}'):
        form = form_of(item, nonsense, summary="Ghi đè")
        answer = writer.post(f"/ban-lam-viec/sua/{item.id}", data=form)

        assert answer.status_code == 409
        assert current_snapshot(item)["summary"] == "Có rồi"


def test_a_page_learns_who_is_there_of_locks_and_of_others_saves(paper, login_as, user):
    writer, other = login_as("reporter"), user("approver", name="Lê Mẫu")
    item = paper("Đầu")
    address = f"/ban-lam-viec/sua/{item.id}/hien-dien"
    writer.post(address, data={"token": "a", "field": "title"})
    service.save(other, item.id, {"summary": "Mới"}, item.version)
    locks.take(other, item.id, "đối chiếu")

    answer = writer.post(address, data={"token": "a", "field": "title"}).json

    assert answer["version"] == item.version
    assert answer["changed_by"] == "Lê Mẫu"
    assert answer["lock"]["name"] == "Lê Mẫu"
    assert answer["lock"]["reason"] == "đối chiếu"
    assert answer["state"].endswith(f"/{other.id}")
    assert writer.post(address, data={"token": "a", "leave": "1"}).status_code == 204


def test_presence_of_what_one_may_not_see_is_not_there(paper, login_as):
    item = paper("Đầu")
    outsider = login_as("reporter")
    assert (
        outsider.post(
            "/ban-lam-viec/sua/987/hien-dien", data={"token": "a"}
        ).status_code
        == 404
    )
    assert (
        outsider.post(f"/ban-lam-viec/sua/{item.id}/hien-dien", data={}).status_code
        == 400
    )


def test_a_held_page_can_be_read_but_not_written(paper, login_as, user):
    writer, holder = login_as("reporter"), user("approver", name="Lê Mẫu")
    item = paper("Đầu")
    base = base_in(page_of(writer, item))
    locks.take(holder, item.id, "đối chiếu số liệu")

    page = page_of(writer, item)

    assert "Lê Mẫu" in page
    assert "đối chiếu số liệu" in page
    assert '<fieldset class="is-locked" disabled>' in page
    assert "/tiep-quan" not in page
    assert "/buoc/submit" not in page
    form = form_of(item, base, title="Lén sửa")
    answer = writer.post(
        f"/ban-lam-viec/sua/{item.id}", data=form, headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 422
    assert "Lê Mẫu" in answer.json["errors"][""][0]
    assert current_snapshot(item)["title"] == "Đầu"


def test_a_copy_from_the_browser_is_shown_beside_what_is_stored(paper, login_as, user):
    writer, holder = login_as("reporter"), user("approver")
    item = paper("Đầu")
    form = form_of(item, base_in(page_of(writer, item)), summary="Câu chưa kịp lưu")
    locks.take(holder, item.id)

    page = writer.post(f"/ban-lam-viec/sua/{item.id}/doi-chieu", data=form)

    assert page.status_code == 200
    assert "Câu chưa kịp lưu" in page.text
    assert 'name="choose-summary"' not in page.text
    locks.release(holder, item.id)
    again = writer.post(f"/ban-lam-viec/sua/{item.id}/doi-chieu", data=form)
    assert 'name="choose-summary"' in again.text


def test_the_lock_is_taken_released_and_taken_over_from_the_page(paper, login_as):
    writer, approver = login_as("reporter"), login_as("approver")
    item = paper("Đầu")
    address = f"/ban-lam-viec/sua/{item.id}"

    writer.post(f"{address}/giu-rieng", data={"reason": "đối chiếu"})
    assert locks.held(item.id).user_id == writer.user.id
    assert f"{address}/tiep-quan" in page_of(approver, item)
    approver.post(f"{address}/tiep-quan")
    assert locks.held(item.id).user_id == approver.user.id
    assert writer.post(f"{address}/tiep-quan").status_code == 403
    approver.post(f"{address}/tha-ra")
    assert locks.held(item.id) is None


def test_a_page_that_was_left_alone_does_not_take_back_a_proposed_time(
    paper, login_as, user
):
    writer, other = login_as("reporter"), user("reporter")
    item = paper("Đầu")
    base = base_in(page_of(writer, item))
    moment = next_morning(dt.UTC)
    service.propose(other, item.id, item.version, moment)

    for title in ("Một", "Hai"):
        form = form_of(item, base, title=title, proposed="")
        answer = writer.post(
            f"/ban-lam-viec/sua/{item.id}", data=form, headers={"X-Autosave": "1"}
        )
        base = json.dumps({**json.loads(base), **answer.json["base"]})
    assert item.proposed_at == moment
    form = form_of(item, base, title="Ba", proposed="other", proposed_other="")
    form["proposed_other"] = "2099-01-01T08:00"
    answer = writer.post(f"/ban-lam-viec/sua/{item.id}", data=form)
    assert answer.status_code == 303, answer.text
    db.session.refresh(item)

    assert item.proposed_at.year == 2099


def test_what_a_page_had_sent_without_an_answer_is_its_own(paper, login_as):
    writer = login_as("reporter")
    item = paper("Đầu")
    base = base_in(page_of(writer, item))
    address, autosave = f"/ban-lam-viec/sua/{item.id}", {"X-Autosave": "1"}
    first = form_of(item, base, title="Câu một")
    lost = form_of(item, base, title="Câu không tới")
    assert writer.post(address, data=first, headers=autosave).status_code == 200

    later = form_of(item, base, title="Câu một, hai")
    outsider = writer.post(address, data=later, headers=autosave)
    unanswered = json.dumps([urlencode(lost), urlencode(first)])
    own = writer.post(
        address, data={**later, "unanswered": unanswered}, headers=autosave
    )

    assert outsider.status_code == 409
    assert own.status_code == 200
    assert current_snapshot(item)["title"] == "Câu một, hai"


@pytest.mark.parametrize(
    "unanswered", ["", "{}", "[1]", '["%"]', "[", "null", '"title=x"']
)
def test_nonsense_about_unanswered_sends_changes_nothing(
    paper, login_as, user, unanswered
):
    writer, other = login_as("reporter"), user("reporter")
    item = paper("Đầu")
    base = base_in(page_of(writer, item))
    service.save(other, item.id, {"title": "Của bạn"}, item.version)
    form = form_of(item, base, title="Của tôi", unanswered=unanswered)

    answer = writer.post(
        f"/ban-lam-viec/sua/{item.id}", data=form, headers={"X-Autosave": "1"}
    )

    assert answer.status_code == 409
    assert current_snapshot(item)["title"] == "Của bạn"
