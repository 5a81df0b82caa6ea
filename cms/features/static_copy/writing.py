"""From what was asked for to the files: links, places, removal, and the list of hashes.

Everything new is whole before the first file of the folder changes. Then each
file takes its place by being renamed: what others load first, then pages that
were not there, then pages that were; at last what is gone is removed. So every
link of a file leads somewhere at every moment.
"""

from __future__ import annotations

import hashlib
import os
import time
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, relpath
from typing import Final
from urllib.parse import quote

from cms.features.static_copy.addresses import (
    HTML,
    Link,
    Site,
    list_of,
    list_page,
    written_link,
)
from cms.features.static_copy.crawl import BATCH, leads_back, leads_on
from cms.features.static_copy.markup import Place, write_page_links
from cms.features.static_copy.options import STATE_FOLDER
from cms.features.static_copy.state import (
    DIRECTORY_MODE,
    FILE_MODE,
    KEPT,
    LEFT,
    MADE,
    MOVED,
    PLACE,
    READY,
    REMOVE,
    File,
    Page,
    State,
)


#: The hashes of all files, as `sha256sum --check` reads them.
SUMS: Final = "SHA256SUMS"
_OTHERS_FIRST, _NEW, _CHANGED = 0, 1, 2
_MOST_MOVES: Final = 5
_PIECE: Final = 1024 * 1024


class Links:
    """Writes the links of pages for a copy, now that it is known what is in it."""

    def __init__(self, state: State, site: Site, *, relative: bool) -> None:
        self._state, self._site, self._relative = state, site, relative
        self._find = lru_cache(maxsize=20_000)(self._file)

    def write(self, page: Page, html: str) -> str:
        """Return a page with links to files, and whole addresses for all else."""
        address, number = list_of(page.address)
        here = page.file or ""

        def decide(place: Place, written: str) -> str | None:
            if place.names:
                return None
            link = self._site.link(written or address, address)
            if link is None:
                return None
            if place.sends or link.query:
                return self._elsewhere(place, link, address, number, here)
            return self._to_file(link, written, here) or self._site.whole(link)

        return write_page_links(html, decide)

    def _elsewhere(
        self, place: Place, link: Link, address: str, number: int, here: str
    ) -> str:
        """Return where a link with a query leads: a page of the list, or the site."""
        same = link.path == address
        step = leads_on(place, same) - (leads_back(place, same) and number > 1)
        if step:
            other = Link(list_page(address, number + step), "", link.fragment)
            found = self._to_file(other, written_link(other), here)
            if found is not None:
                return found
        return self._site.whole(link)

    def _to_file(self, link: Link, written: str, here: str) -> str | None:
        """Return how a page links to an address of the copy; None for one of no file."""
        path, file = self._find(link.path)
        if file is None or not link.plain:
            return None
        fragment = f"#{link.fragment}" if link.fragment else ""
        if self._relative:
            return quote(relpath(file, dirname(here) or ".")) + fragment
        is_whole = written.startswith(self._site.base)
        if path == link.path and not is_whole and written.startswith("/"):
            return written
        return quote(path) + fragment

    def _file(self, path: str) -> tuple[str, str | None]:
        """Return where an address leads in the end, and its file."""
        for _move in range(_MOST_MOVES):
            page = self._state.page(path)
            if page is None or page.state == LEFT:
                break
            if page.state != MOVED:
                return path, page.file
            path = page.reason
        return path, None


def write_links(state: State, links: Links, until: float) -> bool:
    """Write the links of every page that was made; tell whether all are done."""
    while pages := state.pages(MADE, BATCH):
        if time.monotonic() > until:
            return False
        with state.batch():
            for page in pages:
                _make_ready(state, links, page)
        for page in pages:
            if page.kind == HTML:
                (state.staging / f"{page.id}.raw").unlink(missing_ok=True)
    state.note(phase=PLACE)
    return True


def _make_ready(state: State, links: Links, page: Page) -> None:
    """Write what stands in the file of a page, unless it stands there already."""
    raw = state.staging / f"{page.id}.raw"
    sha256, size = page.sha256, page.size
    if page.kind == HTML:
        body = links.write(page, raw.read_bytes().decode("utf-8", "replace")).encode()
        sha256, size = hashlib.sha256(body).hexdigest(), len(body)
    known = state.file(page.file or "")
    if known is not None and known.sha256 == sha256 and state.stands(known):
        kept = known._replace(address=page.address, etag=page.etag)
        state.keep_file(kept)
        state.change(page, state=KEPT, sha256=sha256, size=size)
        return
    rank = _OTHERS_FIRST
    if page.kind == HTML:
        _staged(state, page).write_bytes(body)
        rank = _CHANGED if known is not None else _NEW
    state.change(page, state=READY, sha256=sha256, size=size, rank=rank)


def _staged(state: State, page: Page) -> Path:
    """Return where the final bytes of a page wait: what has no links is as it came."""
    return state.staging / (str(page.id) if page.kind == HTML else f"{page.id}.raw")


def place_files(state: State) -> tuple[int, int]:
    """Put every file that is ready in its place; return how many, and how many could not."""
    written = failed = 0
    while pages := state.pages(READY, BATCH):
        with state.batch():
            for page in pages:
                if _place(state, page):
                    written += 1
                else:
                    failed += 1
    state.note(phase=REMOVE)
    return written, failed


def _place(state: State, page: Page) -> bool:
    """Put one file in its place; one that stands there with these bytes stays."""
    assert page.file is not None  # noqa: S101 - for the type checker
    final, path = state.folder / page.file, _staged(state, page)
    try:
        if path.exists() and not _holds(final, page):
            _make_folders(state.folder, final.parent)
            path.chmod(FILE_MODE)
            path.replace(final)
        found = final.stat()
    except (FileExistsError, FileNotFoundError, IsADirectoryError, NotADirectoryError):
        # A folder stands where the file should, or a file where its folder should.
        state.change(page, state=LEFT, reason="no place", file=None)
        return False
    size, mtime = found.st_size, found.st_mtime_ns
    state.keep_file(File(page.file, page.address, page.sha256, size, mtime, page.etag))
    state.change(page, state=KEPT)
    return True


def _holds(path: Path, page: Page) -> bool:
    """Tell whether a file holds the bytes of a page; it may not be known of."""
    try:
        if path.is_symlink() or path.stat().st_size != page.size:
            return False
    except (FileNotFoundError, NotADirectoryError):
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == page.sha256


def _make_folders(root: Path, folder: Path) -> None:
    if folder == root or folder.is_dir():
        return
    _make_folders(root, folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(DIRECTORY_MODE)


def remove_rest(state: State) -> int:
    """Remove what is no part of the copy any more, and write the hashes of what is.

    Returns how many files were removed.
    """
    removed = 0
    for file in state.files():
        found = state.db.execute(
            "SELECT 1 FROM pages WHERE file = ? AND state = ?", (file.file, KEPT)
        )
        if found.fetchone() is None:
            with state.batch():
                state.drop_file(file.file)
            removed += 1
    removed += _remove_unknown(state, state.folder)
    _write_sums(state)
    return removed


def _remove_unknown(state: State, folder: Path) -> int:
    """Remove files that nobody knows of, and folders that hold nothing."""
    removed = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            path = folder / entry.name
            if folder == state.folder and entry.name in (STATE_FOLDER, SUMS):
                continue
            if entry.is_dir(follow_symlinks=False):
                removed += _remove_unknown(state, path)
                if not any(path.iterdir()):
                    path.rmdir()
            elif state.file(path.relative_to(state.folder).as_posix()) is None:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _write_sums(state: State) -> None:
    """Write the hashes of all files, unless they are the same."""
    path, final = state.staging / SUMS, state.folder / SUMS
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for one in state.files():
            file.write(f"{one.sha256}  {one.file}\n")
    path.chmod(FILE_MODE)
    if final.is_file() and _same(path, final):
        path.unlink()
    else:
        path.replace(final)


def _same(one: Path, other: Path) -> bool:
    with one.open("rb") as left, other.open("rb") as right:
        while piece := left.read(_PIECE):
            if piece != right.read(_PIECE):
                return False
        return not right.read(1)
