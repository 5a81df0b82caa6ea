"""The first page of the desk tells each person what concerns them."""

import pytest


@pytest.fixture
def plugins():
    return ("news",)


@pytest.mark.parametrize(("role", "shown"), [("reporter", True), ("reader", False)])
def test_what_was_published_is_listed_for_those_who_write(site, login_as, role, shown):
    page = login_as(role).get("/ban-lam-viec/").text
    assert ("Chưa có bài nào được đăng" in page) is shown
