"""Where a template is looked for: instance, theme and its parents, plugin, core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from jinja2 import BaseLoader, Environment, TemplateNotFound


CORE_TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Layer:
    """A folder of templates; ``only`` limits a plugin to its own subfolder."""

    name: str
    folder: Path
    only: str | None = None

    def find(self, template: str) -> Path | None:
        """Return the file of a template, or None when this layer has none."""
        path = PurePosixPath(template)
        if path.is_absolute() or ".." in path.parts:
            return None
        if self.only is not None and path.parts[0] != self.only:
            return None
        file = self.folder / path
        return file if file.is_file() else None

    def names(self) -> list[str]:
        """Return the names of every template of this layer."""
        start = self.folder / self.only if self.only else self.folder
        return sorted(
            file.relative_to(self.folder).as_posix()
            for file in start.rglob("*")
            if file.is_file() and file.suffix in (".html", ".xml", ".txt")
        )


class LayerLoader(BaseLoader):
    """Takes a template from the first layer that has it.

    ``@layer/name`` names the one of a layer behind an override: a theme's
    ``news/article.html`` may extend ``@news/news/article.html``.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return source, file name and "is it unchanged?"; see Jinja2."""
        file = self.find(template)
        if file is None:
            raise TemplateNotFound(template)
        modified = file.stat().st_mtime_ns
        source = file.read_text(encoding="utf-8")

        def unchanged() -> bool:
            return file.is_file() and file.stat().st_mtime_ns == modified

        return source, str(file), unchanged

    def find(self, template: str) -> Path | None:
        """Return the file that stands for a template's name."""
        wanted, name = None, template
        if template.startswith("@"):
            wanted, _slash, name = template[1:].partition("/")
        for layer in self.layers:
            if wanted is None or layer.name == wanted:
                file = layer.find(name)
                if file is not None:
                    return file
        return None

    def list_templates(self) -> list[str]:
        """Return every name that can be loaded, also the hidden originals."""
        names: set[str] = set()
        for layer in self.layers:
            for name in layer.names():
                names.add(name)
                names.add(f"@{layer.name}/{name}")
        return sorted(names)
