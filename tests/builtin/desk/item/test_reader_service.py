"""What may stand in the list of an item's readers."""

import pytest
from toy_people_site import REASON, extra_plugins, house, limited, member, plugins, unit

from cms.accounts.permissions import SYSTEM
from cms.builtin.desk.item.reader_service import reader_organisations, set_readers
from cms.builtin.desk.queries import entries_of
from cms.content import service
from cms.errors import Refused


__all__ = ["extra_plugins", "house", "limited", "member", "plugins", "unit"]


def test_organisations_need_a_reason_which_is_written_down(unit, limited):
    note = limited()
    for words in ("", "   "):
        with pytest.raises(Refused) as refused:
            set_readers(SYSTEM, note.id, [], [unit.id], words)
        assert refused.value.problems[0].field == "reason"
    set_readers(SYSTEM, note.id, [], [unit.id], REASON)
    assert reader_organisations(note.id) == {unit.id: REASON}
    entry = entries_of(note.id)[0]
    assert entry.action == "item.readers"
    assert entry.detail == {"readers": [], "organisations": [unit.id], "note": REASON}


def test_only_organisations_that_one_may_see_can_be_named(limited, make_item, user):
    note = limited()
    hidden = make_item("house.unit", title="Kín", visibility="limited")
    chief = user("reporter")
    mine = service.create(chief, "house.note", {"visibility": "limited"})
    for wrong in (hidden.id, note.id, 10_000):
        with pytest.raises(Refused) as refused:
            set_readers(chief, mine.id, [], [wrong], REASON)
        assert refused.value.problems[0].field == "organisations"
