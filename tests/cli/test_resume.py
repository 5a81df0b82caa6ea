"""What was suspended is listed by the doctor and resumed from the shell."""

from cms.config import Config
from cms.database.base import utcnow
from cms.database.engines import make_engine
from cms.plugins.suspensions import TABLE


def suspend(folder):
    engine = make_engine(Config.load(folder).database_url)
    values = {"plugin": "news", "hook": "render_slot", "reference": "abc123"}
    with engine.begin() as connection:
        connection.execute(TABLE.insert().values(**values, failures=5, since=utcnow()))
    engine.dispose()


def test_the_doctor_names_a_suspended_hook_until_it_is_resumed(ready, cms, folder):
    suspend(folder)
    done = cms("doctor")
    assert done.returncode == 1
    assert "'render_slot' of plugin 'news' failed 5 times" in done.stdout
    assert cms("plugin", "resume", "news").returncode == 0
    assert "render_slot" not in cms("doctor").stdout


def test_what_is_not_suspended_cannot_be_resumed(ready, cms):
    done = cms("plugin", "resume", "news")
    assert done.returncode == 1
    assert "suspended" in done.stderr
