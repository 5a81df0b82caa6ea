"""The archive: lines of JSON and the bytes of media in one file that is not compressed.

Equal contents give equal bytes: members stand in a fixed order, with a fixed
date, stored as they are. So an archive cannot unpack to more than its own size.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from cms import inputs
from cms.builtin.exchange.named_references import ExchangeError


FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
MEDIA: Final = "media/"
LONGEST_LINE: Final = 64 * 1024 * 1024
MOST_MEMBERS: Final = 2_000_000
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_MEMBER = re.compile(
    re.escape(MANIFEST) + r"|[a-z0-9_.]{1,80}\.jsonl|media/[0-9a-f]{64}"
)
_CHUNK: Final = 1024 * 1024

Row = dict[str, Any]
#: Where the stable name of a row stands in it; no column is called so.
NAME: Final = "$name"


def line_of(row: Any) -> bytes:
    """Return a row as one line of JSON, always the same for the same row."""
    plain = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return plain.encode() + b"\n"


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class ArchiveWriter:
    """Writes an archive member by member; it is whole once the manifest is written."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self.parts: list[dict[str, Any]] = []

    @classmethod
    @contextmanager
    def create(cls, path: Path) -> Iterator[ArchiveWriter]:
        """Yield a writer; ``path`` is there once the block has ended well."""
        unfinished = path.with_name(f"{path.name}.part")
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as file:
                yield cls(file)
            with unfinished.open("rb") as written:
                os.fsync(written.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    @contextmanager
    def _member(self, name: str) -> Iterator[IO[bytes]]:
        info = zipfile.ZipInfo(name, _DATE)
        info.external_attr = 0o600 << 16
        info.create_system = 3
        with self._zip.open(info, "w", force_zip64=True) as member:
            yield member

    def write_rows(self, name: str, rows: Iterable[Row]) -> int:
        """Write the rows of a part; return how many."""
        count, digest = 0, hashlib.sha256()
        with self._member(f"{name}.jsonl") as member:
            for row in rows:
                line = line_of(row)
                digest.update(line)
                member.write(line)
                count += 1
        self.parts.append({"name": name, "rows": count, "sha256": digest.hexdigest()})
        return count

    def write_media(self, content: str, path: Path) -> None:
        """Write the bytes of a medium; ExchangeError when they are not what they were."""
        digest = hashlib.sha256()
        with path.open("rb") as source, self._member(MEDIA + content) as member:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                member.write(chunk)
        if digest.hexdigest() != content:
            raise ExchangeError(
                f"{path} changed while it was read. Please run it again."
            )

    def write_manifest(self, values: Mapping[str, Any]) -> None:
        """Write what the archive is, as its last member."""
        manifest = {"format": FORMAT, "parts": self.parts, **values}
        with self._member(MANIFEST) as member:
            member.write(line_of(manifest))


class ArchiveReader:
    """Reads an archive that anybody may have made; every error names its place."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path, self._zip = path, file
        self._members = self._checked(file.infolist())
        self.manifest = self._read_manifest()

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[ArchiveReader]:
        """Yield a reader; raise ExchangeError for what is no whole archive."""
        try:
            with zipfile.ZipFile(path) as file:
                yield cls(path, file)
        except zipfile.BadZipFile as error:
            raise ExchangeError(
                f"{path.name} is damaged or no archive: {error}."
            ) from error

    def _checked(self, found: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(found) > MOST_MEMBERS:
            raise ExchangeError(f"{self.path.name} has too many members.")
        members: dict[str, zipfile.ZipInfo] = {}
        for one in found:
            if not _MEMBER.fullmatch(one.filename):
                raise ExchangeError(f"'{one.filename}' does not belong in an archive.")
            if one.filename in members:
                raise ExchangeError(f"'{one.filename}' is there twice.")
            stored = one.compress_type == zipfile.ZIP_STORED
            if not stored or one.flag_bits & 1 or one.file_size != one.compress_size:
                raise ExchangeError(
                    f"'{one.filename}' is compressed or encrypted; members of an"
                    " archive are stored as they are."
                )
            members[one.filename] = one
        if sum(one.file_size for one in found) > self.path.stat().st_size:
            raise ExchangeError(f"The members of {self.path.name} overlap.")
        return members

    def _read_manifest(self) -> dict[str, Any]:
        info = self._members.get(MANIFEST)
        if info is None:
            raise ExchangeError(
                f"{self.path.name} has no {MANIFEST}: it is no archive, or not whole."
            )
        with self._zip.open(info) as member:
            manifest = parse(member.read(LONGEST_LINE), MANIFEST, 1)
        if manifest.get("format") != FORMAT:
            raise ExchangeError(
                f"{self.path.name} has format {manifest.get('format')!r}; this version"
                f" reads format {FORMAT}."
            )
        for one in manifest.get("parts") or [{}]:
            if not isinstance(one, dict) or {"name", "rows", "sha256"} - one.keys():
                raise ExchangeError(f"{MANIFEST} does not say which parts there are.")
        return manifest

    @property
    def parts(self) -> list[str]:
        """The names of the parts, in the order in which they were written."""
        return [str(one["name"]) for one in self.manifest["parts"]]

    def count(self, part: str) -> int:
        """Return how many rows a part has, as the manifest says."""
        return next(
            (int(one["rows"]) for one in self.manifest["parts"] if one["name"] == part),
            0,
        )

    def rows(self, part: str) -> Iterator[tuple[int, Row]]:
        """Yield the rows of a part with the numbers of their lines."""
        name = f"{part}.jsonl"
        if name not in self._members:
            raise ExchangeError(f"'{name}' is missing.")
        with self._zip.open(self._members[name]) as member:
            number = 0
            while line := member.readline(LONGEST_LINE + 1):
                number += 1
                row = parse(line, name, number)
                if not isinstance(row.get(NAME), str) or not row[NAME]:
                    place = f"Line {number} of {name}"
                    raise ExchangeError(f"{place}: it has no '{NAME}'.")
                yield number, row

    @contextmanager
    def media(self, content: str) -> Iterator[IO[bytes]]:
        """Yield a stream of the bytes with this SHA-256."""
        with self._zip.open(self._members[MEDIA + content]) as member:
            yield member

    def has_media(self, content: str) -> bool:
        """Tell whether the bytes with this SHA-256 are in the archive."""
        return MEDIA + content in self._members

    def verify(self) -> None:
        """Read everything once; ExchangeError says what is not as it was written."""
        for one in self.manifest["parts"]:
            self._verify_part(one)
        for name, info in self._members.items():
            if name.startswith(MEDIA):
                with self._zip.open(info) as member:
                    digest = hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type] # ZipExtFile has all that is read
                if digest != name.removeprefix(MEDIA):
                    raise ExchangeError(f"'{name}' is damaged.")

    def _verify_part(self, said: Mapping[str, Any]) -> None:
        count = sum(1 for _row in self.rows(said["name"]))
        if count != said["rows"]:
            raise ExchangeError(
                f"{said['name']}.jsonl has {count} lines, not {said['rows']}: the"
                " archive is not whole."
            )
        with self._zip.open(f"{said['name']}.jsonl") as member:
            digest = hashlib.file_digest(member, "sha256").hexdigest()  # type: ignore[arg-type] # ZipExtFile has all that is read
        if digest != said["sha256"]:
            raise ExchangeError(f"{said['name']}.jsonl is not what the manifest says.")


def parse(line: bytes, name: str, number: int) -> Row:
    """Return a line of JSON in NFC; ExchangeError names the line that is none."""
    place = f"Line {number} of {name}"
    if len(line) > LONGEST_LINE:
        raise ExchangeError(f"{place} is longer than 64 MB.")
    try:
        if b"\\ud" in line.lower():
            json.dumps(json.loads(line), ensure_ascii=False).encode()  # half of a pair
        row = inputs.load_json(line.decode("utf-8"))
    except UnicodeError as error:
        raise ExchangeError(f"{place} is no text in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise ExchangeError(f"{place} is no JSON: {error}.") from error
    if not isinstance(row, dict):
        raise ExchangeError(f"{place} is no object.")
    return row
