"""A change of a live page is due at the moment when the job worker is killed."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.config import Config
from cms.content import service
from cms.content.spine.models import Item
from cms.database.base import utcnow
from cms.extensions import db


pytestmark = pytest.mark.slow

TITLE = "Bản sửa đăng đúng giờ"


@contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[Any]]:
    """Run the operator's command; it is killed without a word at the end."""
    command = [sys.executable, "-m", "cms", "--instance", str(folder), "worker"]
    with (folder / "worker.log").open("a") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def live_title(item_id: int) -> str | None:
    db.session.rollback()
    return db.session.scalar(select(Item.title).where(Item.id == item_id))


def test_it_is_live_within_a_minute_through_a_kill(
    demo_instance: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "instance"
    shutil.copytree(demo_instance, folder)
    site = build(Config.load(folder))
    with site.app.app_context():
        query = select(Item).where(
            Item.type == "news.article",
            Item.status == "published",
            Item.stage.is_(None),
        )
        item = db.session.scalars(query.order_by(Item.id)).first()
        assert item is not None
        old = item.title
        item = service.save(SYSTEM, item.id, {"title": TITLE}, item.version)
        item = service.submit(SYSTEM, item.id, item.version)
        due = utcnow() + dt.timedelta(seconds=5)
        number = service.schedule(SYSTEM, item.id, item.version, due).id

        with worker(folder):
            while utcnow() < due:
                assert live_title(number) == old
                time.sleep(0.1)
        with worker(folder) as second:
            while live_title(number) != TITLE:
                assert second.poll() is None, (folder / "worker.log").read_text()
                assert utcnow() - due < dt.timedelta(seconds=60)
                time.sleep(0.2)
        db.session.remove()
    site.close()
