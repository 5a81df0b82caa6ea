"""Minutes: compiled from the record, in three formats, for who may edit it."""

from __future__ import annotations

import io

import docx
import pytest
from cms_conferences import CONFERENCE
from cms_conferences.commands import minutes
from sqlalchemy import select

from cms import Item, db


pytestmark = pytest.mark.one_database


SLUG = "hoi-nghi-so-ket-6-thang-dau-nam-2023"


@pytest.fixture
def loaded(demo):
    return demo


@pytest.fixture
def conference(loaded):
    query = select(Item).where(Item.type == CONFERENCE, Item.slug == SLUG)
    return db.session.scalars(query).one()


def address(item, kind):
    return f"/hoi-nghi/bien-ban/{item.id}.{kind}"


def words_of_word(content):
    word = docx.Document(io.BytesIO(content))
    return "\n".join(
        node.text or "" for node in word.element.body.iter() if node.tag.endswith("}t")
    ).replace("\u00a0", " ")


def test_minutes_say_what_the_record_says(loaded, conference, login_as):
    answer = login_as("administrator").get(address(conference, "docx"))
    words = words_of_word(answer.data)

    assert answer.status_code == 200
    for said in (
        "QUẬN ỦY QUẬN SEN",
        "ỦY BAN KIỂM TRA",
        "Số 12-BB/UBKTQU",
        "BIÊN BẢN",
        conference.title,
        "08:00–11:00, ngày 11 tháng 7 năm 2023",
        "Hội trường A, trụ sở Quận ủy Quận Sen",
        "Đại diện các ban Đảng, Văn phòng Quận ủy",
        "Kinh nghiệm tự kiểm tra ở chi bộ khu phố",
        "Nâng cao chất lượng thẩm tra, xác minh.",
        "THƯ KÝ",
        "CHỦ TRÌ",
        "Hứa Ngọc Ánh",
    ):
        assert said in words
    assert "None" not in words


@pytest.mark.parametrize(
    ("kind", "start"), [("pdf", "%PDF-1.7"), ("docx", "PK"), ("html", "<!doctype")]
)
def test_each_format_is_a_download_that_no_cache_keeps(
    loaded, conference, login_as, kind, start
):
    answer = login_as("administrator").get(address(conference, kind))

    assert answer.data.startswith(start.encode())
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=bien-ban-{SLUG}.{kind}"
    )
    assert "no-store" in answer.headers["Cache-Control"]


def test_readers_neither_see_the_way_nor_get_the_minutes(loaded, conference, client):
    page = client.get(conference.path)

    assert "bien-ban" not in page.text
    assert client.get(address(conference, "pdf")).status_code in (302, 303, 401)


def test_editors_find_the_minutes_below_the_conference(loaded, conference, login_as):
    page = login_as("administrator").get(conference.path)

    for kind in ("pdf", "docx", "html"):
        assert address(conference, kind) in page.text


def test_what_is_no_conference_has_no_minutes(loaded, login_as):
    other = db.session.scalars(select(Item).where(Item.type != CONFERENCE)).first()
    editor = login_as("administrator")

    assert editor.get(address(other, "pdf")).status_code == 404
    assert editor.get("/hoi-nghi/bien-ban/999999999.pdf").status_code == 404


def test_a_conference_without_a_day_is_refused_with_what_to_state(
    loaded, conference, login_as
):
    from cms_conferences.minutes import compile_minutes
    from cms_conferences.views import conference_view

    from cms import Refused, current_snapshot

    data = {**current_snapshot(conference), "date": None}
    with loaded.app.test_request_context(), pytest.raises(Refused) as refused:
        compile_minutes(conference, data, conference_view(conference, data, {}))

    assert refused.value.problems[0].field == "date"


def test_the_command_writes_the_minutes(loaded, conference, tmp_path):
    runner = loaded.app.test_cli_runner()
    target = tmp_path / "minutes.docx"

    done = runner.invoke(minutes, [SLUG, "--format", "docx", "--output", str(target)])
    missing = runner.invoke(minutes, ["khong-co", "--output", str(target)])

    assert done.exit_code == 0
    assert "BIÊN BẢN" in words_of_word(target.read_bytes())
    assert missing.exit_code != 0
