"""Running the command line in this process, on a folder of its own."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from cms.cli import main


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
