"""``cms plugin new``: what it writes passes its own tests at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from cms.cli.scaffold import write_plugin
from cms.errors import CmsError
from tests.cli.conftest import ROOT


def test_a_title_in_vietnamese_becomes_a_name(tmp_path):
    folder = write_plugin("Lịch công tác", tmp_path)
    assert folder.name == "lich_cong_tac"
    text = (folder / "cms_lich_cong_tac" / "plugin.py").read_text()
    assert 'address="lich-cong-tac"' in text
    assert "Lịch công tác" in text


@pytest.mark.parametrize("title", ["", "9 ngày", "class", "Item", "x" * 40])
def test_a_title_without_a_usable_name_is_refused(tmp_path, title):
    with pytest.raises(CmsError):
        write_plugin(title, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    write_plugin("Lịch công tác", tmp_path)
    with pytest.raises(CmsError, match="nothing was written"):
        write_plugin("Lịch công tác", tmp_path)


def test_no_placeholder_is_left(tmp_path):
    folder = write_plugin("Lịch công tác", tmp_path)
    for path in folder.rglob("*"):
        assert "__" not in path.name.replace("__init__", "")
        if path.is_file():
            text = path.read_text().replace("__tablename__", "").replace("__all__", "")
            assert "__" not in text.replace("from __future__", ""), path


@pytest.mark.slow
def test_a_new_plugin_passes_its_own_tests_and_the_house_rules(plugin, tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(plugin)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(plugin)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "format", "--check", "plugins"], cwd=tmp_path, check=True)
    known = "--config=lint.isort.known-first-party=['cms']"
    subprocess.run([*ruff, "check", known, "plugins"], cwd=tmp_path, check=True)
