"""The wheels: they hold all that is needed, and a site runs from them alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder


pytestmark = [pytest.mark.packaging, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
PROJECTS = sorted(
    folder
    for folder in (ROOT, *(ROOT / "plugins").iterdir(), *(ROOT / "themes").iterdir())
    if (folder / "pyproject.toml").is_file()
)
# Needed at run time; a wheel without one of them works from a checkout only.
CORE_FILES = (
    "cms/__init__.pyi",
    "cms/testing/__init__.pyi",
    "cms/templates/desk/base.html",
    "cms/static/desk.css",
    "cms/translations/vi/LC_MESSAGES/messages.po",
    "cms/database/migrations/env.py",
    "cms/database/migrations/versions/0001_create_the_tables_of_the_core.py",
    "cms/cli/scaffold/files/pyproject.toml.txt",
    "cms/documents/template.typ",
    "cms/documents/profiles/state-2020.toml",
    "cms/documents/fonts/LiberationSerif-Regular.ttf",
    "cms/documents/fonts/OFL.txt",
    "cms/documents/fonts/metrics.json",
)


# Run beside the wheels: who answers from where, and with what.
VISIT = """
import cms, json, re
from cms.plugins.discovery import discover
from cms.wsgi import site
from werkzeug.test import Client

whole = site()
client = Client(whole)
home = client.get("/")
pages = re.findall(r'/static/[^"]*css', home.text)
pages += [f"/{one.address}" for one in whole.current().registry.content_types.values()]
print(json.dumps({
    "folders": [cms.__file__, *(str(one.folder) for one in discover().values())],
    "home": home.status_code,
    "pages": {page: client.get(page).status_code for page in pages},
}))
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """Build a wheel of every project here, offline."""
    target = tmp_path_factory.mktemp("wheels")
    for project in PROJECTS:
        list(WheelBuilder(str(project)).build(directory=str(target)))
    return sorted(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheels, tmp_path_factory):
    """Return a Python in which the wheels are installed, beside locked packages only.

    The packages of this environment are seen through a path file, without its
    editable installations: what is found of ours comes from the wheels.
    """
    place = tmp_path_factory.mktemp("environment")
    site = place / "site"
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(site)
    third_party = place / "third-party"
    third_party.mkdir()
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    for entry in Path(ours).iterdir():
        if not re.match(r"(_?sen_cms|_editable_impl_sen|.*\.pth$)", entry.name):
            (third_party / entry.name).symlink_to(entry)
    paths = os.pathsep.join([str(site), str(third_party)])
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(place),
        "PYTHONPATH": paths,
        "CMS_INSTANCE": str(place / "instance"),
    }

    def run(*arguments):
        # -S leaves out this environment's own packages, editable ones included.
        command = [sys.executable, "-S", "-m", *arguments]
        return subprocess.run(
            command,
            cwd=place,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    run.environment = environment
    run.place = place
    return run


def names(wheels, project):
    """Return the files of one project's wheel."""
    wheel = next(one for one in wheels if one.name.startswith(project + "-"))
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_project_gives_a_wheel(wheels):
    assert len(wheels) == len(PROJECTS)


def test_the_cores_wheel_holds_templates_static_migrations_and_translations(wheels):
    assert set(CORE_FILES) <= names(wheels, "sen_cms")


def test_the_cores_wheel_carries_its_bill_of_materials(wheels):
    wheel = next(one for one in wheels if one.name.startswith("sen_cms-"))
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if "/sboms/" in n)
        bill = json.loads(archive.read(name))
    lock = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    assert len(bill["components"]) == len(re.findall(r"(?m)^[\w.-]+==", lock))


def test_no_wheel_runs_anything_when_it_is_installed(wheels):
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            found = archive.namelist()
        assert not [
            name for name in found if name.endswith((".pth", ".exe", "setup.py"))
        ]
        assert not [name for name in found if ".data/" in name]


def test_every_wheel_brings_its_types(wheels):
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            found = archive.namelist()
        package = next(one for one in found if one.startswith("cms")).split("/")[0]
        assert f"{package}/py.typed" in found


def test_no_wheel_holds_tests(wheels):
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            assert not [n for n in archive.namelist() if n.startswith("tests/")]


@pytest.mark.parametrize(
    "project", [p.name for p in PROJECTS if p.parent.name == "plugins"]
)
def test_a_plugins_wheel_holds_its_migrations_templates_and_translations(
    wheels, project
):
    found = names(wheels, f"sen_cms_{project}")
    package = f"cms_{project}"
    for part in ("migrations/0001", "templates/", "translations/vi/"):
        assert any(name.startswith(f"{package}/{part}") for name in found), part


@pytest.mark.parametrize(
    "project", [p.name for p in PROJECTS if p.parent.name == "themes"]
)
def test_a_themes_wheel_holds_its_description_and_styles(wheels, project):
    found = names(wheels, f"sen_cms_theme_{project}")
    assert any(name.endswith("/theme.toml") for name in found)
    assert any(name.endswith(".css") for name in found)


def test_a_site_runs_from_the_wheels_alone(installed):
    for arguments in (("init",), ("demo",)):
        done = installed("cms", *arguments)
        assert done.returncode == 0, done.stderr
    done = subprocess.run(
        [sys.executable, "-S", "-c", VISIT],
        cwd=installed.place,
        env=installed.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert all(folder.startswith(str(installed.place)) for folder in found["folders"])
    assert found["home"] == 200
    assert any(page.endswith(".css") for page in found["pages"])
    assert set(found["pages"].values()) == {200}
