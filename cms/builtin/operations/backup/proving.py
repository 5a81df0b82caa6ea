"""Proving that a backup can be restored: unpacked, compared, and a site built of it."""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from cms.builtin.operations.backup.archive import DATABASE, unpack
from cms.builtin.operations.backup.creating import media_keys
from cms.builtin.operations.backup.database import check_file, count_rows
from cms.builtin.operations.backup.schema import check_revisions
from cms.config import CONFIG_FILE, Config
from cms.errors import CmsError


Tell = Callable[[str], None]


def prove_files(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Check an unpacked backup; return notes on what it lacks.

    Raises CmsError when its database is damaged, is not what the manifest
    says, or belongs to newer code than the installed one.
    """
    database = folder / DATABASE
    check_file(database)
    check_revisions(manifest["revisions"])
    with closing(sqlite3.connect(database)) as connection:
        rows = count_rows(connection)
        head = connection.execute(
            "SELECT id, seal FROM audit_entries ORDER BY id DESC LIMIT 1"
        ).fetchone()
    if rows != manifest["rows"]:
        raise CmsError("The tables of the backup have not the rows that it names.")
    noted = manifest["audit_head"]
    if (noted and (noted["id"], noted["seal"])) != head:
        raise CmsError("The audit trail of the backup does not end as it names.")
    return [
        f"The bytes of medium {key[:12]}… are not in the backup."
        for key in media_keys(database)
        if not (folder / "media" / key[:2] / key).is_dir()
    ]


def verify_backup(
    path: Path,
    passphrase: str | None,
    tell: Tell,
    try_site: Callable[[Config], None],
) -> dict[str, Any]:
    """Restore a backup into a temporary folder; ``try_site`` opens the site there.

    The running site is not touched. Raises CmsError with what is wrong.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".trial-") as work:
        folder = Path(work)
        manifest = unpack(path, passphrase, folder)
        tell(f"{len(manifest['members'])} files have the hashes that they had.")
        for note in prove_files(folder, manifest):
            tell(note)
        tell(f"{sum(manifest['rows'].values())} rows are whole.")
        (folder / CONFIG_FILE).touch()
        try_site(
            Config.load(
                folder,
                secret_key=secrets.token_urlsafe(48),
                database_url=f"sqlite:///{folder / DATABASE}",
                media_dir=folder / "media",
                hosts=("localhost",),
                base_url="http://localhost",
            )
        )
    return manifest
