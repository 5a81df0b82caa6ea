"""What an operator decides about the store of files: ``[object_storage]`` of config.toml."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cms.builtin.operations.options import read_section
from cms.config import Config


class ObjectStorage(BaseModel):
    """The values of ``[object_storage]``; without a bucket files lie on this machine.

    ``endpoint`` is the address of the store (``https://…``), empty for Amazon's.
    ``cache_mb`` is how much each machine keeps in its media folder. The secret of the
    key is ``object_storage_secret`` outside the table (``CMS_OBJECT_STORAGE_SECRET``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bucket: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key_id: str = ""
    prefix: str = Field(default="", pattern=r"^[A-Za-z0-9._/-]*$")
    cache_mb: int = Field(default=4096, ge=64, le=4_194_304)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.endpoint and not self.endpoint.startswith(("https://", "http://")):
            raise ValueError("endpoint begins with https:// (or http://).")
        return self


def object_storage(config: Config) -> ObjectStorage:
    """Return the checked options of an instance.

    Raises ConfigError that lists every mistake at once.
    """
    return read_section(config, "object_storage", ObjectStorage)
