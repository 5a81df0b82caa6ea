"""Running the command line in this process, on a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from cms.cli import main
from cms.cli.scaffold import write_plugin


ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "instance"


@pytest.fixture
def cms(folder, monkeypatch, capsys):
    """``cms("init")``: run the command; returns its exit status and what it said."""

    def run(*arguments, **environment):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["cms", *arguments])
            patch.setenv("CMS_INSTANCE", str(folder))
            for name, value in environment.items():
                patch.setenv(name, value)
            capsys.readouterr()
            try:
                main()
                status = 0
            except SystemExit as stopped:
                status = stopped.code
        said = capsys.readouterr()
        return Done(status, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """An instance after ``cms init``, made once and copied for each test."""
    place = tmp_path_factory.mktemp("cli") / "instance"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["cms", "--instance", str(place), "init"])
        main()
    return place


@pytest.fixture
def ready(made, folder):
    """A copy of the new instance."""
    shutil.copytree(made, folder)
    return folder


def installed(place):
    """Write a plugin that counts as installed; return its folder."""
    folder = write_plugin("Lịch công tác", place)
    info = folder / "sen_cms_lich_cong_tac-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: sen-cms-lich-cong-tac\nVersion: 0.1.0\n"
        "Requires-Dist: sen-cms>=0.1,<1\n"
    )
    (info / "entry_points.txt").write_text(
        "[cms.plugins]\nlich_cong_tac = cms_lich_cong_tac.plugin\n"
    )
    return folder


@pytest.fixture
def plugin(tmp_path):
    """The folder of a plugin that is written for this test."""
    return installed(tmp_path / "plugins")


def run_with(plugin, instance, *arguments):
    """Run the command in a process of its own that finds ``plugin``."""
    done = subprocess.run(
        [sys.executable, "-m", "cms", *arguments],
        cwd=ROOT,
        env={**os.environ, "CMS_INSTANCE": str(instance), "PYTHONPATH": str(plugin)},
        capture_output=True,
        text=True,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def made_with(made, tmp_path_factory):
    """A plugin, and the new instance where it is on, to be copied for each test."""
    place = tmp_path_factory.mktemp("with")
    plugin, instance = installed(place / "plugins"), place / "instance"
    shutil.copytree(made, instance)
    for words in (("db", "upgrade"), ("plugin", "enable", "lich_cong_tac")):
        done = run_with(plugin, instance, *words)
        assert done.returncode == 0, done.stderr
    return plugin, instance


@pytest.fixture
def cms_with(made_with, folder):
    """Like ``cms``, in a process of its own that finds a plugin, which is on."""
    plugin, instance = made_with
    shutil.copytree(instance, folder)
    return partial(run_with, plugin, folder)
