import datetime as dt

from cms.accounts.models import LoginAttempt, OneTimeCode, SessionRow
from cms.builtin.accounts import one_time_codes, throttle
from cms.builtin.accounts.plugin import sweep
from cms.database.base import utcnow
from cms.database.transaction import transaction, write_transaction
from cms.extensions import db
from tests.accounts.conftest import log_in, rows


def count(model):
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_what_is_over_is_forgotten_and_the_rest_stays(client, browser, person):
    log_in(client, person().username)
    old = rows()[0].id
    log_in(browser(), person().username)
    long_ago = utcnow() - dt.timedelta(days=2)
    with transaction():
        one_time_codes.issue(one_time_codes.PASSWORD, person().id)
        one_time_codes.issue(one_time_codes.SETUP)
        expired = db.update(OneTimeCode).where(
            OneTimeCode.purpose == one_time_codes.SETUP
        )
        db.session.execute(expired.values(expires_at=long_ago))
        over = db.update(SessionRow).where(SessionRow.id == old)
        db.session.execute(over.values(expires_at=long_ago))
    with write_transaction() as connection:
        throttle.note_failure(connection, "one", "192.0.2.1")
        connection.execute(db.update(LoginAttempt).values(last_at=long_ago))
        throttle.note_failure(connection, "two", "198.51.100.1")
    sweep()
    assert [row.id for row in rows()] != [old]
    assert (count(SessionRow), count(OneTimeCode), count(LoginAttempt)) == (1, 1, 2)


def test_job_is_part_of_every_site(site):
    assert site.registry.jobs["accounts.sweep"].every == 3600
