"""Redirects: made by hand, led to the end of every chain, never over a living page."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete, select

from cms.builtin.pages import redirects
from cms.content import service
from cms.content.spine.models import SiteRedirect
from cms.database.transaction import transaction
from cms.errors import Refused
from cms.extensions import db


@pytest.fixture
def chief(user):
    return user("administrator")


def target(path):
    return db.session.scalar(
        select(SiteRedirect.target).where(SiteRedirect.path == path)
    )


def test_an_old_address_leads_on_however_it_is_written(client, chief):
    redirects.save(chief, "/tin-cũ/bài-1/", "/bai-thu")

    for path in (
        "/tin-cũ/bài-1",
        "/tin-cũ/bài-1/",
        "/tin-c%C5%A9/b%C3%A0i-1",
        unicodedata.normalize("NFD", "/tin-cũ/bài-1"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (301, "/bai-thu"), path


def test_a_living_page_is_shown_and_not_redirected(client, chief, paper):
    item = paper("Sống", status="published")
    redirects.save(chief, item.path, "https://example.org/")

    assert redirects.shows_a_page(item.path)
    assert client.get(item.path).status_code == 200
    service.trash(chief, item.id, item.version)
    assert client.get(item.path).status_code == 301


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/ban-lam-viec/noi-dung/",
        "/dang-nhap",
        "/static/x.css",
        "/media/1",
        "/a b\\c",
        "/x\n",
        "/" + "x" * 400,
    ],
)
def test_addresses_of_the_house_and_nonsense_are_refused(chief, path):
    if path == "/x\n":
        path = "/x\ny"
    with pytest.raises(Refused):
        redirects.save(chief, path, "/bai-thu")


@pytest.mark.parametrize(
    "where",
    ["", "x", "//example.org", "http://example.org", "javascript:alert(1)",
     "https://", "/\\example.org", "https:\\example.org", "/a\r\nX: y"],
)  # fmt: skip
def test_targets_are_paths_or_https(chief, where):
    with pytest.raises(Refused):
        redirects.save(chief, "/cu", where)


def test_chains_are_shortened_from_both_ends_and_loops_refused(chief):
    redirects.save(chief, "/b", "/c")
    redirects.save(chief, "/a", "/b")
    redirects.save(chief, "/c", "/d")

    assert [target(path) for path in ("/a", "/b", "/c")] == ["/d"] * 3
    with pytest.raises(Refused):
        redirects.save(chief, "/d", "/a")
    with pytest.raises(Refused):
        redirects.save(chief, "/e", "/e")


PATHS = st.sampled_from([f"/p{number}" for number in range(6)])


@given(pairs=st.lists(st.tuples(PATHS, PATHS), max_size=12))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_order_of_additions_makes_a_chain_or_a_loop(chief, pairs):
    with transaction() as session:
        session.execute(delete(SiteRedirect))
    for path, where in pairs:
        try:
            redirects.save(chief, path, where, old=path if target(path) else "")
        except Refused:
            continue
    rows = dict(
        db.session.execute(select(SiteRedirect.path, SiteRedirect.target)).all()
    )
    assert not set(rows) & set(rows.values())


def test_a_redirect_to_a_renamed_item_leads_to_where_it_is_now(chief, paper):
    item = paper("Tên cũ", status="published")
    old = item.path
    item = service.save(chief, item.id, {"slug": "ten-moi"}, item.version)
    service.publish(user_system(), item.id, item.version)

    redirects.save(chief, "/cu-hon", old)

    assert target("/cu-hon") == "/bai-thu/ten-moi"


def user_system():
    from cms.accounts.permissions import SYSTEM

    return SYSTEM


def test_a_table_is_taken_in_whole_or_not_at_all(chief):
    good = "path,target\n/a,/bai-thu\n/b,https://example.org/x\n"
    assert redirects.import_csv(chief, ("\ufeff" + good).encode()) == 2
    rows = list(db.session.scalars(select(SiteRedirect).order_by(SiteRedirect.path)))
    assert redirects.export_csv(rows).replace("\r\n", "\n") == good

    with pytest.raises(Refused) as refusal:
        redirects.import_csv(chief, b"/c,/bai-thu\n/d\n/e,javascript:1\n")

    assert len(refusal.value.problems) == 2
    db.session.expire_all()
    assert target("/c") is None


def test_the_page_adds_changes_searches_and_deletes(login_as):
    desk = login_as("administrator")
    form = {"path": "/tin-cu", "target": "/bai-thu"}
    assert desk.post("/ban-lam-viec/chuyen-huong/sua", data=form).status_code == 303
    assert "/tin-cu" in desk.get("/ban-lam-viec/chuyen-huong/?q=cu").text
    changed = desk.post(
        "/ban-lam-viec/chuyen-huong/sua?path=/tin-cu",
        data={**form, "target": "/phieu", "version": 1},
    )
    assert changed.status_code == 303
    assert target("/tin-cu") == "/phieu"
    bad = desk.post("/ban-lam-viec/chuyen-huong/sua", data={**form, "path": "/media/1"})
    assert bad.status_code == 422
    assert 'id="path-error"' in bad.text
    assert "/tin-cu" in desk.get("/ban-lam-viec/chuyen-huong.csv").text
    desk.post("/ban-lam-viec/chuyen-huong/xoa", data={"path": "/tin-cu"})
    assert target("/tin-cu") is None


def test_addresses_of_renamed_items_are_listed_with_where_they_lead(
    login_as, paper, chief
):
    item = paper("Tên cũ", status="published")
    item = service.save(chief, item.id, {"slug": "ten-moi"}, item.version)
    service.publish(user_system(), item.id, item.version)

    page = login_as("administrator").get("/ban-lam-viec/chuyen-huong/?kind=auto").text

    assert "/bai-thu/ten-cu" in page
    assert "/bai-thu/ten-moi" in page


def test_only_those_who_manage_sections_manage_redirects(login_as):
    approver = login_as("approver")

    assert approver.get("/ban-lam-viec/chuyen-huong/").status_code == 403


def test_no_spreadsheet_takes_a_value_for_a_formula(site):
    rows = [SiteRedirect(path="=1+1", target="@SUM(A1)")]
    assert redirects.export_csv(rows).splitlines()[1] == "'=1+1,'@SUM(A1)"
