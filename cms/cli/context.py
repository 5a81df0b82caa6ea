"""What commands share: the instance that is meant, and its application on demand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cms.config import SECRET_FILE, Config, instance_folder
from cms.errors import ConfigError


if TYPE_CHECKING:
    from cms.build_context import Build


# While this file is in an instance, a restore has begun and not ended.
PENDING_RESTORE = "restore.json"


class Instance:
    """The site that a command works on; nothing is opened before it is asked for."""

    def __init__(self, folder: Path | None, debug: bool) -> None:
        self.folder = instance_folder(folder)
        self.debug = debug

    @property
    def exists(self) -> bool:
        """Whether `cms init` has been here."""
        return (self.folder / SECRET_FILE).exists()

    @cached_property
    def config(self) -> Config:
        """The checked configuration; ConfigError says what is wrong."""
        from cms.builtin.operations.options import operations

        if (self.folder / PENDING_RESTORE).exists():
            raise ConfigError(
                f"A restore of {self.folder} was interrupted: run"
                " `cms restore --continue`."
            )
        config = Config.load(self.folder)
        operations(config)
        return config

    @contextmanager
    def application(self) -> Iterator[Build]:
        """Yield a build inside its application context; SchemaError if it can't be."""
        from cms.build import build
        from cms.database.engines import make_engine
        from cms.database.schema import require_schema

        engine = make_engine(self.config.database_url)
        try:
            require_schema(engine, plugins=False)
        finally:
            engine.dispose()
        result = build(self.config)
        try:
            with result.app.app_context():
                yield result
        finally:
            result.close()


pass_instance = click.make_pass_decorator(Instance)
