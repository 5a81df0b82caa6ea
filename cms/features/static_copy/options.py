"""What an operator decides about the static copy: ``[static_copy]`` of config.toml."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from cms.builtin.operations.options import read_section
from cms.config import Config
from cms.errors import CmsError


#: In the folder of a copy, what its readers have no business with.
STATE_FOLDER = ".copy"


class StaticCopy(BaseModel):
    """The values of ``[static_copy]``; without a folder nothing is kept current.

    ``every_minutes`` is how long to wait after one copy until the next; with 0
    each change is followed by a copy. ``relative`` writes links that work when
    the files are opened without a web server.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path | None = None
    every_minutes: int = Field(default=0, ge=0, le=10_080)
    most_files: int = Field(default=1_000_000, ge=100, le=100_000_000)
    relative: bool = False


def static_copy(config: Config) -> StaticCopy:
    """Return the checked options of an instance.

    Raises ConfigError that lists every mistake at once.
    """
    return read_section(config, "static_copy", StaticCopy)


def checked_folder(folder: Path, config: Config) -> Path:
    """Return the absolute folder for a copy, to which everything in it will belong.

    Raises CmsError for one that holds something else, or that lies where the
    site keeps what is its own.
    """
    if not folder.is_absolute():
        raise CmsError(f"Give the whole path of the folder for the copy, not {folder}.")
    place = folder.resolve()
    for own in (config.instance.resolve(), config.media_dir.resolve()):
        if place.is_relative_to(own) or own.is_relative_to(place):
            raise CmsError(
                f"{folder} cannot hold the copy: {own} is the site's own. Name a"
                " folder elsewhere that the web server may read."
            )
    if place.exists():
        if not place.is_dir():
            raise CmsError(f"{folder} is no folder.")
        if any(place.iterdir()) and not (place / STATE_FOLDER).is_dir():
            raise CmsError(
                f"{folder} holds something that is no copy of a site; what is not"
                " part of the copy would be removed. Name an empty folder."
            )
    return place
