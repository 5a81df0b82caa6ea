"""PostgreSQL is restarted, stopped at once, and fails over to its standby while people write.

Nothing acknowledged is lost or done twice; meanwhile the site says that it is busy.
"""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from live import PASSWORD, serving
from ports import free_port
from postgres_cluster import running_cluster
from steady_writers import Crowd
from waiting import wait_for

from cms.builtin.accounts.passwords import hash_password
from cms.builtin.operations.heartbeats import JOBS, WEB, read_workers
from cms.config import Config
from cms.database.transaction import transaction
from cms.extensions import db
from cms.testing.databases import migrated, opened
from cms.testing.people import make_user
from cms.testing.pytest_plugin import SECRET


pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.one_database]


@pytest.fixture
def cluster():
    with running_cluster() as running:
        yield running


@pytest.fixture
def config(cluster, tmp_path):
    folder = tmp_path / "instance"
    folder.mkdir()
    cluster.primary.ask("CREATE DATABASE site")
    address = cluster.address("site").render_as_string(hide_password=False)
    made = Config.load(folder, secret_key=SECRET, database_url=address)
    migrated(made)
    return made


def writer():
    user = make_user("approver")
    with transaction():
        user.password_hash = hash_password(PASSWORD)
    return user.username


def restart_while_nobody_looks(cluster, live, name):
    """Who comes when the database is back notices nothing, whichever connection is old."""
    visitor = live.visitor()
    visitor.log_in(name, PASSWORD)
    pages = ["/ban-lam-viec/", "/tim-kiem?q=sen", "/tin-tuc"]
    with ThreadPoolExecutor(4) as pool:  # so that there are several connections
        list(pool.map(lambda page: live.visitor(keep=False).get(page), pages * 4))
    cluster.primary.stop(signal.SIGINT)
    cluster.primary.start()
    assert [visitor.get(page).status for page in pages * 3] == [200] * 9
    visitor.close()


def test_writers_go_on_over_restart_immediate_stop_and_fail_over(
    cluster, config, request
):
    rounds = request.config.getoption("--kills")
    folder = config.instance
    with opened(config, ("news",), ()):
        names = [writer() for _ in range(2)]
        db.session.remove()
        db.engine.dispose()
        environment = {
            "CMS_SECRET_KEY": SECRET,
            "CMS_DATABASE_URL": config.database_url,
        }
        port = free_port()
        with serving(
            config.instance,
            workers=1,
            environment=environment,
            port=port,
            quiet=False,
        ) as live:
            wait_for(lambda: {one.kind for one in read_workers(folder)} == {JOBS, WEB})
            processes = live.processes()
            restart_while_nobody_looks(cluster, live, names[0])
            crowd = Crowd(port, names)
            crowd.wait_for_writes()
            for how in (signal.SIGINT, signal.SIGQUIT) * rounds:
                cluster.primary.stop(how)
                crowd.wait_for_busy()
                cluster.primary.start()
                crowd.wait_for_writes()
            cluster.primary.stop(signal.SIGQUIT)
            crowd.wait_for_busy()
            cluster.standby.promote()
            crowd.wait_for_writes()
            crowd.wait_for_reads()
            crowd.stop()
            # No process had to end for it, not even the worker of jobs.
            assert live.processes() == processes
        crowd.require_what_was_promised()
        crowd.require_each_once()
        assert len(crowd.acknowledged) >= 12
