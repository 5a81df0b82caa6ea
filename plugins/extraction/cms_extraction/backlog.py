"""A folder of old articles made into drafts with their records, each file once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from cms import Actor, Refused, db, richtext, service, transaction, utcnow
from cms_extraction.certainty import Level
from cms_extraction.drafts import make
from cms_extraction.files import SUFFIXES, UnknownFile, read_article
from cms_extraction.models import ImportedFile
from cms_extraction.proposals import propose


@dataclass
class Outcome:
    """What came of a folder: files taken, taken before, refused, and what waits why."""

    taken: int = 0
    before: int = 0
    drafts: int = 0
    linked: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[tuple[str, str, str]] = field(default_factory=list)


def files_of(folder: Path) -> list[Path]:
    """Return the articles of a folder and of those in it, in the order of their names."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file()
    )


def take_folder(
    paths: Iterable[Path],
    actor: Actor,
    type_name: str,
    progress: Callable[[Path, Outcome], None],
) -> Outcome:
    """Make a draft of each file with the records that are new or certain.

    Each file is one transaction with the note that it was taken: whatever
    stops this, doing it again goes on behind the last file. What is unsure
    waits beside the draft and is named in the outcome.
    """
    outcome = Outcome()
    for path in paths:
        try:
            _take(path, actor, type_name, outcome)
        except (UnknownFile, Refused) as error:
            db.session.rollback()
            outcome.refused.append((path.name, str(error)))
        progress(path, outcome)
    return outcome


def _take(path: Path, actor: Actor, type_name: str, outcome: Outcome) -> None:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    known = select(ImportedFile.id).where(ImportedFile.digest == digest)
    if db.session.scalar(known) is not None:
        outcome.before += 1
        return
    lines = [line for line in read_article(path).splitlines() if line.strip()]
    if not lines:
        raise UnknownFile(f"{path.name} is empty.")
    with transaction() as session:
        body = richtext.from_text("\n\n".join(lines[1:]))
        data = {"title": lines[0].strip()[:300], "body": body}
        item = service.create(actor, type_name, data)
        _found, proposals = propose(item, actor)
        chosen = [one.name for one in proposals if one.level != Level.UNSURE]
        unsure = [one for one in proposals if one.level == Level.UNSURE]
        drafts = 0
        if chosen:
            drafts = len(make(item, actor, chosen, item.version).drafts)
        waiting = [(one.title, str(one.reason)) for one in unsure]
        session.add(
            ImportedFile(
                digest=digest,
                name=path.name[:300],
                article_id=item.id,
                drafts=drafts,
                linked=len(chosen) - drafts,
                waiting=waiting,
                at=utcnow(),
            )
        )
    outcome.taken += 1
    outcome.drafts += drafts
    outcome.linked += len(chosen) - drafts
    outcome.waiting += [(path.name, title, reason) for title, reason in waiting]
