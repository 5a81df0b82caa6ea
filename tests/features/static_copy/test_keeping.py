"""The copy follows the site by a job, and who runs the site learns when it does not."""

import datetime as dt
import time

import pytest
from copy_reading import BODY, files_in, snapshot
from hidden_articles import picture
from sqlalchemy import select, update

from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.content.spine.models import Item, Section
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.errors import CmsError, ConfigError
from cms.extensions import db
from cms.features.static_copy import keeping, static_copy
from cms.features.static_copy.keeping import JOB, keep_current, late, standing
from cms.features.static_copy.refreshing import make_current
from cms.features.static_copy.state import opened
from cms.jobs.models import JobRow
from cms.media import store


pytestmark = pytest.mark.plugins("news")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "copy"


@pytest.fixture
def config(config, folder):
    kept = {"static_copy": {"folder": str(folder)}, "base_url": "http://localhost"}
    return config.model_copy(update=kept)


@pytest.fixture
def article(make_item):
    def make(title, **data):
        data = {"status": "published", "summary": "T.", "body": BODY} | data
        return make_item("news.article", title=title, **data)

    return make


@pytest.fixture
def make_image(site):
    return lambda: store(SYSTEM, picture(7), "ảnh.png", title="Ảnh", alt="Ảnh")


def keep(**options):
    db.session.rollback()
    keep_current(**options)


def waiting():
    query = select(JobRow.id).where(JobRow.name == JOB, JobRow.state == "queued")
    found = len(db.session.scalars(query).all())
    db.session.rollback()
    return found


def test_the_job_follows_what_readers_see_and_rests_otherwise(
    site, article, folder, monkeypatch
):
    runs = []
    monkeypatch.setattr(
        keeping,
        "make_current",
        lambda *given, **options: runs.append(1) or make_current(*given, **options),
    )
    article("Tin một")
    assert waiting() == 1  # soon, and once however many changes there are
    article("Tin hai")
    assert waiting() == 1
    keep()
    assert "tin-tuc/tin-hai/index.html" in files_in(folder)
    before = snapshot(folder)
    keep()
    assert len(runs) == 1
    draft = article("Nháp", status="draft")
    keep()  # the stamp counts a new item, whoever may see it
    count = len(runs)
    service.save(SYSTEM, draft.id, {"summary": "Sửa"}, draft.version)
    keep()
    assert len(runs) == count
    assert snapshot(folder) == before
    with transaction() as session:
        session.add(Section(slug="moi", title="Chuyên mục mới"))
    keep()
    assert "chuyen-muc/moi/index.html" in files_in(folder)
    for step in (service.submit, service.approve, service.publish):
        item = db.session.get_one(Item, draft.id)
        step(SYSTEM, item.id, item.version)
    keep()
    assert "tin-tuc/nhap/index.html" in files_in(folder)


def test_time_brings_and_takes_pages_without_anybody_writing(
    site, article, folder, monkeypatch
):
    article("Tin hết hạn")
    article("Tin lên sau")
    keep()
    with transaction() as session:
        for slug, values in {
            "tin-het-han": {"expires_at": utcnow() + dt.timedelta(seconds=1.2)},
            "tin-len-sau": {"published_at": utcnow() + dt.timedelta(seconds=1.2)},
        }.items():
            session.execute(update(Item).where(Item.slug == slug).values(**values))
    keep()
    assert "tin-tuc/tin-len-sau/index.html" not in files_in(folder)
    assert "Tin hết hạn" in (folder / "tin-tuc/index.html").read_text("utf-8")
    before = snapshot(folder)
    keep()
    assert snapshot(folder) == before
    time.sleep(1.5)
    keep()
    assert "tin-tuc/tin-len-sau/index.html" in files_in(folder)
    assert "Tin hết hạn" not in (folder / "tin-tuc/index.html").read_text("utf-8")


def test_a_long_run_goes_on_in_the_next_job(site, article, folder):
    for number in range(5):
        article(f"Tin {number}")
    with transaction() as session:
        session.execute(update(JobRow).values(state="done", dedupe=None))
    turns = 0
    while turns < 50:
        keep(seconds=0.02)
        turns += 1
        if not waiting():
            break
        assert not files_in(folder)  # nothing before it is whole
        with transaction() as session:
            session.execute(update(JobRow).values(state="done", dedupe=None))
    assert 1 < turns < 50
    assert "tin-tuc/tin-4/index.html" in files_in(folder)


def test_what_is_withdrawn_goes_before_all_else_is_made_anew(
    site, article, folder, make_image
):
    image = make_image()
    gone = article("Tin rút", image_id=image.id)
    article("Tin ở lại")
    keep()
    pictures = [name for name in files_in(folder) if name.startswith("media/")]
    assert pictures
    before = snapshot(folder)
    gone = db.session.get_one(Item, gone.id)
    service.trash(SYSTEM, gone.id, gone.version)
    keep(seconds=0)
    lost = before.keys() - snapshot(folder).keys()
    assert lost == {"tin-tuc/tin-rut/index.html", *pictures}
    keep()
    assert "Tin rút" not in (folder / "tin-tuc/index.html").read_text("utf-8")


def test_an_interval_is_kept_and_two_do_not_write_at_once(
    site, article, folder, config
):
    article("Tin một")
    keep()
    article("Tin hai")
    with opened(folder):
        keep()
    assert "tin-tuc/tin-hai/index.html" not in files_in(folder)
    calm = {"static_copy": {"folder": str(folder), "every_minutes": 30}}
    object.__setattr__(site, "config", config.model_copy(update=calm))
    keep()
    assert "tin-tuc/tin-hai/index.html" not in files_in(folder)
    with opened(folder) as state:
        state.note(made_at=time.time() - 1801)
    keep()
    assert "tin-tuc/tin-hai/index.html" in files_in(folder)


def test_doctor_and_status_say_how_it_stands(site, article, folder, monkeypatch):
    (problem,) = late()
    assert "no static copy" in problem
    article("Tin một")
    keep()
    assert list(late()) == []
    found = standing(site, static_copy(site.config), folder)
    assert found.is_current
    assert found.files == len(files_in(folder)) - 1  # and the list of hashes
    assert found.left["robots"] == 2
    article("Tin hai")
    assert list(late()) == []
    assert not standing(site, static_copy(site.config), folder).is_current
    monkeypatch.setattr(keeping, "LATE_SECONDS", -1)
    (problem,) = late()
    assert "behind the site" in problem
    assert "`cms worker`" in problem


@pytest.mark.one_database
@pytest.mark.parametrize(
    "values",
    [
        {"folder": "x", "hots": 1},
        {"every_minutes": -1},
        {"most_files": 3},
        {"folder": "relative"},
        {"folder": "/proc/sen-copy"},
    ],
)
def test_a_mistake_in_the_options_is_said_and_nothing_is_written(
    site, config, values, folder
):
    wrong = config.model_copy(update={"static_copy": {"folder": str(folder)} | values})
    object.__setattr__(site, "config", wrong)
    with pytest.raises((ConfigError, CmsError, OSError)) as caught:
        keep()
    assert str(caught.value)
    assert not folder.exists()
    assert list(late())


@pytest.mark.one_database
def test_without_a_folder_nothing_happens(site, article, config):
    none = config.model_copy(update={"static_copy": {}})
    object.__setattr__(site, "config", none)
    article("Tin một")
    assert waiting() == 0
    keep()
    assert list(late()) == []
