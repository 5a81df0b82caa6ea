"""A withdrawn page says why, and comes back with one step."""

import pytest

from cms.content import service
from cms.errors import Forbidden, Refused


def withdraw(desk, item, words="Bài có sai sót về số liệu."):
    return desk.post(
        f"/ban-lam-viec/sua/{item.id}/buoc/withdraw",
        data={"version": item.version, "banner": words},
    )


def test_the_page_stays_says_why_and_leaves_lists_feed_and_search(
    live, login_as, approver, client
):
    assert withdraw(login_as(approver), live).status_code == 303

    answer = client.get(live.path)
    assert answer.status_code == 200
    assert "Bài có sai sót về số liệu." in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    for elsewhere in ("/bai-thu", "/feed.atom", "/tim-kiem?q=lich+tiep+cong+dan"):
        assert f'href="{live.path}"' not in client.get(elsewhere).text


def test_it_can_be_undone_from_the_next_page(live, login_as, approver, client, fresh):
    desk = login_as(approver)
    answer = withdraw(desk, live)
    page = desk.get(answer.location).text
    way_back = page.split('action="/ban-lam-viec/hoan-tac/')[1].split('"')[0]

    desk.post(f"/ban-lam-viec/hoan-tac/{way_back}", data={"back": "/ban-lam-viec/"})

    item = fresh(live)
    assert (item.status, item.banner) == ("published", "")
    assert "sai sót" not in client.get(live.path).text


def test_publishing_again_takes_the_words_away(live, approver):
    item = service.withdraw(approver, live.id, live.version, "Có sai sót.")

    item = service.revive(approver, item.id, item.version)

    assert (item.status, item.banner) == ("published", "")


def test_readers_are_owed_a_reason(live, login_as, approver, fresh):
    assert withdraw(login_as(approver), live, " ").status_code == 422
    assert fresh(live).status == "published"
    with pytest.raises(Refused):
        service.withdraw(approver, live.id, live.version, "")


def test_a_writer_withdraws_nothing(live, writer):
    with pytest.raises(Forbidden):
        service.withdraw(writer, live.id, live.version, "Không thích.")


def test_words_with_markup_are_words(live, login_as, approver, client):
    withdraw(login_as(approver), live, "<script>alert(1)</script>")

    assert "<script>alert(1)" not in client.get(live.path).text
