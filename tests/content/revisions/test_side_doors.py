"""Doors beside the form tell nothing of what somebody may not see."""

import json
import re
from html import unescape

import pytest
from flask import url_for
from hidden_articles import BUNDLED, SECRET, picture
from werkzeug.datastructures import MultiDict
from werkzeug.routing import BuildError

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.spine.models import Item, ItemReader
from cms.database.transaction import transaction
from cms.errors import NotFound
from cms.extensions import db
from cms.media import store
from cms.testing.form_values import form_values


DESK = "/ban-lam-viec"


@pytest.fixture
def plugins():
    return BUNDLED


@pytest.fixture
def media(site):
    return store(SYSTEM, picture(), "mat.png", title=SECRET)


@pytest.fixture
def hidden(make_item, media):
    item = make_item("news.article", title=SECRET, visibility="limited")
    return service.save(SYSTEM, item.id, {"image_id": media.id}, item.version)


@pytest.fixture
def reporter(user):
    return user("reporter")


@pytest.fixture
def browser(reporter, login_as):
    return login_as(reporter)


@pytest.fixture
def mine(reporter):
    return service.create(reporter, "news.article", {"title": "Của tôi"})


def see(answer):
    """Return what an answer says, texts within its JSON included."""
    return re.sub(
        r"\\u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), unescape(answer.text)
    )


def link_to(item_id):
    mark = {"type": "link", "attrs": {"itemId": item_id}}
    text = {"type": "text", "text": "văn bản này", "marks": [mark]}
    return {"type": "doc", "content": [{"type": "paragraph", "content": [text]}]}


def test_delete_many_names_nothing_hidden(hidden, media, browser):
    answer = browser.post(f"{DESK}/media/xoa-nhieu", data={"media": media.id})
    page = browser.get(answer.location)
    assert SECRET not in see(page)


def test_a_named_reader_does_not_make_a_picture_public(
    hidden, media, reporter, browser, client
):
    with transaction() as session:
        session.add(ItemReader(item_id=hidden.id, user_id=reporter.id))
    answer = browser.post(
        f"{DESK}/media/{media.id}",
        data={"version": media.version, "marks": "1", "site": "1"},
    )
    assert answer.status_code in (303, 403, 422)
    assert client.get(f"/media/{media.id}/320").status_code == 404


def test_a_picture_of_a_draft_is_not_made_public_by_a_reporter(
    make_item, media, browser, client
):
    make_item("news.article", title="Nháp người khác", image_id=media.id)
    browser.post(
        f"{DESK}/media/{media.id}",
        data={"version": media.version, "marks": "1", "site": "1"},
    )
    assert client.get(f"/media/{media.id}/320").status_code == 404


def test_the_report_of_links_names_no_hidden_target(hidden, make_item, browser):
    make_item("news.article", title="Bài chung", body=link_to(hidden.id))
    page = browser.get(f"{DESK}/lien-ket?loai=all")
    assert page.status_code == 200
    assert "văn bản này" in see(page)
    assert SECRET not in see(page)


@pytest.mark.parametrize("visibility", ["public", "limited"])
def test_a_refused_form_tells_nothing_of_the_hidden_event(
    make_item, mine, reporter, browser, visibility
):
    """Who takes part in a hidden event stands in the list of names for captions."""
    person = make_item("directory.person", title="Trần Thị Kín Đáo", status="draft")
    event = make_item(
        "conferences.conference",
        title=SECRET,
        visibility=visibility,
        chairs=[person.id],
    )
    own = store(reporter, picture(5), "cua-toi.png")
    service.save(reporter, mine.id, {"image_id": own.id}, mine.version)
    address = f"{DESK}/sua/{mine.id}"
    first = browser.get(address)
    assert "Trần Thị Kín Đáo" not in see(first)
    posted = MultiDict(form_values(first.text))
    posted["conference"] = str(event.id)
    answer = browser.post(address, data=posted)
    if visibility == "public":
        assert answer.status_code == 303
        assert "Trần Thị Kín Đáo" in see(browser.get(address))
    else:
        assert answer.status_code == 422
        assert "Trần Thị Kín Đáo" not in see(answer)


def test_comparing_a_copy_tells_nothing_of_the_hidden_event(make_item, mine, browser):
    person = make_item("directory.person", title="Trần Thị Kín Đáo", status="draft")
    event = make_item(
        "conferences.conference",
        title=SECRET,
        visibility="limited",
        chairs=[person.id],
    )
    posted = MultiDict(form_values(browser.get(f"{DESK}/sua/{mine.id}").text))
    posted["conference"] = str(event.id)
    posted["body"] = json.dumps(link_to(event.id))
    answer = browser.post(f"{DESK}/sua/{mine.id}/doi-chieu", data=posted)
    assert answer.status_code == 200
    assert "Trần Thị Kín Đáo" not in see(answer)
    assert SECRET not in see(answer)


def addresses(app, key):
    """Yield each rule with an id of this name, a method, and values for its parts."""
    for rule in app.url_map.iter_rules():
        if key in rule.arguments:
            values = dict.fromkeys(rule.arguments, 1)
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule, method, values


def normal(answer, key):
    """Return what of an answer must not depend on whether the id exists."""
    text = re.sub(rf"\b{key}\b", "N", see(answer))
    text = re.sub(r'(nonce|value|content)="[^"]*"', "", text)
    return answer.status_code, (answer.location or "").replace(str(key), "N"), len(text)


@pytest.mark.parametrize("key", ["item_id", "media_id"])
def test_every_address_answers_hidden_and_absent_alike(
    site, hidden, media, browser, key
):
    there = {"item_id": hidden.id, "media_id": media.id}[key]
    version = {"item_id": hidden.version, "media_id": media.version}[key]
    tried, wrong = 0, []
    for rule, method, values in addresses(site.app, key):
        got = []
        for number in (there, 999_999):
            values[key] = number
            with site.app.test_request_context():
                try:
                    url = url_for(rule.endpoint, **values)
                except BuildError:
                    continue
            data = {"version": version, "title": "x", "replacement": "1", "other": "1"}
            answer = browser.open(
                url, method=method, data=data if method == "POST" else None
            )
            if SECRET in see(answer):
                wrong.append((method, rule.rule, "SECRET"))
            got.append(normal(answer, number))
        tried += 1
        if len(got) == 2 and got[0] != got[1]:
            wrong.append((method, rule.rule, *got))
    assert tried > 5
    assert wrong == []


def a_form(browser, mine):
    address = f"{DESK}/sua/{mine.id}"
    return MultiDict(form_values(browser.get(address).text))


def doc(kind, target):
    if kind == "item":
        return link_to(target)
    return {"type": "doc", "content": [{"type": "image", "attrs": {"mediaId": target}}]}


def save_door(name, kind, headers=None, path=""):
    def send(browser, mine, other, target):
        form = a_form(browser, mine)
        if name == "body":
            form["body"] = json.dumps(doc(kind, target))
            form.pop("body__text", None)
        else:
            form[name] = str(target)
        return browser.post(f"{DESK}/sua/{mine.id}{path}", data=form, headers=headers)

    return send


def bulk(act, version, **more):
    """Return the door of an action on many items."""

    def send(browser, _mine, _other, target):
        data = {"act": act, "item": f"{target}:{version}", **more}
        return browser.post(f"{DESK}/hang-loat", data=data, follow_redirects=True)

    return "item", send


QUIET = {"X-Autosave": "1"}
DOORS = {
    "save body item": ("item", save_door("body", "item")),
    "save body media": ("media", save_door("body", "media")),
    "save image": ("media", save_door("image_id", "media")),
    "save gallery": ("media", save_door("gallery", "media")),
    "save link": ("conference", save_door("conference", "item")),
    "autosave body": ("item", save_door("body", "item", QUIET)),
    "autosave image": ("media", save_door("image_id", "media", QUIET)),
    "compare copy image": ("media", save_door("image_id", "media", None, "/doi-chieu")),
    "compare copy body": ("media", save_door("body", "media", None, "/doi-chieu")),
    "choose image": ("media", save_door("image_id", "media", None, "/chon")),
    "step submit": ("media", save_door("image_id", "media", None, "/buoc/submit")),
    "accept records": ("media", save_door("image_id", "media", None, "/ho-so")),
    "bulk trash": bulk("trash", 1),
    "bulk visibility": bulk("visibility", 2, visibility="public"),
    "bulk untrash": bulk("untrash", 1),
    "replace item by": (
        "item",
        lambda b, m, o, t: b.post(
            f"{DESK}/sua/{m.id}/thay-moi-noi",
            data={"other": t, "version": m.version},
            follow_redirects=True,
        ),
    ),
    "replace media by": (
        "media",
        lambda b, m, o, t: b.post(
            f"{DESK}/media/{o}/thay", data={"replacement": t}, follow_redirects=True
        ),
    ),
    "media by id": (
        "media",
        lambda b, m, o, t: b.get(f"{DESK}/media/chon.json?ids={t}"),
    ),
    "media trash by id": (
        "media",
        lambda b, m, o, t: b.get(f"{DESK}/media/chon.json?use=deleted&ids={t}"),
    ),
    "media search": (
        "media",
        lambda b, m, o, t: b.get(
            f"{DESK}/media/chon.json?q=" + ("vu viec" if t < 9999 else "khong co")
        ),
    ),
    "media removed": ("media", lambda b, m, o, t: b.get(f"{DESK}/media/?removed={t}")),
    "media restore": (
        "media",
        lambda b, m, o, t: b.post(
            f"{DESK}/media/khoi-phuc", data={"media": t}, follow_redirects=True
        ),
    ),
    "child of": (
        "conference",
        lambda b, m, o, t: b.get(f"{DESK}/tao/conferences.directive/ban-ghi?cha={t}"),
    ),
    "post child of": (
        "conference",
        lambda b, m, o, t: b.post(
            f"{DESK}/tao/conferences.directive/ban-ghi?cha={t}", data={"text": "x"}
        ),
    ),
    "readers": (
        "organisation",
        lambda b, m, o, t: b.post(
            f"{DESK}/sua/{m.id}/nguoi-doc",
            data={"readers-organisations": t, "readers-reason": "vì"},
            follow_redirects=True,
        ),
    ),
    "comment reply": (
        "item",
        lambda b, m, o, t: b.post(
            f"{DESK}/sua/{m.id}/nhan-xet", data={"parent_id": t, f"body-{t}": "x"}
        ),
    ),
    "picker": (
        "item",
        lambda b, m, o, t: b.get(
            f"{DESK}/chon.json?q=" + ("Vụ việc" if t < 9999 else "zzz")
        ),
    ),
    "palette": (
        "item",
        lambda b, m, o, t: b.get(
            f"{DESK}/lenh.json?q=" + ("Vụ việc" if t < 9999 else "zzz")
        ),
    ),
    "search": ("item", lambda b, m, o, t: b.get("/tim-kiem?q=Vụ việc chưa")),
    "desk list": ("item", lambda b, m, o, t: b.get(f"{DESK}/noi-dung/?q=Vụ việc chưa")),
    "trash list": ("item", lambda b, m, o, t: b.get(f"{DESK}/thung-rac/")),
    "dashboard": ("item", lambda b, m, o, t: b.get(f"{DESK}/")),
    "calendar": ("item", lambda b, m, o, t: b.get(f"{DESK}/lich")),
    "notices": ("item", lambda b, m, o, t: b.get(f"{DESK}/tin-nhan/")),
    "blocks": ("item", lambda b, m, o, t: b.get(f"{DESK}/khoi/chon.json")),
    "tag page": ("item", lambda b, m, o, t: b.get("/the/the-kin")),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_door_answers_hidden_and_absent_alike(
    site, door, make_item, reporter, browser, media
):
    hidden = make_item(
        "news.article",
        title=SECRET,
        visibility="limited",
        image_id=media.id,
        tags=["thẻ kín"],
    )
    ids = {
        "item": hidden.id,
        "media": media.id,
        "conference": make_item(
            "conferences.conference", title=SECRET, visibility="limited"
        ).id,
        "organisation": make_item(
            "directory.organisation",
            title=SECRET,
            type="khac",
            level="quan",
            visibility="limited",
        ).id,
    }
    mine = service.create(
        reporter, "news.article", {"title": "Của tôi", "visibility": "limited"}
    )
    own = store(reporter, picture(7), "cua-toi.png").id
    kind, send = DOORS[door]
    answers = []
    for target in (ids[kind], 999_999):
        answer = send(browser, db.session.get(Item, mine.id), own, target)
        assert SECRET not in see(answer), door
        text = re.sub(
            r'nonce="[^"]*"|value="[^"]*"|content="[^"]*"|\d+',
            "",
            see(answer),
        )
        answers.append((answer.status_code, text))
        db.session.rollback()
        db.session.expire_all()
    assert answers[0][0] == answers[1][0], [one[0] for one in answers]
    assert answers[0][1] == answers[1][1]


def test_a_keyword_page_tells_visitors_nothing(make_item, client):
    make_item("news.article", title="x", visibility="limited", tags=["thẻ kín"])
    assert client.get("/the/the-kin").status_code == 404


def test_taking_back_ones_own_deletion_is_no_new_reference(hidden, mine, reporter):
    """Ctrl+Z after an autosave: decision 24 calls what is in the history not new."""
    item = service.save(SYSTEM, mine.id, {"body": link_to(hidden.id)}, mine.version)
    item = service.save(reporter, item.id, {"body": None}, item.version, autosave=True)
    service.save(
        reporter, item.id, {"body": link_to(hidden.id)}, item.version, autosave=True
    )


def test_a_hidden_parent_is_answered_as_none(make_item, reporter):
    event = make_item("conferences.conference", title=SECRET, visibility="limited")
    for key in (event.id, 999_999):
        with pytest.raises(NotFound):
            service.create(
                reporter, "conferences.directive", {"text": "x"}, parent_id=key
            )
        db.session.rollback()


def test_the_site_itself_may_use_what_an_absent_type_uses(hidden, media, make_item):
    with transaction() as session:
        session.get_one(Item, hidden.id).type = "gone.type"
    item = make_item("news.article", title="Nhập", image_id=media.id)
    assert item.image_id == media.id
