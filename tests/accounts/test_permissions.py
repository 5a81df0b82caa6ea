import pytest

from cms.accounts.permissions import (
    ALL,
    ANONYMOUS,
    SYSTEM,
    holds,
    holds_everywhere,
    sections_where,
)
from cms.database.transaction import transaction
from tests.accounts.conftest import reload


def test_nobody_holds_nothing(site):
    assert not holds(ANONYMOUS, "content.read")
    assert sections_where(ANONYMOUS, "content.read") == frozenset()


def test_the_system_holds_everything(site):
    assert holds(SYSTEM, "site.plugins")
    assert sections_where(SYSTEM, "anything.at.all") is ALL


@pytest.mark.parametrize(
    ("role", "right", "expected"),
    [
        ("reader", "news.article.read", True),
        ("reader", "news.article.write", False),
        ("reporter", "news.article.write", True),
        ("reporter", "news.article.publish", False),
        ("reporter", "media.manage", True),
        ("reporter", "site.users", False),
        ("approver", "reports.report.publish", True),
        ("approver", "site.settings", False),
        ("administrator", "site.plugins", True),
        ("administrator", "plugin.of.tomorrow", True),
        # "content.publish" speaks of content types, not of any right so named
        ("approver", "probe.publish", False),
    ],
)
def test_role_gives_what_it_says(user, role, right, expected):
    assert holds(user(role), right) is expected


def test_role_in_one_section_holds_there_only(user, section):
    here, there = section("here"), section("there")
    someone = user("approver", section_id=here.id)
    assert holds(someone, "news.article.publish", here.id)
    assert not holds(someone, "news.article.publish", there.id)
    assert sections_where(someone, "news.article.publish") == {here.id}
    assert holds(someone, "news.article.publish")
    assert not holds_everywhere(someone, "news.article.publish")


def test_right_on_the_whole_site_is_not_held_in_a_section(user, section):
    someone = user("administrator", section_id=section("here").id)
    assert not holds(someone, "site.users")


def test_account_that_is_off_holds_nothing(user):
    someone = user("administrator")
    with transaction():
        someone.active = False
    assert not holds(someone, "content.read")


def test_guard_sends_visitors_to_the_login_and_refuses_the_rest(client, login_as):
    assert client.get("/probe/audit").status_code == 302
    assert login_as("reporter").get("/probe/audit").status_code == 403
    assert login_as("administrator").get("/probe/audit").text == "log"


def test_right_taken_away_is_gone_with_the_next_request(login_as):
    browser = login_as("reporter")
    assert browser.get("/probe/note/1").status_code == 200
    with transaction():
        reload(browser.user).grants.clear()
    assert browser.get("/probe/note/1").status_code == 403
