"""``cms search rebuild``: the index comes back from the items alone."""

from __future__ import annotations

import sqlite3


QUERY = "SELECT count(*) FROM item_fts WHERE item_fts MATCH 'folded: kiem'"


def test_a_lost_index_is_rebuilt_from_the_items(ready, cms, folder):
    for plugin in ("directory", "news"):
        assert cms("plugin", "enable", plugin).returncode == 0
    assert cms("demo").returncode == 0
    store = sqlite3.connect(folder / "site.db")
    before = store.execute(QUERY).fetchone()
    assert before > (0,)
    store.execute("DELETE FROM item_fts")
    store.execute("UPDATE item_search SET body = ''")
    store.commit()
    done = cms("search", "rebuild")
    assert done.returncode == 0, done.stderr
    assert "complete" in done.stdout
    assert store.execute(QUERY).fetchone() == before
    last = store.execute("SELECT max(id) FROM items").fetchone()[0]
    assert f"Indexed up to item {last}." in done.stdout
    again = cms("search", "rebuild", "--after", str(last))
    assert "Indexed" not in again.stdout
    store.close()
