"""New addresses are asked about soon, also those that an autosave has brought."""

import pytest
from sqlalchemy import delete, func, select

from cms import from_html
from cms.accounts.permissions import SYSTEM
from cms.content import service
from cms.database.transaction import transaction
from cms.extensions import db
from cms.features.links.plugin import NEW_LINKS_JOB
from cms.jobs.models import JobRow


pytestmark = [pytest.mark.one_database, pytest.mark.plugins("news")]


def test_an_autosaved_address_is_asked_about_once_its_page_is_live(make_item):
    item = make_item("news.article", title="Bài", summary="Tóm tắt.")
    body = from_html('<p>Nội dung <a href="https://a.example/">ở đây</a>.</p>')
    service.save(SYSTEM, item.id, {"body": body}, item.version, autosave=True)
    with transaction() as session:
        session.execute(delete(JobRow))
    for step in (service.submit, service.approve, service.publish):
        item = step(SYSTEM, item.id, item.version)
    waiting = select(func.count()).where(JobRow.name == NEW_LINKS_JOB)
    assert db.session.scalar(waiting) == 1
