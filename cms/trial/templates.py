"""Templates of a candidate: each compiles, and what it refers to is there."""

from __future__ import annotations

from jinja2 import TemplateError

from cms.build_context import Build
from cms.builtin.build_checks import blame
from cms.errors import BuildError
from cms.theming.compiled import COMPILED
from cms.theming.loader import LayerLoader


def compile_templates(
    build: Build, plugins: frozenset[str], *, core: bool = True
) -> None:
    """Compile templates and follow the names they refer to; raise for a bad one.

    The ``core`` has its own tests; what it refers to depends on the theme alone.
    """
    environment = build.app.jinja_env
    loader = environment.loader
    if not isinstance(loader, LayerLoader):
        raise BuildError("The templates have no loader.")
    for layer in loader.layers if core else loader.layers[:-1]:
        owner = layer.name if layer.name in plugins else None
        for name in layer.names():
            try:
                used_here = COMPILED.references(environment, name, layer.folder / name)
            except TemplateError as error:
                raise blame(owner, frozenset(), f"template {name}: {error}") from error
            for used in used_here:
                if used is not None and loader.find(used) is None:
                    reason = f"template {name} uses {used}, which is not there"
                    raise blame(owner, frozenset(), reason)
