"""A drop becomes a draft of any type: through the service, the page and the script."""

import io

import pytest
from PIL import Image
from sqlalchemy import func, select
from word_files import (
    BOLD,
    IMAGE_REL,
    SENTENCES,
    drawing,
    in_old_font,
    p,
    package,
    picture,
    run,
)

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.spine.models import Item
from cms.content.spine.queries import current_snapshot, history
from cms.errors import Forbidden
from cms.extensions import db
from cms.features.intake.draft import holds_text
from cms.features.intake.drop import Upload, drop
from cms.media import Media
from cms.media.storage import MASTER, storage
from cms.richtext import media_ids, plain_text


TITLE, LEAD = "Tin của phường", "Câu dẫn in đậm."
HEAD = p(run(TITLE), look='<w:pStyle w:val="Title"/>') + p(run(LEAD, BOLD))
STYLES = (
    b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b'<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    b"</w:styles>"
)


def word(body="", photo=None):
    parts = {"word/styles.xml": STYLES}
    if photo:
        parts["word/media/image1.jpg"] = photo
    return package(HEAD + p(run("Đoạn một.")) + body, parts, IMAGE_REL if photo else "")


def located():
    """A photo that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (10.0, 46.0, 30.0), 3: "E", 4: (106.0, 41.0, 5.0)}
    )
    return picture((900, 600), exif=exif)


@pytest.fixture
def dropping(site):
    def dropping(*files, type_name="news.article"):
        uploads = [Upload(name, io.BytesIO(data)) for name, data in files]
        with site.app.test_request_context():
            return drop(SYSTEM, type_name, uploads)

    return dropping


def test_title_lead_body_lead_photo_and_gallery_are_set(dropping):
    inside = p(drawing("i1", "Hai bạn nhỏ")) + p(run("Ảnh: Góc đọc sách"))
    dropped = dropping(
        ("dung.jpg", picture((400, 600))),
        ("tin.docx", word(inside, picture((300, 200)))),
        ("nam.jpg", picture((600, 400))),
    )
    [item] = dropped.items
    data = current_snapshot(item)
    media = {one.filename: one for one in db.session.scalars(select(Media))}
    assert (data["title"], data["summary"]) == (TITLE, LEAD)
    assert data["image_id"] == media["nam.jpg"].id
    assert data["gallery"] == [media["dung.jpg"].id]
    assert media_ids(data["body"]) == {media["image1.jpg"].id}
    assert media["image1.jpg"].caption == "Ảnh: Góc đọc sách"
    assert media["image1.jpg"].alt == "Hai bạn nhỏ"
    assert plain_text(data["body"]).startswith("Đoạn một.")
    assert item.image_id == media["nam.jpg"].id


def test_a_picture_before_the_text_becomes_the_lead_picture_once(dropping):
    body = p(drawing("i1")) + p(run("Ảnh: Quang cảnh")) + p(run("Đoạn hai."))
    parts = {"word/styles.xml": STYLES, "word/media/image1.jpg": picture()}
    data = package(HEAD + body, parts, IMAGE_REL)
    [item] = dropping(("tin.docx", data)).items
    values = current_snapshot(item)
    assert values["image_id"]
    assert values["cover_caption"] == "Ảnh: Quang cảnh"
    assert media_ids(values["body"]) == set()


def test_a_lead_picture_out_of_the_middle_of_the_text_is_shown_once(dropping):
    body = p(run("Đoạn giữa.")) + p(drawing("i1")) + p(run("Ảnh: Quang cảnh"))
    parts = {"word/styles.xml": STYLES, "word/media/image1.jpg": picture()}
    data = package(HEAD + p(run("Đoạn đầu.")) + body, parts, IMAGE_REL)
    [item] = dropping(("tin.docx", data)).items
    values = current_snapshot(item)
    assert values["image_id"]
    assert values["cover_caption"] == "Ảnh: Quang cảnh"
    assert media_ids(values["body"]) == set()


@pytest.mark.plugins("news", "conferences", "reports")
def test_what_has_no_place_for_a_text_takes_no_document(dropping, login_as):
    with pytest.raises(Forbidden, match="không có chỗ"):
        dropping(("tin.docx", word()), type_name="reports.report")
    offered = login_as("administrator").get("/ban-lam-viec/").text
    assert 'value="conferences.conference"' in offered
    assert 'value="reports.report"' not in offered


@pytest.mark.parametrize("inside", [True, False], ids=["in the Word file", "loose"])
def test_no_photo_says_where_it_was_taken(dropping, inside):
    photo = located()
    assert Image.open(io.BytesIO(photo)).getexif().get_ifd(0x8825)
    dropping(("a.docx", word(p(drawing("i1")), photo)) if inside else ("a.jpg", photo))
    [media] = db.session.scalars(select(Media))
    with Image.open(storage().path(media.store_key, MASTER)) as kept:
        assert not kept.getexif()
        assert "exif" not in kept.info


def test_the_same_photo_inside_and_beside_is_kept_once(dropping):
    photo = picture((300, 200))
    dropping(("a.docx", word(p(drawing("i1")), photo)), ("b.jpg", photo))
    assert db.session.scalar(select(func.count(Media.id))) == 1


def test_each_word_file_becomes_a_draft_and_photos_go_with_the_first(dropping):
    dropped = dropping(("a.docx", word()), ("b.docx", word()), ("c.jpg", picture()))
    first, second = map(current_snapshot, dropped.items)
    assert first["image_id"]
    assert second["image_id"] is None


def test_photos_alone_make_a_draft_and_bad_files_are_named(dropping):
    dropped = dropping(("a.jpg", picture()), ("b.doc", b"x"), ("c.jpg", b"no picture"))
    assert len(dropped.items) == 1
    assert [name for name, _reason in dropped.refused] == ["b.doc", "c.jpg"]
    assert current_snapshot(dropped.items[0])["image_id"]


@pytest.mark.plugins("news", "conferences", "inspections", "reports")
@pytest.mark.parametrize("with_photos", [True, False])
def test_every_type_with_a_text_keeps_all_of_a_drop(site, dropping, with_photos):
    for kind in filter(holds_text, site.registry.content_types.values()):
        files = [("a.docx", word())] + [("b.jpg", picture())] * with_photos
        [item] = dropping(*files, type_name=kind.name).items
        data = current_snapshot(item)
        assert (item.title, data["summary"]) == (TITLE, LEAD)
        assert plain_text(data["body"]).startswith("Đoạn một.")
        assert bool(data["image_id"]) is with_photos


def test_old_encodings_are_converted_and_one_restore_brings_back_what_came(dropping):
    dropped = dropping(("cu.docx", in_old_font("tcvn3", ".VnTime")))
    [item] = dropped.items
    converted, came = history(item.id)
    assert item.title == SENTENCES[0]
    assert "3" in came.note
    assert "TCVN3" in came.note
    assert came.data["title"] != SENTENCES[0]
    assert (came.state, converted.state) == ("kept", "working")
    service.restore(SYSTEM, item.id, came.number, item.version)
    assert item.title == came.data["title"]


@pytest.fixture
def desk(login_as):
    return login_as("reporter")


def post(desk, *files, accept="text/html", **more):
    data = {"file": [(io.BytesIO(content), name) for name, content in files], **more}
    return desk.post("/ban-lam-viec/tha", data=data, headers={"Accept": accept})


def test_the_plain_form_leads_to_the_draft(desk):
    page = post(desk, ("tin.docx", word()), ("a.jpg", picture()), ("x.exe", b"MZ"))
    assert page.status_code == 303
    shown = desk.get(page.location)
    assert TITLE in shown.text
    assert "x.exe" in shown.text


def test_a_script_is_told_the_address_or_the_reasons(desk):
    good = post(desk, ("tin.docx", word()), ("x.exe", b"MZ"), accept="application/json")
    assert good.status_code == 201
    assert "/ban-lam-viec/sua/" in good.json["url"]
    assert [one["name"] for one in good.json["refused"]] == ["x.exe"]
    bad = post(desk, ("x.exe", b"MZ"), accept="application/json")
    assert bad.status_code == 422
    assert bad.json["refused"][0]["reason"]
    assert db.session.scalar(select(func.count(Item.id))) == 1


def test_what_was_converted_is_said_with_a_way_back(desk):
    page = post(desk, ("cu.docx", in_old_font("vni", "VNI-Times")))
    shown = desk.get(page.location)
    assert "VNI" in shown.text
    [item] = db.session.scalars(select(Item))
    way_back = f"/ban-lam-viec/sua/{item.id}/khoi-phuc/1"
    assert way_back in shown.text
    desk.post(way_back, data={"version": item.version})
    assert db.session.get(Item, item.id).title != SENTENCES[0]


def test_who_may_not_write_this_kind_may_not_drop_it(desk, login_as):
    assert post(desk, ("a.docx", word()), type="no.such").status_code == 403
    outsider = login_as("reporter").application.test_client()
    assert outsider.post("/ban-lam-viec/tha").status_code in (302, 303, 401, 403)
    assert db.session.scalar(select(func.count(Item.id))) == 0
