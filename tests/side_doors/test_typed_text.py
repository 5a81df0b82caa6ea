"""A refused save on the way to something else shows the typed text again."""

import json

import pytest
from hidden_articles import BUNDLED, SECRET, picture
from werkzeug.datastructures import MultiDict

from cms.accounts.permissions import SYSTEM
from cms.features import comments
from cms.media import store
from cms.testing.form_values import form_values


@pytest.fixture
def plugins():
    return BUNDLED


@pytest.mark.parametrize("door", ["ho-so", "nhan-xet"])
def test_the_typed_text_stays_when_the_save_is_refused(make_item, login_as, user, door):
    reporter = user("reporter")
    media = store(SYSTEM, picture(), "mat.png", title=SECRET)
    make_item("news.article", visibility="limited", image_id=media.id)
    mine = make_item("news.article", title="Của tôi", actor=reporter)
    address = f"/ban-lam-viec/sua/{mine.id}"
    browser = login_as(reporter)
    posted = MultiDict(form_values(browser.get(address).text))
    posted["title"], posted["image_id"] = "Tít đã gõ", str(media.id)
    posted["body"] = json.dumps(
        {
            "type": "doc",
            "content": [
                {
                    "type": "paragraph",
                    "content": [{"type": "text", "text": "Đã gõ dài"}],
                }
            ],
        }
    )
    posted.pop("body__text", None)
    if door == "nhan-xet":
        said = comments.add(mine, user=reporter, body="Nhận xét")
        door = f"nhan-xet/{said.id}/resolve"
    answer = browser.post(f"{address}/{door}", data={**posted, "record": "all"})
    assert answer.status_code == 422
    assert "Tít đã gõ" in answer.text
    assert "Đã gõ dài" in answer.text
    assert SECRET not in answer.text
