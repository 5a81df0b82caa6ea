"""The entry that a restored site begins with."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from cms import audit
from cms.accounts.permissions import SYSTEM
from cms.database.transaction import transaction


audit.declare(
    {"operations.restore": _l("Restored the site from a backup")},
    operations=_l("Operation"),
)


def record_restore(name: str) -> None:
    """Write into the trail that the site was made of the backup called ``name``."""
    with transaction():
        audit.record("operations.restore", actor=SYSTEM, subject=name)
