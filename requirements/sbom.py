"""The bill of materials of the wheel: what the lock installs, with hashes (CycloneDX 1.6).

A build hook of hatchling: each wheel of the core carries it as
``*.dist-info/sboms/sen-cms.cdx.json``. Equal locks give equal files.
``python requirements/sbom.py`` prints it.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any


ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "run.txt"
NAME = "sen-cms.cdx.json"
_PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)(?: ; ([^\\]+?))?(?= \\|$)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def read_lock(text: str) -> list[dict[str, Any]]:
    """Return the packages of a lock: name, version, marker, hashes."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        if pinned := _PINNED.match(line):
            name, version, marker = pinned.groups()
            found.append(
                {"name": name, "version": version, "marker": marker or "", "hashes": []}
            )
        elif hashed := _HASH.search(line):
            found[-1]["hashes"].append(hashed[1])
    return found


def make_sbom(lock: str, version: str) -> dict[str, Any]:
    """Return the document for a lock and a version of sen-cms."""
    packages = read_lock(lock)
    ours = f"pkg:pypi/sen-cms@{version}"
    components = [_component(one) for one in packages]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": "sen-cms",
                "version": version,
                "purl": ours,
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": components,
        "dependencies": [
            {"ref": ours, "dependsOn": [one["bom-ref"] for one in components]}
        ],
    }
    # The number follows from the contents, so that equal locks give equal wheels.
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document, sort_keys=True))
    return {**document, "serialNumber": f"urn:uuid:{number}"}


def _component(one: dict[str, Any]) -> dict[str, Any]:
    purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', one['name']).lower()}@{one['version']}"
    files = [
        {"type": "distribution", "url": f"https://pypi.org/project/{one['name']}/"
         f"{one['version']}/", "hashes": [{"alg": "SHA-256", "content": digest}]}
        for digest in one["hashes"]
    ]  # fmt: skip
    component = {
        "type": "library",
        "bom-ref": purl,
        "name": one["name"],
        "version": one["version"],
        "purl": purl,
        "externalReferences": files,
    }
    if one["marker"]:
        component["properties"] = [{"name": "sen:marker", "value": one["marker"]}]
    return component


def _text() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    document = make_sbom(LOCK.read_text("utf-8"), project["project"]["version"])
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(_text())
else:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class BillOfMaterials(BuildHookInterface):  # type: ignore[type-arg, misc]
        """Writes the file before a wheel is packed."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Give the wheel its bill of materials; an editable one needs none."""
            if version == "standard" and self.target_name == "wheel":
                path = Path(self.directory) / NAME
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(_text(), "utf-8")
                build_data["sbom_files"].append(str(path))
