"""What one person and the whole site may upload is bounded, whichever view takes it."""

import io

import pytest

from cms.builtin.media import quotas
from cms.builtin.operations.options import Operations
from cms.database.transaction import transaction
from cms.media import Media
from tests.media.conftest import picture_bytes


@pytest.fixture
def limits(monkeypatch):
    def set_to(**values):
        monkeypatch.setattr(quotas, "operations", lambda _config: Operations(**values))

    return set_to


def used(person_id, megabytes):
    with transaction() as session:
        session.add(
            Media(
                kind="file",
                filename="bien-ban.pdf",
                mime="application/pdf",
                size=megabytes * quotas.MEGABYTE,
                sha256="0" * 64,
                store_key=f"{person_id}-{megabytes}",
                created_by_id=person_id,
            )
        )


def send(browser, **headers):
    files = {"file": (io.BytesIO(picture_bytes("PNG")), "anh.png")}
    return browser.post("/ban-lam-viec/media/tai-len", data=files, headers=headers)


def test_who_has_used_their_share_is_told_and_others_go_on(login_as, limits):
    limits(uploads_of_person_mb=3)
    editor, other = login_as("approver"), login_as("approver")
    assert send(editor).status_code == 303
    used(editor.user.id, 3)
    answer = send(editor)
    assert answer.status_code == 422
    assert "4 / 3 MB" in answer.text
    script = send(editor, Accept="application/json")
    assert "3 MB" in script.json["message"]
    assert send(other).status_code == 303


def test_a_full_site_takes_no_files_from_anybody(login_as, limits):
    limits(uploads_of_person_mb=0, uploads_of_site_mb=2)
    editor, other = login_as("approver"), login_as("approver")
    assert send(other).status_code == 303
    used(editor.user.id, 2)
    assert send(other).status_code == 422
    assert other.post("/ban-lam-viec/media/tai-len").status_code == 303
