"""Where the fields of records come from, and what one press has made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cms import UNSEEN, BigId, Model, UTCDateTime


class FieldSource(Model):
    """The words of an article that a field of a record was filled from.

    ``start`` and ``end`` count in the article's text when it was read. The
    ``sentence`` and its ``words`` are kept: they are found again after edits,
    and a change of the article shows. ``value`` is what was read in them.
    """

    __tablename__ = "extraction_source"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    record_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    field: Mapped[str] = mapped_column(String(120))
    start: Mapped[int]
    end: Mapped[int]
    sentence: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    value: Mapped[Any] = mapped_column(JSON, nullable=True)


class Remembered(Model):
    """What staff decided about words of articles, to be decided so again.

    ``kind`` is ``people`` or ``organisations`` with the record that the words
    mean, or ``not_person`` for words that name nobody.
    """

    __tablename__ = "extraction_remembered"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(400))
    item_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None]
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = (UniqueConstraint("kind", "words"),)


class Made(Model):
    """One press: the drafts that it made and the links that the article had before.

    ``filled`` are the gaps of earlier records that it filled: (item id, fields
    before, fields after).
    """

    __tablename__ = "extraction_made"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None]
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    drafts: Mapped[list[Any]] = mapped_column(JSON)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    filled: Mapped[list[Any] | None] = mapped_column(JSON)


class Doubt(Model):
    """A record of an article that the site is unsure of: it waits until somebody answers.

    ``turn`` says how often it was put off. An answer keeps who gave it, the
    step that it made and what was decided before about the same words, so that
    it can be taken back.
    """

    __tablename__ = "extraction_doubt"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(400))
    sentence: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(String(400))
    answer: Mapped[str] = mapped_column(String(20), default="")
    turn: Mapped[int] = mapped_column(default=0)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None]
    answered_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    made_id: Mapped[int | None] = mapped_column(
        ForeignKey("extraction_made.id", ondelete="SET NULL"), index=True
    )
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    __table_args__ = (
        UniqueConstraint("article_id", "kind", "key"),
        Index("ix_extraction_doubt_waiting", "answer", "turn", "id"),
        Index("ix_extraction_doubt_answered", "answered_by_id", "answered_at"),
        {"info": UNSEEN},
    )


class ImportRun(Model):
    """One folder of old articles being taken: how far it is, and what came of it.

    ``mark`` names folder and kind of article as long as the run is not
    finished, so that what was stopped goes on in the same run. The counts are
    written with each article.
    """

    __tablename__ = "extraction_run"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mark: Mapped[str | None] = mapped_column(String(64), unique=True)
    folder: Mapped[str] = mapped_column(String(300))
    type_name: Mapped[str] = mapped_column(String(120), index=True)
    total: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    before: Mapped[int] = mapped_column(default=0)
    drafts: Mapped[int] = mapped_column(default=0)
    linked: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = ({"info": UNSEEN},)


class RefusedFile(Model):
    """A file of a run that could not be read, and why; it is tried again next time."""

    __tablename__ = "extraction_refused"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run_id: Mapped[int] = mapped_column(
        ForeignKey("extraction_run.id", ondelete="CASCADE")
    )
    name: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("run_id", "name"), {"info": UNSEEN})


class ImportedFile(Model):
    """A file of a backlog that has become an article; its content is taken once.

    ``records`` are the records made or linked with it, as (kind, title, level),
    ``waiting`` those that wait, as (title, reason).
    """

    __tablename__ = "extraction_file"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    article_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )
    drafts: Mapped[int]
    linked: Mapped[int]
    waiting: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    records: Mapped[list[Any] | None] = mapped_column(JSON)
    run_id: Mapped[int | None] = mapped_column(BigId, index=True)


class ModelAnswer(Model):
    """What a model that the operator named said of an article; empty until it answers.

    ``state`` is ``waiting``, ``answered``, or why there is no answer (see
    ``model_server.ModelTrouble``). ``names`` are (kind, name).
    """

    __tablename__ = "extraction_model_answer"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(String(20))
    names: Mapped[list[Any]] = mapped_column(JSON)
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    __table_args__ = ({"info": UNSEEN},)
