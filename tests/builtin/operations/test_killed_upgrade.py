"""Making and upgrading a site, killed at moments of chance and run again: whole."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cms.database.migrations.runner import downgrade


SUPPORT = Path(__file__).parents[2] / "support"


pytestmark = [pytest.mark.slow, pytest.mark.one_database]


@pytest.fixture
def kill_command(request, tmp_path):
    """Run a command of an instance, killed at moments of chance; it must end the same."""
    rounds = str(request.config.getoption("--kills"))
    seed = os.environ.get("CMS_FAULT_SEED") or str(secrets.randbelow(1 << 30))
    places = [str(SUPPORT), os.environ.get("PYTHONPATH", "")]

    def run(instance, *command, **environment):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "kill_command",
                str(instance),
                seed,
                rounds,
                *command,
            ],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, places)),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"CMS_FAULT_SEED={seed}\n{done.stderr[-8000:]}"
        assert re.search(r"killed [1-9]\d* times", done.stdout), done.stdout
        return instance.with_name(f"{instance.name}-whole")

    return run


def test_killed_anywhere_and_run_again_the_tables_are_those_of_the_code(
    config, kill_command
):
    downgrade(config, "news")
    downgrade(config, "cms", "0008")
    key = config.secret_key.get_secret_value()
    for command in (["upgrade"], ["db", "upgrade"]):
        shutil.rmtree(kill_command(config.instance, *command, CMS_SECRET_KEY=key))


def test_a_site_is_made_whole_also_with_its_fictional_staff_and_items(
    tmp_path, kill_command, request
):
    made = kill_command(tmp_path / "site", "init", "--no-code")
    if request.config.getoption("--kills") > 1:  # a trial of all plugins each time
        kill_command(made, "demo")
