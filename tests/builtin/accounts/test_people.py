import pytest

from cms.accounts.models import Role, User
from cms.accounts.permissions import SYSTEM, holds
from cms.audit.models import AuditEntry
from cms.builtin.accounts import role_service, service
from cms.database.transaction import transaction
from cms.errors import Conflict, Forbidden, Refused
from cms.extensions import db
from tests.accounts.conftest import PASSWORD, log_in, post, reload, rows


def role_id(name):
    return db.session.scalar(db.select(Role.id).where(Role.name == name))


@pytest.fixture
def manager(user, site):
    """Somebody who manages people and writes, and may do nothing more."""
    someone = user("reporter")
    role = role_service.save_role(
        SYSTEM, None, title="Quản lý tài khoản", permissions=["site.users"]
    )
    keys = {(grant.role_id, grant.section_id) for grant in someone.grants}
    service.set_grants(SYSTEM, someone, {*keys, (role.id, None)})
    return someone


def test_pages_open_for_an_administrator(login_as, person):
    someone, admin = person(), login_as()
    for path in (
        "nguoi-dung/",
        "nguoi-dung/?q=nguoi thu",
        "nguoi-dung/moi",
        f"nguoi-dung/{someone.id}",
        "vai-tro/",
        "vai-tro/moi",
        f"vai-tro/{role_id('reporter')}",
        "tai-khoan",
        "nhat-ky",
        "nhat-ky?viec=account&nguoi=1",
    ):
        assert admin.get(f"/ban-lam-viec/{path}").status_code == 200, path


def test_pages_are_closed_to_reporters(login_as):
    reporter = login_as("reporter")
    for path in ("nguoi-dung/", "nguoi-dung/1", "vai-tro/", "nhat-ky"):
        assert reporter.get(f"/ban-lam-viec/{path}").status_code == 403
    assert reporter.get("/ban-lam-viec/tai-khoan").status_code == 200


def test_people_are_found_without_marks_and_ordered_by_given_name(login_as, user):
    for name in ("Nguyễn Thị Yến", "Phạm Văn Ân", "Lê Ngọc Bích"):
        user("reader", name=name)
    page = login_as().get("/ban-lam-viec/nguoi-dung/").text
    assert page.index("Phạm Văn Ân") < page.index("Lê Ngọc Bích") < page.index("Yến")
    found = login_as().get("/ban-lam-viec/nguoi-dung/?q=ngoc bich").text
    assert "Lê Ngọc Bích" in found
    assert "Phạm Văn Ân" not in found


def test_new_account_gets_a_link_when_no_password_is_typed(login_as, site):
    page = login_as().post(
        "/ban-lam-viec/nguoi-dung/moi",
        data={"username": "HoaMai", "name": "Lê Thị Hoa", "grant": role_id("reporter"),
              "email": "", "language": "", "password": ""},
    )  # fmt: skip
    assert "/mat-khau/" in page.text
    made = db.session.scalars(db.select(User).where(User.username == "hoamai")).one()
    assert [grant.role.name for grant in made.grants] == ["reporter"]
    assert made.password_hash is None


def test_new_account_with_a_password_can_log_in(login_as, browser):
    answer = login_as().post(
        "/ban-lam-viec/nguoi-dung/moi",
        data={"username": "hoa.mai", "name": "Lê Thị Hoa", "language": "",
              "password": PASSWORD},
    )  # fmt: skip
    assert answer.status_code == 303
    assert log_in(browser(), "hoa.mai").status_code == 303


def test_taken_user_name_is_said_beside_its_field(login_as, user):
    user("reader", username="hoa")
    page = login_as().post(
        "/ban-lam-viec/nguoi-dung/moi",
        data={"username": "Hoa", "name": "Lê Thị Hoa", "language": ""},
    )
    assert page.status_code == 422
    assert 'id="username-error"' in page.text


def test_roles_can_be_limited_to_sections(login_as, user, section):
    here, someone = section("here"), user(None)
    admin = login_as()
    answer = admin.post(
        f"/ban-lam-viec/nguoi-dung/{someone.id}",
        data={"username": someone.username, "name": someone.name, "language": "",
              "version": someone.version,
              "grant": [f"{role_id('approver')}:{here.id}", role_id("reader")]},
    )  # fmt: skip
    assert answer.status_code == 303
    someone = reload(someone)
    assert holds(someone, "news.article.publish", here.id)
    assert not holds(someone, "news.article.publish", here.id + 1)


def test_second_of_two_editors_sees_a_conflict_and_nothing_is_lost(login_as, user):
    someone, admin = user("reader"), login_as()
    stale = someone.version
    service.update_user(SYSTEM, someone, name="Tên mới")
    page = admin.post(
        f"/ban-lam-viec/nguoi-dung/{someone.id}",
        data={"username": someone.username, "name": "Tên khác", "language": "",
              "version": stale},
    )  # fmt: skip
    assert page.status_code == 422
    assert reload(someone).name == "Tên mới"
    assert [grant.role.name for grant in reload(someone).grants] == ["reader"]


def test_switching_off_ends_the_sessions_at_once(login_as, client, person):
    someone = person()
    log_in(client, someone.username)
    admin = login_as()
    admin.post(f"/ban-lam-viec/nguoi-dung/{someone.id}/tat")
    assert client.get("/probe/mine").status_code == 302
    assert log_in(client, someone.username).status_code == 403
    admin.post(f"/ban-lam-viec/nguoi-dung/{someone.id}/bat")
    assert log_in(client, someone.username).status_code == 303


def test_nobody_grants_what_they_lack(manager, user, section):
    other = user(None)
    service.set_grants(manager, other, {(role_id("reporter"), None)})
    for forbidden in ("approver", "administrator"):
        with pytest.raises(Forbidden):
            service.set_grants(manager, other, {(role_id(forbidden), None)})
    with pytest.raises(Forbidden):
        service.set_grants(manager, other, {(role_id("approver"), section("x").id)})
    with pytest.raises(Forbidden):
        service.set_grants(manager, manager, {(role_id("administrator"), None)})
    assert [grant.role.name for grant in reload(other).grants] == ["reporter"]


def test_nobody_writes_a_role_beyond_their_own_rights(manager):
    with pytest.raises(Forbidden):
        role_service.save_role(manager, None, title="Tất cả", permissions=["*"])
    reporter = db.session.get(Role, role_id("reporter"))
    with pytest.raises(Forbidden):
        role_service.save_role(
            manager, reporter, title="Phóng viên", permissions=["site.settings"]
        )
    with pytest.raises(Forbidden):
        role_service.save_role(
            manager,
            db.session.get(Role, role_id("approver")),
            title="x",
            permissions=[],
        )


def test_nobody_takes_over_a_mightier_account(manager, user):
    boss = user("administrator")
    from cms.builtin.accounts import credentials

    for act in (
        lambda: credentials.issue_password_link(manager, boss),
        lambda: service.set_active(manager, boss, False),
        lambda: service.update_user(manager, boss, name="x"),
        lambda: service.set_grants(manager, boss, set()),
    ):
        with pytest.raises(Forbidden):
            act()


def test_last_administrator_stays(user):
    first, second = user("administrator"), user("administrator")
    service.set_active(first, second, False)
    with pytest.raises(Refused):
        service.set_active(first, first, False)
    with pytest.raises(Refused):
        service.set_grants(first, first, {(role_id("reporter"), None)})
    service.set_active(first, second, True)
    service.set_grants(first, first, {(role_id("reporter"), None)})
    assert not holds(reload(first), "site.users")


def test_administrators_keep_every_right(user):
    admin = user("administrator")
    role = db.session.get(Role, role_id("administrator"))
    with pytest.raises(Refused):
        role_service.save_role(admin, role, title="x", permissions=["site.users"])


def test_role_that_is_held_cannot_be_deleted(user):
    admin = user("administrator")
    with pytest.raises(Refused):
        role_service.delete_role(admin, db.session.get(Role, role_id("administrator")))
    role = role_service.save_role(
        admin, None, title="Tạm thời", permissions=["content.read"]
    )
    role_service.delete_role(admin, role)
    assert role_id("tam-thoi") is None


def test_role_page_saves_rights_and_keeps_those_of_absent_plugins(login_as):
    admin = login_as()
    with transaction():
        db.session.add(Role(name="x", title="X", permissions=["gone.thing.read"]))
    answer = admin.post(
        f"/ban-lam-viec/vai-tro/{role_id('x')}",
        data={"title": "Mới", "permission": ["content.read", "site.audit"]},
    )
    assert answer.status_code == 303
    db.session.rollback()
    role = db.session.get(Role, role_id("x"), populate_existing=True)
    assert role.permissions == ["content.read", "gone.thing.read", "site.audit"]
    unknown = admin.post(
        f"/ban-lam-viec/vai-tro/{role_id('x')}",
        data={"title": "Mới", "permission": ["no.such.right"]},
    )
    assert unknown.status_code == 400


def test_every_change_is_in_the_audit_log(user):
    admin, other = user("administrator"), user(None)
    service.update_user(admin, other, name="Tên mới")
    service.set_grants(admin, other, {(role_id("reader"), None)})
    service.set_active(admin, other, False)
    db.session.rollback()
    entries = db.session.scalars(
        db.select(AuditEntry).where(AuditEntry.actor_id == admin.id)
    )
    assert [entry.action for entry in entries] == [
        "account.changed",
        "account.roles",
        "account.disabled",
    ]


def test_refused_change_leaves_no_trace(user):
    admin, other = user("administrator"), user(None)
    with pytest.raises(Conflict):
        service.save_user(
            admin, other, grants={(role_id("reader"), None)}, version=99, name="x"
        )
    assert reload(other).grants == []
    assert db.session.scalars(db.select(AuditEntry)).all() == []


def test_own_account_changes_name_and_language(login_as):
    browser = login_as("reporter")
    data = {"name": "Nguyễn Văn Mới", "email": "moi@example.vn", "language": "en"}
    assert browser.post("/ban-lam-viec/tai-khoan", data=data).status_code == 303
    page = browser.get("/ban-lam-viec/tai-khoan")
    assert "Nguyễn Văn Mới" in page.text
    assert '<html lang="en"' in page.text


def test_own_password_needs_the_present_one(client, person):
    log_in(client, person().username)
    new = "mùa gặt tháng mười rơm vàng"
    data = {"current": "wrong", "password": new, "repeated": new}
    page = "/ban-lam-viec/tai-khoan"
    address = f"{page}/mat-khau"
    assert post(client, address, page, **data).status_code == 422
    data["current"] = PASSWORD
    assert post(client, address, page, **data).status_code == 303


def test_changed_password_ends_other_sessions_and_renews_this_one(
    client, browser, person
):
    someone, other = person(), browser()
    log_in(client, someone.username)
    log_in(other, someone.username)
    new = "mùa gặt tháng mười rơm vàng"
    before = {row.id for row in rows()}
    post(
        client,
        "/ban-lam-viec/tai-khoan/mat-khau",
        "/ban-lam-viec/tai-khoan",
        current=PASSWORD,
        password=new,
        repeated=new,
    )
    assert client.get("/probe/mine").status_code == 200
    assert other.get("/probe/mine").status_code == 302
    assert before.isdisjoint({row.id for row in rows()})


def test_own_session_elsewhere_can_be_ended(client, browser, person):
    someone, lost = person(), browser()
    log_in(lost, someone.username)
    (row,) = rows()
    log_in(client, someone.username)
    page = "/ban-lam-viec/tai-khoan"
    assert post(client, f"{page}/phien/{row.id}", page).status_code == 303
    assert lost.get("/probe/mine").status_code == 302
    assert client.get("/probe/mine").status_code == 200


def test_session_of_somebody_else_cannot_be_ended(client, browser, person):
    log_in(browser(), person().username)
    (row,) = rows()
    log_in(client, person().username)
    page = "/ban-lam-viec/tai-khoan"
    assert post(client, f"{page}/phien/{row.id}", page).status_code == 404
    assert len(rows()) == 2
