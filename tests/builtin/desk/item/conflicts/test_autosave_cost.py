"""What an autosave costs: the form is parsed once, the document is cleaned once."""

import json
import re
import sys
from html import unescape

import pytest

from cms.content.fields.forms import ItemForm
from cms.richtext import clean, from_text


@pytest.fixture
def counted(monkeypatch):
    """How often forms of items are parsed and documents are cleaned."""
    counts = {"forms": 0, "cleaned": 0}
    module = sys.modules[clean.__module__]
    init, pruned = ItemForm.__init__, module._pruned

    def parse(self, *args, **kwargs):
        counts["forms"] += 1
        init(self, *args, **kwargs)

    def prune(document):
        counts["cleaned"] += 1
        return pruned(document)

    monkeypatch.setattr(ItemForm, "__init__", parse)
    monkeypatch.setattr(module, "_pruned", prune)
    return counts


@pytest.mark.parametrize("rows", [0, 2])
def test_an_autosave_parses_one_form_and_cleans_one_document(
    paper, login_as, counted, rows
):
    writer = login_as("reporter")
    item = paper("Đầu", body=from_text("Một đoạn."))
    page = f"/ban-lam-viec/sua/{item.id}"
    typed = {
        "title": "Tựa mới",
        "body": json.dumps(from_text("Một đoạn khác.")),
        **{f"guests-{n}-role": f"Vai {n}" for n in range(rows)},
    }
    save(writer, page, typed)
    base = re.search(r'name="base" value="([^"]*)"', writer.get(page).text)[1]
    counted.update(forms=0, cleaned=0)

    answer = save(writer, page, {**typed, "base": unescape(base), "title": "Tựa nữa"})

    assert answer.status_code == 200
    assert counted == {"forms": 1, "cleaned": 1}


def save(writer, page, typed):
    return writer.post(page, data=typed, headers={"X-Autosave": "1"})
