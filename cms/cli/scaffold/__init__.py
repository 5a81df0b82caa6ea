"""``cms plugin new``: writes a small, complete plugin that passes its own tests."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from cms.errors import CmsError


FILES = Path(__file__).parent / "files"
NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")
# A template's file name ends so, and packing tools and tests leave it alone.
ENDING = ".txt"


def write_plugin(title: str, into: Path) -> Path:
    """Write a plugin called ``title`` below ``into`` and return its folder.

    "Lịch công tác" becomes ``into/lich_cong_tac`` with the package
    ``cms_lich_cong_tac``. Raises CmsError for a title without a usable name
    and for one that is taken.
    """
    from cms.text import nfc, slugify

    title = nfc(title).strip()
    address = slugify(title)
    name = address.replace("-", "_")
    _check(title, name)
    folder = into / name
    if folder.exists():
        raise CmsError(f"{folder} is there already; nothing was written.")
    words = {
        "__title__": title.replace('"', "”").replace("\\", ""),
        "__name__": name,
        "__address__": address,
    }
    for source in sorted(FILES.rglob(f"*{ENDING}")):
        _write(source, folder, words)
    return folder


def _check(title: str, name: str) -> None:
    """Refuse names that Python, the core or another plugin has taken."""
    from cms.database.sources import load_models
    from cms.extensions import Base
    from cms.plugins.discovery import discover

    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise CmsError(
            f"'{title}' gives the name '{name}', which cannot be one:"
            " it begins with a letter and has 2 to 30 letters, digits or '_'."
        )
    if name in discover():
        raise CmsError(f"A plugin called '{name}' is installed already.")
    load_models({})
    taken = [table for table in Base.metadata.tables if table.startswith(f"{name}_")]
    if taken:
        raise CmsError(f"The core has a table '{taken[0]}': choose another name.")


def _write(source: Path, folder: Path, words: dict[str, str]) -> None:
    """Write one file, its own name and its text filled in."""
    place = source.relative_to(FILES).as_posix().removesuffix(ENDING)
    place = place.replace("package/", f"cms_{words['__name__']}/", 1)
    place = place.replace("/name/", f"/{words['__name__']}/").replace(
        "test_name", f"test_{words['__name__']}"
    )
    text = source.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(word, value)
    target = folder / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
