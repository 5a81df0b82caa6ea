"""Stands for systemctl where there is no systemd: runs what the unit files say.

``systemctl.py ROOT start sen.service``: units lie in ROOT/etc/systemd/system. A
service runs in the background until it is stopped, one of Type=oneshot to its end.
"""

from __future__ import annotations

import configparser
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path


def read_unit(root, name):
    """Return the values of a unit; a value may stand in it several times."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    found = parser.read(root / "etc/systemd/system" / name)
    if not found:
        sys.exit(f"Unit {name} could not be found.")
    return parser


def start(root, name):
    unit = read_unit(root, name)
    if name.endswith(".timer"):
        assert unit["Timer"]["OnCalendar"]
        return read_unit(root, name.replace(".timer", ".service")) and None
    service = unit["Service"]
    key, _, value = service["Environment"].partition("=")
    environment = {**os.environ, key: value}
    command = shlex.split(service["ExecStart"])
    if service["Type"] == "oneshot":
        done = subprocess.run(command, env=environment, check=False)
        return done.returncode and sys.exit(done.returncode)
    with (root / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    (root / f"{name}.pid").write_text(str(process.pid))
    wait_until_ready(process)
    return None


def wait_until_ready(process):
    """Wait for the port of the site, as a person would."""
    import urllib.request

    end = time.monotonic() + 120
    address = f"http://127.0.0.1:{os.environ['SEN_TEST_PORT']}/readyz"
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The service did not start.")


def stop(root, name):
    file = root / f"{name}.pid"
    if not file.exists():
        return
    pid = int(file.read_text())
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(") ")[2][0] == "Z":
            file.unlink()
            return
        time.sleep(0.1)
    sys.exit(f"{name} does not stop.")


def main(root, verb, *names):
    units = [name for name in names if not name.startswith("-")]
    if verb == "daemon-reload":
        return
    if verb == "reload":
        return  # of the web server, whose file the test reads
    for name in units:
        if verb in ("stop", "restart"):
            stop(root, name)
        if verb in ("start", "restart", "enable"):
            start(root, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
