"""Every field of every type answers for itself, and for what stands in its rows."""

import json

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from snapshot_strategies import snapshots_of
from werkzeug.datastructures import MultiDict

from cms.content.checks import texts_of
from cms.content.fields.answers import Kind, Replacement
from cms.content.revisions.merging import merge
from cms.content.revisions.projection import search_body
from cms.content.revisions.snapshot import Snapshot, blank_form
from cms.content.spine.models import Item


MARKER = "Mốc Riêng Biệt"
SPINE = ("title", "summary", "slug")
FEW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def types(site):
    return list(site.registry.content_types.values())


def for_each(types, strategy, check):
    """Call ``check(type, value)`` with random values for every type."""
    for content_type in types:

        @given(strategy(content_type))
        @FEW
        def run(value):
            check(content_type, value)  # noqa: B023

        run()


def read(content_type, data):
    """Return a snapshot as a save reads it."""
    return Snapshot(content_type, {}).with_values(data)


def bytes_of(data):
    return json.dumps(dict(data), ensure_ascii=False)


def test_words_written_anywhere_are_found_by_search_checks_and_gate(types):
    def check(content_type, data):
        snapshot = read(content_type, data)
        item = Item(id=1, type=content_type.name, visibility="internal")
        body = search_body(item, snapshot)
        texts = texts_of(item, snapshot)
        for one in snapshot.passages():
            assert MARKER in one.text
            assert texts[one.name] == one.text
            assert one.private or one.path in SPINE or MARKER in body
        assert len(texts) >= len(SPINE)

    for_each(types, lambda one: snapshots_of(one, st.just(MARKER)), check)


def test_no_words_of_a_snapshot_are_in_no_passage(types):
    def check(content_type, data):
        snapshot = read(content_type, data)
        passages = "\n".join(one.text for one in snapshot.passages())
        assert bytes_of(snapshot).count(MARKER) == passages.count(MARKER)

    for_each(types, lambda one: snapshots_of(one, st.just(MARKER)), check)


def test_targets_replaced_everywhere_and_back_give_the_same_bytes(types):
    def check(content_type, data):
        before = read(content_type, data)
        there, back = {}, {}
        for kind in (Kind.ITEM, Kind.MEDIA, Kind.TAG):
            base = "x" if kind == Kind.TAG else 100_000
            swap = {one: base + one for one in before.targets(kind)}
            there[kind] = swap
            back[kind] = {new: old for old, new in swap.items()}
        there, back = (
            Replacement(swap[Kind.ITEM], swap[Kind.MEDIA], tags=swap[Kind.TAG])
            for swap in (there, back)
        )

        moved = before.replaced(there)

        for kind in (Kind.ITEM, Kind.MEDIA, Kind.TAG):
            assert not moved.targets(kind) & before.targets(kind)
        assert bytes_of(moved.replaced(back)) == bytes_of(before)

    for_each(types, snapshots_of, check)


def test_edits_of_different_rows_merge_alike_in_either_order(types):
    def check(content_type, drawn):
        data, adds, moves = drawn
        before = read(content_type, data)
        marks = before.marks()
        for name in rows_of(content_type):
            rows = before[name]
            one, other = changed(rows, 0), changed(rows, -1)
            if len(rows) == 1:
                continue
            one = [*one, {**rows[0], "key": "moi-a"}] if adds else one
            other = [other[-1], *other[:-1]] if moves else other
            first, second = (
                merge(content_type, marks, {name: mine}, {**before, name: theirs})
                for mine, theirs in ((one, other), (other, one))
            )
            assert first.conflicts == second.conflicts == []
            assert first.values[name] == second.values[name]
            assert sorted(row["key"] for row in first.values[name]) == sorted(
                {row["key"] for row in (*one, *other)}
            )
            assert sum("changed" in row for row in first.values[name]) == 2

    for_each(
        [one for one in types if rows_of(one)],
        lambda one: st.tuples(snapshots_of(one), st.booleans(), st.booleans()),
        check,
    )


def rows_of(content_type):
    form = blank_form(content_type)
    return [one.short_name for one in form if one.line_keys([]) is not None]


def changed(rows, place):
    out = [dict(row) for row in rows]
    out[place]["changed"] = place
    return out


def test_a_row_that_both_changed_is_a_conflict_and_the_others_merge(types):
    content_type = next(one for one in types if one.name == "conferences.conference")
    name = rows_of(content_type)[0]
    rows = [{"key": "a", "x": 1}, {"key": "b", "x": 1}, {"key": "c", "x": 1}]
    marks = blank_form(content_type)[name].marks(name, rows)
    mine = [{"key": "a", "x": 2}, {"key": "b", "x": 2}, {"key": "c", "x": 1}]
    theirs = [{"key": "a", "x": 3}, {"key": "b", "x": 1}]

    merged = merge(content_type, marks, {name: mine}, {name: theirs})

    assert merged.conflicts == [name]
    assert merged.values[name] == [{"key": "a", "x": 3}, {"key": "b", "x": 2}]


def test_a_posted_row_keeps_its_key_wherever_it_stands(types):
    content_type = next(one for one in types if one.name == "directory.person")
    rows = [{"key": "a", "title": "Một"}, {"key": "b", "title": "Hai"}]
    stored = read(content_type, {"title": "Lê Mẫu", "positions": rows})
    posted = {
        "title": "Lê Mẫu",
        "positions-0-key": "b",
        "positions-0-title": "Hai",
        "positions-1-key": "a",
        "positions-1-title": "Một, sửa",
        "positions-2-key": "kh óa",
        "positions-2-title": "Ba",
    }

    fresh = Snapshot.posted(MultiDict(posted), stored)["positions"]

    assert [row["key"] for row in fresh[:2]] == ["b", "a"]
    assert [row["title"] for row in fresh] == ["Hai", "Một, sửa", "Ba"]
    assert fresh[2]["key"] not in ("a", "b", "kh óa")
