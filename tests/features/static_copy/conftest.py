"""One site of every bundled plugin, with much that is hidden, and its copy."""

import datetime as dt
import io
import shutil

import pytest
from hidden_articles import BUNDLED, picture
from hidden_site import furnish

from cms import from_html
from cms.accounts.permissions import SYSTEM
from cms.config import Config
from cms.content import service
from cms.content.spine.models import Section
from cms.database.base import utcnow
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.static_copy import StaticCopy
from cms.features.static_copy.refreshing import make_current
from cms.media import store
from cms.testing.databases import opened
from cms.testing.engines import speed_up
from cms.testing.items import make
from cms.testing.pytest_plugin import HOOK_SECONDS, SECRET


BASE = "http://localhost"


class Copied:
    """A site and the folder of its copy."""

    def __init__(self, build, hidden, folder):
        self.build, self.hidden, self.folder = build, hidden, folder

    def write(self, folder=None, **options):
        db.session.rollback()
        folder = folder or self.folder
        return make_current(self.build, folder, StaticCopy(**options))

    def text(self, name):
        return (self.folder / name).read_text("utf-8")


def furnish_readers():
    """Make what readers see: a list of several pages, pictures, files, a keyword."""
    with transaction():
        section = Section(slug="kiem-tra", title="Kiểm tra")
        db.session.add(section)
    image = store(SYSTEM, picture(99), "công khai.png", title="Công khai", alt="Ảnh")
    paper = store(SYSTEM, io.BytesIO("Tệp công khai".encode()), "quy chế.txt")
    for number in range(45):
        make(
            "news.article",
            title=f"Tin số {number}",
            summary="Tóm tắt <b>&amp;",
            body=from_html(
                '<p>Xem <a href="/khong-co-gi">chỗ này</a> và'
                f' <a href="{BASE}/tin-tuc/tin-so-0">tin đầu</a>,'
                ' <a href="https://example.com/ngoai?a=1">bên ngoài</a>.</p>'
            ),
            image_id=image.id if number % 20 == 0 else None,
            attachments=[paper.id] if number == 44 else [],
            tags=["Kỷ luật"],
            section_id=section.id,
            status="published",
        )
    embargoed = make(
        "news.article",
        title="Cấm vận xwembargo",
        summary="xwembargo",
        body=from_html("<p>xwembargo</p>"),
        status="approved",
    )
    later = utcnow() + dt.timedelta(days=2)
    service.schedule(SYSTEM, embargoed.id, embargoed.version, publish_at=later)


@pytest.fixture(scope="module")
def copied(
    request, database_kind, database_template, compiled_statements, tmp_path_factory
):
    root = tmp_path_factory.mktemp("static")
    folder = root / "instance"
    folder.mkdir()
    options = {"hook_seconds": HOOK_SECONDS, "base_url": BASE}
    with pytest.MonkeyPatch.context() as patch:
        speed_up(patch, compiled_statements)
        if database_kind == "sqlite":
            shutil.copyfile(database_template, folder / "site.db")
            yield from _furnished(folder, root, options)
            return
        pool = request.getfixturevalue("database_pool")
        with pool.lend(database_template[1]) as url:
            options["database_url"] = url.render_as_string(hide_password=False)
            yield from _furnished(folder, root, options)


def _furnished(folder, root, options):
    config = Config.load(folder, secret_key=SECRET, **options)
    with opened(config, BUNDLED, ()) as build:
        hidden = furnish(build.app)
        furnish_readers()
        copied = Copied(build, hidden, root / "copy")
        copied.first = copied.write()
        yield copied
