"""Into a site that has contents already only what it lacks is added."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, update

from cms.accounts.models import Role, User
from cms.accounts.permissions import SYSTEM
from cms.builtin.accounts.service import create_user
from cms.builtin.exchange.exporting import export_archive
from cms.builtin.exchange.importing import import_archive
from cms.content.spine.models import Item, Redirect
from cms.content.spine.queries import live_revision
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.comments.models import Comment
from cms.testing.items import make
from cms.testing.people import make_user


pytestmark = pytest.mark.one_database


@pytest.fixture
def archive(furnished_archive, tmp_path):
    return Path(shutil.copy(furnished_archive, tmp_path))


def item(slug):
    return db.session.scalars(select(Item).where(Item.slug == slug)).one()


def test_numbers_of_two_sites_are_not_mixed(archive, empty_site):
    with empty_site():
        for number in range(4):
            make("news.article", title=f"Bài ở đây {number}")
        import_archive(archive, SYSTEM)
        data = live_revision(item("ket-luan-kiem-tra").id).data
        marks = data["body"]["content"][1]["content"][0]["marks"]
        assert marks[0]["attrs"]["itemId"] == item("bai-dau").id
        assert item("bai-dau").id > 4


def test_what_is_here_is_never_written_over(archive, empty_site):
    with empty_site():
        mine = make("news.article", title="Bài đầu", summary="Của nơi này.")
        report = import_archive(archive, SYSTEM).parts["items"]
        assert report.left_out == [
            "news.article/bai-dau: there is one here that differs; it stays"
        ]
        assert item("bai-dau").id == mine.id
        assert item("bai-dau").summary == "Của nơi này."


def test_comments_on_another_item_of_the_same_name_stay_out(archive, empty_site):
    with empty_site():
        make("news.article", title="Kết luận kiểm tra")
        report = import_archive(archive, SYSTEM).parts["comments"]
        assert (report.added, len(report.left_out)) == (0, 3)
        assert "is another one here" in report.left_out[0]
        assert db.session.scalars(select(Comment)).all() == []


def test_an_address_that_led_elsewhere_is_not_taken(archive, empty_site):
    with empty_site():
        mine = make("news.article", title="Bài của nơi này")
        with transaction() as session:
            session.add(Redirect(path="/tin-tuc/bai-dau", item_id=mine.id))
        report = import_archive(archive, SYSTEM).parts["items"]
        assert report.left_out == [
            "news.article/bai-dau: its address leads to something else here"
        ]


def test_what_was_edited_since_is_told_and_stays(archive, empty_site):
    with empty_site():
        import_archive(archive, SYSTEM)
        with transaction() as session:
            session.execute(update(Item).values(banner="Đã sửa."))
        again = import_archive(archive, SYSTEM)
        assert again.added == 0
        assert len(again.parts["items"].left_out) == 5


def test_nobody_gets_more_rights_by_an_import(archive, empty_site):
    with empty_site():
        create_user(SYSTEM, username="phong.vien", name="Người khác")
        report = import_archive(archive, SYSTEM).parts["users"]
        assert report.left_out
        assert db.session.scalars(select(User)).one().grants == []


def test_an_address_of_mail_tells_who_somebody_is(archive, empty_site):
    with empty_site():
        known = create_user(
            SYSTEM, username="lan", name="Lan", email="lan@quansen.example"
        ).id
        report = import_archive(archive, SYSTEM)
        assert "stands for it" in report.parts["users"].left_out[0]
        assert db.session.scalars(select(User.id)).all() == [known]
        written = {one.user_id for one in db.session.scalars(select(Comment))}
        assert written == {known, None}


def test_a_role_that_somebody_holds_stays_as_it_is(site, tmp_path, empty_site):
    with transaction() as session:
        role = session.scalars(select(Role).where(Role.name == "reporter")).one()
        role.permissions = [*role.permissions, "content.publish"]
    export_archive(tmp_path / "site.zip")
    with empty_site():
        untouched = import_archive(tmp_path / "site.zip", SYSTEM).parts["roles"]
        assert untouched.added == 1
    with empty_site():
        from furnished import role as number_of

        create_user(
            SYSTEM, username="hoa", name="Hoa", grants=[(number_of("reporter"), None)]
        )
        held = import_archive(tmp_path / "site.zip", SYSTEM).parts["roles"]
        assert (held.added, len(held.left_out)) == (0, 1)


def test_whoever_may_not_manage_accounts_ties_nothing_to_them(archive, empty_site):
    """A name in an archive proves nothing: an author of it would become this account."""
    with empty_site():
        here = create_user(
            SYSTEM,
            username="phong.vien",
            name="Người khác",
            email="",
            password="một mật khẩu rất dài",
            grants=[],
        )
        importer = make_user("approver")
        import_archive(archive, importer)
        assert item("ket-luan-kiem-tra").created_by_id != here.id
        written = db.session.scalars(select(Comment.user_id))
        assert here.id not in set(written)
        names = db.session.scalars(select(User.username))
        assert set(names) == {"phong.vien", importer.username}
        assert db.session.get_one(User, here.id).grants == []
