"""A folder of old articles made into drafts with their records, each file once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import select

from cms import (
    SYSTEM,
    Actor,
    Refused,
    db,
    enqueue,
    richtext,
    service,
    transaction,
    utcnow,
)
from cms_extraction.certainty import Level
from cms_extraction.doubts import note_doubts
from cms_extraction.drafts import make
from cms_extraction.feeds import SUFFIXES as FEEDS, articles_of_feed
from cms_extraction.files import SUFFIXES, UnknownFile, read_article
from cms_extraction.models import ImportedFile
from cms_extraction.proposals import propose
from cms_extraction.runs import (
    close_run,
    note_before,
    note_refused,
    note_taken,
    open_run,
)


@dataclass
class Outcome:
    """What came of a folder: files taken, taken before, refused, and what waits why."""

    taken: int = 0
    before: int = 0
    drafts: int = 0
    linked: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[tuple[str, str, str]] = field(default_factory=list)
    complete: bool = False  # all files were looked at


@dataclass(frozen=True)
class Piece:
    """One article of a folder: its name, its text, and the mark by which it is known."""

    name: str
    text: str
    digest: str


def files_of(folder: Path) -> list[Path]:
    """Return the files of a folder and of those in it, in the order of their names."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in (*SUFFIXES, *FEEDS) and path.is_file()
    )


def pieces_of(path: Path) -> Iterator[Piece]:
    """Yield the articles of a file: one, or those of an export or a feed.

    Raises UnknownFile and BrokenFeed.
    """
    if path.suffix.lower() in FEEDS:
        for name, text in articles_of_feed(path):
            yield Piece(name, text, hashlib.sha256(text.encode()).hexdigest())
    else:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield Piece(path.name, read_article(path), digest)


def take_in_worker(folder: str, type_name: str) -> None:
    """Take some articles of a folder as a job, and leave the others to the next.

    A job that is killed or done twice goes on behind the last article taken.
    """
    paths = files_of(Path(folder))
    run_id = open_run(folder, type_name, paths)
    outcome = take_folder(
        paths, SYSTEM, type_name, lambda _name, _outcome: None, AT_ONCE, run_id
    )
    if not outcome.complete:
        # Killed behind this it is done again, and must not begin a second row.
        mark = hashlib.sha256(f"{type_name} {folder}".encode()).hexdigest()
        with transaction():
            enqueue(JOB, dedupe=f"{JOB}-{mark}", folder=folder, type_name=type_name)


JOB: Final = "extraction.take_folder"
AT_ONCE: Final = 50  # articles in one run of the job


def take_folder(
    paths: Iterable[Path],
    actor: Actor,
    type_name: str,
    progress: Callable[[str, Outcome], None],
    most: int | None = None,
    run_id: int | None = None,
) -> Outcome:
    """Make a draft of each file with the records that are new or certain.

    Each file is one transaction with the note that it was taken: whatever
    stops this, doing it again goes on behind the last file. What is unsure
    waits beside the draft and is named in the outcome. With ``most`` it ends
    when so many were taken. With ``run_id`` (see ``runs.open_run``) the report
    of that run is written along, and the run ends when all were looked at.
    """
    taking = _Taking(actor, type_name, run_id, Outcome())
    outcome = taking.outcome
    for path in paths:
        try:
            for piece in pieces_of(path):
                if most is not None and outcome.taken >= most:
                    note_before(run_id, outcome.before)
                    return outcome
                _try(piece, taking)
                progress(piece.name, outcome)
        except (UnknownFile, Refused) as error:
            _refuse(taking, path.name, error)
            progress(path.name, outcome)
    close_run(run_id, outcome.before)
    outcome.complete = True
    return outcome


@dataclass(frozen=True)
class _Taking:
    """What is the same for all articles of a folder, and what came of them so far."""

    actor: Actor
    type_name: str
    run_id: int | None
    outcome: Outcome


def _try(piece: Piece, taking: _Taking) -> None:
    """Take an article; what is refused leaves nothing and the others go on."""
    try:
        _take(piece, taking)
    except (UnknownFile, Refused) as error:
        db.session.rollback()
        _refuse(taking, piece.name, error)


def _refuse(taking: _Taking, name: str, error: Exception) -> None:
    taking.outcome.refused.append((name, str(error)))
    note_refused(taking.run_id, name, getattr(error, "trouble", None) or str(error))


def _take(piece: Piece, taking: _Taking) -> None:
    actor, outcome = taking.actor, taking.outcome
    known = select(ImportedFile).where(ImportedFile.digest == piece.digest)
    row = db.session.scalars(known).first()
    if row is not None:
        if row.run_id is None or row.run_id != taking.run_id:
            outcome.before += 1
        return
    lines = [line for line in piece.text.splitlines() if line.strip()]
    if not lines:
        raise UnknownFile("empty", f"{piece.name} is empty.")
    with transaction() as session:
        body = richtext.from_text("\n\n".join(lines[1:]))
        data = {"title": lines[0].strip()[:300], "body": body}
        item = service.create(actor, taking.type_name, data)
        _found, proposals = propose(item, actor)
        sure = [one for one in proposals if one.level != Level.UNSURE]
        chosen = [one.name for one in sure]
        unsure = [one for one in proposals if one.level == Level.UNSURE]
        drafts = 0
        if chosen:
            drafts = len(make(item, actor, chosen, item.version).drafts)
        else:
            note_doubts(item, proposals, ())
        linked = sum(one.level == Level.CERTAIN for one in sure)
        session.add(
            ImportedFile(
                digest=piece.digest,
                name=piece.name[:300],
                article_id=item.id,
                drafts=drafts,
                linked=linked,
                waiting=[(one.title, one.code) for one in unsure],
                at=utcnow(),
                records=[(one.kind, one.title, one.level) for one in sure],
                run_id=taking.run_id,
            )
        )
        note_taken(taking.run_id, piece.name, drafts, linked)
    outcome.taken += 1
    outcome.drafts += drafts
    outcome.linked += linked
    outcome.waiting += [(piece.name, one.title, str(one.reason)) for one in unsure]
