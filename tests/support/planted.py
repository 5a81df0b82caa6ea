"""Plant one fault after another in a copy of the sources and see that a test finds it.

    .venv/bin/python tests/support/planted.py               # all of them
    .venv/bin/python tests/support/planted.py feed uploads  # some, by name

Ends with 1 when one stays unseen. `tests/architecture/test_planted.py` holds that
each of them still fits the code.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from planted_faults import FAULTS


ROOT = Path(__file__).parents[2]
COPIED = ("cms", "plugins", "themes", "tests", "pyproject.toml")
AT_ONCE = 2
BROKEN = re.compile(r"\b(Name|Import|Syntax|Indentation|UnboundLocal)Error\b")
FAILED = 1  # how pytest ends when a test has failed, and not otherwise


def say(words):
    """Print at once, although several faults are tried."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def copy_to(folder):
    """Copy what tests need of the sources."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder


def run(fault, folder):
    """Return whether the test of a fault finds it in a copy, and what it said.

    A fault that breaks the code itself would be found by any test: that does not count.
    """
    path = folder / fault.path
    whole = path.read_text("utf-8")
    path.write_text(fault.planted_in(whole), "utf-8")
    packages = [folder, *folder.glob("plugins/*"), *folder.glob("themes/*")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, packages))}
    command = [ROOT / ".venv/bin/python", "-m", "pytest", "-q", "-x", fault.test]
    try:
        ended = subprocess.run(
            [*command, "-p", "no:cacheprovider", *fault.options],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        path.write_text(whole, "utf-8")
    broken = BROKEN.search(ended.stdout)
    return ended.returncode == FAILED and not broken, ended.stdout


def reason(said):
    """Return the beginning of what a test says against a fault."""
    found = [line[1:].strip() for line in said.splitlines() if line.startswith("E ")]
    return " ".join(found)[:150]


def main(names):
    """Plant the faults with these names, or all; return the names of the unseen."""
    chosen = [one for one in FAULTS if not names or one.name in names]
    unseen, folders = [], Queue()
    with tempfile.TemporaryDirectory() as place:
        for number in range(AT_ONCE):
            folder = Path(place, str(number))
            folder.mkdir()
            folders.put(copy_to(folder))

        def plant(fault):
            folder, began = folders.get(), time.monotonic()
            try:
                found, said = run(fault, folder)
            finally:
                folders.put(folder)
            word = "found" if found else "NOT FOUND"
            seconds = time.monotonic() - began
            say(f"{word} in {seconds:.0f} s: {fault.name}: {reason(said)}")
            if not found:
                unseen.append(fault.name)
                say(said[-3000:])

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(plant, chosen))
    say(f"{len(chosen) - len(unseen)} of {len(chosen)} found")
    return unseen


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
