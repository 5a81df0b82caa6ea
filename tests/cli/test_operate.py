"""An operator's day from the page alone: every command of it is run, in order.

The machine is a folder: /srv and /etc lie in it. What root does to a machine
(packages, accounts, owners) is only noted; systemd's part is done by
``tests/support/systemctl.py``, which runs what the unit files say.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cms.config import Config
from cms.testing.postgres import database


ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "howto" / "operate.md"
#: What only root may do to a machine, or what a network is needed for.
NOTED = ("apt-get", "useradd", "chown", "createdb", "pip", "nginx")


def blocks(language="sh"):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.fixture
def machine(tmp_path):
    """A folder that stands for the machine, and the programs of its root."""
    for name in ("srv/sen/venv/bin", "etc/systemd/system", "etc/nginx/conf.d", "bin"):
        (tmp_path / name).mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def moved(text):
        text = re.sub(r"(?<![\w.}])/(srv|etc)/", rf"{tmp_path}/\1/", text)
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        return text.replace("cms serve", f"cms serve --port {port}")

    def program(path, lines):
        path.write_text(f"#!/bin/bash\n{lines}\n")
        path.chmod(0o755)

    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    for file in filter(Path.is_file, (tmp_path / "deploy").iterdir()):
        file.write_text(moved(file.read_text("utf-8")), "utf-8")
    note = f'echo "${{0##*/}} $*" >> {tmp_path}/noted'
    for name in NOTED:
        program(tmp_path / "bin" / name, note)
    program(tmp_path / "srv/sen/venv/bin/pip", note)
    program(tmp_path / "srv/sen/venv/bin/cms", f'exec {sys.executable} -m cms "$@"')
    program(tmp_path / "bin/python3", f'[ "$1 $2" = "-m venv" ] && {note}')
    program(
        tmp_path / "bin/install",
        'args=(); while [ $# -gt 0 ]; do case "$1" in --owner|--group) shift;;'
        ' *) args+=("$1");; esac; shift; done; exec /usr/bin/install "${args[@]}"',
    )
    support = ROOT / "tests/support/systemctl.py"
    program(
        tmp_path / "bin/systemctl", f'exec {sys.executable} {support} {tmp_path} "$@"'
    )
    yield tmp_path, port, moved
    for file in tmp_path.glob("*.pid"):
        os.kill(int(file.read_text()), 15)


@pytest.mark.slow
@pytest.mark.one_database
def test_the_day_of_an_operator(machine, postgresql):
    folder, port, moved = machine
    with database(postgresql) as url:
        script = moved("\n".join(blocks())).replace(
            "postgresql://cms@localhost/cms",
            f"'{url.render_as_string(hide_password=False)}'",
        )
        done = subprocess.run(
            ["/bin/bash", "-euxo", "pipefail", "-c", script],
            cwd=folder,
            env={
                "PATH": f"{folder}/bin:/usr/bin:/bin",
                "PYTHONPATH": str(ROOT),
                "SEN_TEST_PORT": str(port),
                "LC_ALL": "C.UTF-8",
                "HOME": str(folder),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-5000:]
    for words in (
        "Nothing is wrong.",
        "The site opens its first page.",
        "can be restored",
        "What was there lies in",
        "The site is upgraded",
        "anchors fit",
        'cms_requests_total{method="GET",route="/readyz",status="200"}',
    ):
        assert words in done.stdout, words
    # The measures of two workers are one answer.
    assert len(list((folder / "srv/sen/instance/metrics").glob("*.db"))) >= 2
    noted = (folder / "noted").read_text()
    assert "nginx -t" in noted
    assert noted.count("pip install") == 2


def test_every_block_of_commands_is_run():
    text = PAGE.read_text("utf-8")
    assert set(re.findall(r"```(\w+)", text)) == {"sh", "toml"}
    assert len(blocks()) >= 9


@pytest.mark.parametrize("block", blocks("toml"))
def test_every_block_of_options_is_taken(block, tmp_path):
    (tmp_path / "config.toml").write_text(block, "utf-8")
    config = Config.load(tmp_path, secret_key=secrets.token_urlsafe(48))
    assert tomllib.loads(block).keys() <= config.model_fields_set


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)
def test_the_units_are_sound(machine):
    folder, _port, _moved = machine
    units = sorted((folder / "deploy").glob("sen*.service"))
    units += sorted((folder / "deploy").glob("sen*.timer"))
    assert len(units) == 5
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "sen" in line]
    assert ours == []


def test_a_service_is_stopped_before_its_time_is_over():
    """The server waits for jobs; systemd must wait longer than that."""
    from cms.cli.serve import STOP_SECONDS

    unit = (ROOT / "deploy" / "sen.service").read_text("utf-8")
    assert int(re.search(r"TimeoutStopSec=(\d+)", unit)[1]) > STOP_SECONDS


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxies_are_whole_and_keep_secrets_out(name):
    text = re.sub(r"#.*", "", (ROOT / "deploy" / name).read_text("utf-8"))
    assert text.count("{") == text.count("}")
    assert "127.0.0.1:8000" in text
    assert "/metrics" in text
    if name == "nginx.conf":
        assert re.search(r"location /duyet/ \{\s+access_log off;", text)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        assert [line for line in lines if line[-1] not in "{};"] == []


def test_the_image_installs_by_hashes_and_runs_as_nobody_special():
    text = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
    assert "--require-hashes" in text
    assert "--only-binary :all:" in text
    assert re.search(r"(?m)^USER sen$", text)
