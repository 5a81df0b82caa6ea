"""An upgrade, or migrations alone, killed at moments of chance and run again: whole."""

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


@pytest.mark.slow
@pytest.mark.one_database
def test_killed_anywhere_and_run_again_the_tables_are_those_of_the_code(
    config, request
):
    downgrade(config, "news")
    downgrade(config, "cms", "0008")
    rounds = str(request.config.getoption("--kills"))
    seed = os.environ.get("CMS_FAULT_SEED") or str(secrets.randbelow(1 << 30))
    places = [str(SUPPORT), os.environ.get("PYTHONPATH", "")]
    for command in (["upgrade"], ["db", "upgrade"]):
        done = subprocess.run(
            [sys.executable, "-m", "kill_command", str(config.instance), seed, rounds,
             *command],
            env={
                **os.environ,
                "CMS_SECRET_KEY": config.secret_key.get_secret_value(),
                "PYTHONPATH": os.pathsep.join(filter(None, places)),
            },
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"CMS_FAULT_SEED={seed}\n{done.stderr[-8000:]}"
        assert re.search(r"killed [1-9]\d* times", done.stdout), done.stdout
        shutil.rmtree(f"{config.instance}-whole")
