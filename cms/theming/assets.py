"""Static files under addresses with a fingerprint, cached for ever.

Every layer (core, theme, its parents, each plugin) has one fingerprint over
all its files and stands in the address: ``/static/<layer>-<fingerprint>/…``.
So files of a layer find each other by relative addresses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from cms.errors import BuildError


CORE_STATIC = Path(__file__).parent.parent / "static"
PREFIX = "/static"
FINGERPRINT = 12


@dataclass(frozen=True)
class StaticLayer:
    """A folder of static files and the address under which it is served."""

    name: str
    folder: Path
    fingerprint: str

    @property
    def address(self) -> str:
        """The address of the folder."""
        return f"{PREFIX}/{self.name}-{self.fingerprint}"


def layer_of(name: str, folder: Path) -> StaticLayer:
    """Return a folder with the fingerprint of its files."""
    seal = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        seal.update(file.relative_to(folder).as_posix().encode())
        seal.update(hashlib.sha256(file.read_bytes()).digest())
    return StaticLayer(name, folder, seal.hexdigest()[:FINGERPRINT])


class Assets:
    """The static files of a build, the nearest layer first."""

    def __init__(self, layers: Sequence[StaticLayer]) -> None:
        self.layers = tuple(layers)
        self._found: dict[str, str] = {}

    def url(self, name: str) -> str:
        """Return the address of a file; ``news/list.css`` is a plugin's own.

        Raises BuildError when no layer has it, which a strict build and any
        test of the page find.
        """
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> str:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise BuildError(f"'{name}' is not the name of a static file.")
        for layer in self.layers:
            if (layer.folder / path).is_file():
                return f"{layer.address}/{name}"
            inner = PurePosixPath(*path.parts[1:])
            if path.parts[0] == layer.name and (layer.folder / inner).is_file():
                return f"{layer.address}/{inner}"
        raise BuildError(f"There is no static file '{name}'.")

    def serve(self, app: Flask, *, debug: bool) -> None:
        """Let the application answer for the files before Flask sees the request."""
        files = WhiteNoise(
            app.wsgi_app,
            autorefresh=debug,
            immutable_file_test=lambda _path, _url: True,
            add_headers_function=_headers,
        )
        for layer in self.layers:
            files.add_files(str(layer.folder), prefix=layer.address)
        app.wsgi_app = files  # type: ignore[method-assign] # how WSGI middleware is put in


def _headers(headers: Any, _path: str, _url: str) -> None:
    """Say the same about static files as about pages."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def layers_of(folders: Iterable[tuple[str, Path]]) -> list[StaticLayer]:
    """Return a layer for each folder that is there."""
    return [layer_of(name, folder) for name, folder in folders if folder.is_dir()]
