"""What waits for a person and the units of theirs."""

from toy_people_site import REASON, extra_plugins, house, limited, member, plugins, unit

from cms.accounts.permissions import SYSTEM
from cms.builtin.desk.item.reader_service import set_readers
from cms.builtin.desk.me.duties import duties_of
from cms.content import service


__all__ = ["extra_plugins", "house", "limited", "member", "plugins", "unit"]


def test_what_waits_for_a_person_and_the_unit_stands_by_its_day(
    unit, member, make_item
):
    ours = member(unit)
    me = ours.person_item.id
    note = make_item(
        "house.note",
        title="Kết luận",
        status="published",
        tasks=[
            {"owner": unit.id, "words": "Sau cùng"},
            {"owner": unit.id, "words": "Thứ hai", "due": "2027-05-02"},
            {"owner": me, "words": "Thứ nhất", "due": "2027-05-01"},
            {"owner": me, "words": "Thứ hai", "due": "2027-05-02"},
            {"owner": unit.id, "words": "Xong rồi", "due": "2020-01-01", "done": True},
            {"owner": None, "words": "Không của ai"},
        ],
    )
    found = duties_of(ours, 10)
    assert [one.words for one in found] == ["Thứ nhất", "Thứ hai", "Sau cùng"]
    assert {one.item.id for one in found} == {note.id}
    assert len(duties_of(ours, 2)) == 2
    for state in (service.withdraw, service.revive):
        words = ("Hết hiệu lực.",) if state is service.withdraw else ()
        note = state(SYSTEM, note.id, note.version, *words)
        assert bool(duties_of(ours, 10)) == (state is service.revive)
    service.trash(SYSTEM, note.id, note.version)
    assert duties_of(ours, 10) == []


def test_nothing_waits_that_one_may_not_see(unit, member, limited):
    ours = member(unit)
    note = limited(tasks=[{"owner": unit.id, "words": "Kín"}])
    assert duties_of(ours, 10) == []
    set_readers(SYSTEM, note.id, [], [unit.id], REASON)
    assert [one.words for one in duties_of(ours, 10)] == ["Kín"]


def test_the_desk_says_what_waits_and_since_when_it_is_late(
    unit, member, make_item, login_as
):
    tasks = [{"owner": unit.id, "words": "Báo cáo quý", "due": "2020-01-31"}]
    make_item("house.note", title="Kết luận", status="published", tasks=tasks)
    page = login_as(member(unit)).get("/ban-lam-viec/").text
    assert "Chờ đơn vị tôi" in page
    assert "Báo cáo quý" in page
    assert 'class="late"' in page
    assert "Chờ đơn vị tôi" not in login_as("administrator").get("/ban-lam-viec/").text
