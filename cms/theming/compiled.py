"""Templates as compiled, kept for every build of this process."""

from __future__ import annotations

from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, meta
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Holds the code of each template under the checksum of its file.

    A build has an environment of its own; what the templates are compiled to
    is the same in all, and turning a plugin on need not compile them anew. A
    file that is changed replaces what it was.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}
        self._used: dict[str, tuple[object, tuple[str | None, ...]]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in the code of a template whose source is the one compiled before."""
        checksum, code = self._kept.get(bucket.key, (None, None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._kept[bucket.key] = (bucket.checksum, bucket.code)

    def references(
        self, environment: Environment, name: str, file: Path
    ) -> tuple[str | None, ...]:
        """Compile a file and return the names of the templates that it uses.

        A name that is only known when the page is made is None. What was
        compiled before with the same filters is not compiled again. Raises
        ``jinja2.TemplateError`` for a template that is wrong.
        """
        source = file.read_text(encoding="utf-8")
        bucket = self.get_bucket(environment, name, str(file), source)
        words = frozenset(environment.filters), frozenset(environment.tests)
        seen = (bucket.checksum, words)
        known, used = self._used.get(bucket.key, (None, ()))
        if known == seen:
            return used
        tree = environment.parse(source, name, str(file))
        used = tuple(meta.find_referenced_templates(tree))
        bucket.code = environment.compile(tree, name, str(file))
        self.set_bucket(bucket)
        self._used[bucket.key] = (seen, used)
        return used


COMPILED = CompiledTemplates()
