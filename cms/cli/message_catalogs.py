"""Collecting the messages of a checkout into catalogs, one for each distribution."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po


LANGUAGE = "vi"
# No names and no dates: the version control system knows them.
HEADER = r"""msgid ""
msgstr ""
"Language: vi\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
OPTIONS = {"**.html": {"silent": "false", "trimmed": "true"}}


@dataclass(frozen=True)
class Distribution:
    """A catalog and the folders whose messages it holds.

    ``summary`` says what a plugin is for; staff read it where plugins are listed.
    """

    name: str
    catalog: Path
    sources: tuple[Path, ...]
    summary: str = ""


def distributions(root: Path) -> list[Distribution]:
    """Return the core with the themes, then every plugin, of a checkout at ``root``.

    In a plugin's own checkout that is the plugin alone: a folder with a
    ``pyproject.toml`` and a package.
    """
    found = []
    if (root / "cms" / "i18n.py").is_file():
        themes = sorted(path for path in (root / "themes").glob("*") if path.is_dir())
        sources = (root / "cms", *themes)
        found.append(Distribution("core", catalog_in(root / "cms"), sources))
    for folder in [*sorted((root / "plugins").glob("*")), root]:
        package = plugin_package(folder)
        if package is not None:
            found.append(
                Distribution(
                    package.name,
                    catalog_in(package),
                    (package,),
                    summary_in(folder / "pyproject.toml"),
                )
            )
    return found


def plugin_package(folder: Path) -> Path | None:
    """Return the package of a plugin's folder, or None when it is none."""
    if not (folder / "pyproject.toml").is_file():
        return None
    for package in sorted(folder.glob("*/__init__.py")):
        name = package.parent.name
        if name not in ("tests", "cms"):
            return package.parent
    return None


def summary_in(project: Path) -> str:
    """Return the one-line description in a ``pyproject.toml``, or ""."""
    table = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {})
    return str(table.get("description", ""))


def catalog_in(package: Path) -> Path:
    """Return where a package keeps its Vietnamese catalog."""
    return package / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def extract(distribution: Distribution) -> Catalog:
    """Return a template with every message of a distribution's sources."""
    template = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    for source in distribution.sources:
        for file, message, context in messages_in(source):
            place = file.relative_to(source.parent).as_posix()
            template.add(message, locations=[(place, 1)], context=context)
    if distribution.summary:
        template.add(distribution.summary, locations=[("pyproject.toml", 1)])
    return template


def messages_in(
    source: Path,
) -> Iterator[tuple[Path, str | tuple[str, ...], str | None]]:
    """Yield file, message (or singular and plural) and context of a folder."""
    found = extract_from_dir(source, METHODS, OPTIONS, KEYWORDS)
    for name, _line, message, _comments, context in found:
        if "tests" not in Path(name).parts:
            yield source / name, message, context


def load(path: Path) -> Catalog:
    """Return a stored catalog, or an empty one."""
    if not path.is_file():
        return Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def untranslated(distribution: Distribution) -> list[str]:
    """Return the messages of a distribution's sources that have no translation."""
    stored = load(distribution.catalog)
    missing = []
    for message in extract(distribution):
        known = stored.get(message.id, context=message.context) if message.id else None
        if message.id and (known is None or known.fuzzy or not complete(known.string)):
            first = message.id if isinstance(message.id, str) else message.id[0]
            missing.append(first)
    return sorted(missing)


def complete(string: object) -> bool:
    """Tell whether a translation says something in each of its forms."""
    return bool(string) and (isinstance(string, str) or all(string))  # type: ignore[arg-type] # else the forms of a plural


def update(distribution: Distribution) -> tuple[int, int]:
    """Write a distribution's catalog: keep translations, add and drop messages.

    Returns how many messages there are and how many lack a translation.
    """
    stored, template = load(distribution.catalog), extract(distribution)
    stored.update(template, no_fuzzy_matching=True)
    stored.obsolete.clear()
    buffer = BytesIO(HEADER.encode())
    buffer.seek(0, SEEK_END)
    write_po(
        buffer,
        stored,
        width=88,
        sort_output=True,
        include_lineno=False,
        ignore_obsolete=True,
        omit_header=True,
    )
    distribution.catalog.parent.mkdir(parents=True, exist_ok=True)
    distribution.catalog.write_bytes(buffer.getvalue())
    return len(template), len(untranslated(distribution))
