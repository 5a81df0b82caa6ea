"""A new key for a site: it signs from now on, the old ones are read for a while."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from sqlalchemy import Table, delete, select, update

from cms import audit
from cms.accounts.models import SessionRow
from cms.accounts.permissions import SYSTEM
from cms.audit import record
from cms.builtin.keys.sealed import Sealed
from cms.builtin.keys.secret_file import write_secrets
from cms.config import Config, read_secrets
from cms.database.transaction import transaction
from cms.errors import CmsError
from cms.extensions import Base
from cms.plugins.state import bump


audit.declare({"site.key_rotated": _l("Secret key replaced")})

#: Old keys that a site still reads: links and sealed values of two rotations ago.
KEPT = 2


def add_key(config: Config) -> None:
    """Put a new key before those of the instance's file; its mode stays 0600.

    Raises CmsError when the key does not come from the file.
    """
    keys = _keys_of_file(config)
    write_secrets(config.instance, [secrets.token_urlsafe(48), *keys[:KEPT]])


def forget_old_keys(config: Config) -> int:
    """Leave only the newest key in the instance's file; return how many went."""
    newest, *old = _keys_of_file(config)
    write_secrets(config.instance, [newest])
    return len(old)


def notify_workers() -> None:
    """Have running workers read the keys anew, before the next request or job."""
    with transaction() as session:
        bump(session)


def _keys_of_file(config: Config) -> list[str]:
    keys = read_secrets(config.instance)
    if config.secret_key.get_secret_value() != keys[0]:
        raise CmsError(
            "The key comes from CMS_SECRET_KEY. Put a new one there and the present"
            " one into CMS_OLD_SECRET_KEYS, start anew, then run `cms key apply`."
        )
    return keys


def apply_key() -> int:
    """Seal everything with the present key and end all sessions; return how many values.

    Running workers are told to take the new key. May be repeated.
    """
    with transaction() as session:
        sealed = seal_values()
        session.execute(delete(SessionRow))
        record("site.key_rotated", actor=SYSTEM, detail={"values": sealed})
    return sealed


def seal_values() -> int:
    """Seal everything with the present key; return how many values.

    Before a new key is added: rotations that were killed before they applied theirs
    would push the key that has sealed the values out of the file.
    """
    sealed = 0
    with transaction() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Sealed):
                    sealed += _seal_again(table, column.name)
        bump(session)
    return sealed


def _seal_again(table: Table, name: str) -> int:
    with transaction() as session:
        keys = list(table.primary_key)
        rows = session.execute(select(*keys, table.c[name])).all()
        for row in rows:
            mine = [key == value for key, value in zip(keys, row, strict=False)]
            values = {name: row[-1]}
            session.execute(update(table).where(*mine).values(values))
    return len(rows)
