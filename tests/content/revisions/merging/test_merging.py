"""Three-way merge by fields: nobody's change is dropped, equal edits do not conflict."""

import pytest
from hypothesis import given, strategies as st

from cms.content import service
from cms.content.fields.answers import mark
from cms.content.fields.forms import ItemForm
from cms.content.revisions.merging import FieldConflict, merge as merge_snapshots
from cms.content.revisions.snapshot import Snapshot
from cms.content.spine.queries import current_snapshot, history, working_revision


NAMES = ("title", "summary", "body", "tags")
VALUES = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.booleans(),
    st.integers(0, 3),
    st.lists(st.integers(0, 2), max_size=2),
    st.dictionaries(st.sampled_from("ab"), st.text(max_size=2)),
)
SNAPSHOTS = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))


class Unknown:
    """A content type whose form has none of the fields: each is one plain value."""

    form = ItemForm


def marks(snapshot):
    return {name: mark(value) for name, value in snapshot.items()}


def merge(base, mine, theirs):
    return merge_snapshots(Unknown, base, mine, theirs)


def changed(base, value):
    return {name for name in NAMES if mark(base[name]) != mark(value[name])}


@given(SNAPSHOTS, SNAPSHOTS, SNAPSHOTS)
def test_a_merge_without_conflict_is_the_same_from_both_sides(base, one, other):
    first, second = merge(marks(base), one, other), merge(marks(base), other, one)

    assert sorted(first.conflicts) == sorted(second.conflicts)
    if not first.conflicts:
        assert marks(first.values) == marks(second.values)


@given(SNAPSHOTS, SNAPSHOTS, SNAPSHOTS)
def test_a_merge_drops_no_change(base, mine, theirs):
    merged = merge(marks(base), mine, theirs)

    for name in changed(base, mine) - set(merged.conflicts):
        assert mark(merged.values[name]) == mark(mine[name])
    for name in changed(base, theirs) - set(merged.conflicts):
        assert mark(merged.values[name]) == mark(theirs[name])
    for name in set(NAMES) - changed(base, mine) - changed(base, theirs):
        assert mark(merged.values[name]) == mark(base[name])


@given(SNAPSHOTS, SNAPSHOTS)
def test_the_same_change_on_both_sides_is_no_conflict(base, both):
    merged = merge(marks(base), both, both)

    assert merged.conflicts == []
    assert marks(merged.values) == marks(both)


@given(SNAPSHOTS, SNAPSHOTS, SNAPSHOTS)
def test_a_conflict_is_just_what_both_changed_differently(base, mine, theirs):
    both = changed(base, mine) & changed(base, theirs)

    assert set(merge(marks(base), mine, theirs).conflicts) == {
        name for name in both if mark(mine[name]) != mark(theirs[name])
    }


@given(VALUES, VALUES)
def test_equal_values_have_equal_marks_and_different_ones_do_not(one, other):
    assert (mark(one) == mark(other)) == is_same(one, other)


def is_same(one, other):
    """Tell whether two JSON values are equal; for Python ``True == 1``, too."""
    if type(one) is not type(other) or one != other:
        return False
    if isinstance(one, dict):
        return all(is_same(one[key], other[key]) for key in one)
    return not isinstance(one, list) or all(map(is_same, one, other))


def base_of(item):
    return Snapshot.of(item).marks()


def test_two_people_at_two_fields_both_keep_their_work(paper, user):
    mine, yours = user("reporter", name="Trần Thử"), user("reporter", name="Lê Mẫu")
    item = paper(title="Đầu", summary="Sapô đầu", actor=mine)
    base = base_of(item)
    service.save_merged(yours, item.id, {"summary": "Sapô mới"}, base, autosave=True)

    saved = service.save_merged(
        mine, item.id, {"title": "Tựa mới", "summary": "Sapô đầu"}, base
    )

    stored = current_snapshot(saved.item)
    assert (stored["title"], stored["summary"]) == ("Tựa mới", "Sapô mới")
    assert saved.merged == {"summary": "Lê Mẫu"}


def test_the_same_field_changed_twice_is_refused_and_stores_nothing(paper, user):
    mine, yours = user("reporter"), user("reporter", name="Lê Mẫu")
    item = paper(title="Đầu", actor=mine)
    base = base_of(item)
    service.save_merged(yours, item.id, {"title": "Của bạn"}, base)

    with pytest.raises(FieldConflict) as caught:
        service.save_merged(
            mine, item.id, {"title": "Của tôi", "summary": "Thêm"}, base
        )

    assert caught.value.fields == {"title": "Lê Mẫu"}
    assert current_snapshot(item)["title"] == "Của bạn"
    assert current_snapshot(item)["summary"] == ""


def test_each_merged_field_names_the_one_who_changed_it(paper, user):
    mine = user("reporter")
    first, second = user("reporter", name="Lê Mẫu"), user("reporter", name="Vũ Mẫu")
    item = paper(title="Đầu", actor=mine)
    base = base_of(item)
    service.save_merged(first, item.id, {"summary": "Một"}, base, autosave=True)
    service.save_merged(second, item.id, {"tags": ["số"]}, base, autosave=True)

    saved = service.save_merged(
        mine, item.id, {"title": "Ba", "summary": "", "tags": []}, base
    )

    assert saved.merged == {"summary": "Lê Mẫu", "tags": "Vũ Mẫu"}


def test_both_versions_of_a_choice_are_in_the_history(paper, user):
    mine = user("reporter")
    item = paper(title="Đầu", actor=mine)
    base = base_of(item)
    service.save_merged(mine, item.id, {"title": "Ở thẻ kia"}, base, autosave=True)
    now = base_of(item)

    service.save_merged(
        mine, item.id, {"title": "Tay sửa"}, now, aside={"title": "Ở thẻ này"}
    )

    titles = [revision.data["title"] for revision in history(item.id)]
    assert {"Ở thẻ kia", "Ở thẻ này", "Tay sửa"} <= set(titles)
    assert current_snapshot(item)["title"] == "Tay sửa"
    assert working_revision(item.id).number == max(
        revision.number for revision in history(item.id)
    )


@pytest.mark.parametrize("autosave", [True, False])
def test_a_save_raises_the_version_by_one(paper, user, autosave):
    writer = user("reporter")
    item = paper(title="Đầu", actor=writer)
    before = item.version

    saved = service.save(
        writer,
        item.id,
        {"title": "Tựa khác hẳn", "summary": "Sapô"},
        before,
        autosave=autosave,
    )

    assert saved.version == before + 1
