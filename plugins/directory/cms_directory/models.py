"""Tables of the directory: satellites of organisations, people, terms and titles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cms import BigId, ItemDetail, Model


class Organisation(ItemDetail, Model):
    """A body with a lifetime; its place in the trees is kept as item relations."""

    __tablename__ = "directory_organisation"

    abbreviation: Mapped[str | None] = mapped_column(String(40))
    type: Mapped[str | None] = mapped_column(String(40), index=True)
    level: Mapped[str | None] = mapped_column(String(40))
    aliases: Mapped[list[Any] | None] = mapped_column(JSON)
    party_members: Mapped[int | None]
    party_members_on: Mapped[dt.date | None]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    is_group: Mapped[bool] = mapped_column(default=False)
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    def existed_on(self, day: dt.date) -> bool:
        """Tell whether the organisation existed on a day; open ends count as yes."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Person(ItemDetail, Model):
    """A person; the name in full is the item's title."""

    __tablename__ = "directory_person"

    family_name: Mapped[str | None] = mapped_column(String(80))
    middle_name: Mapped[str | None] = mapped_column(String(120))
    given_name: Mapped[str | None] = mapped_column(String(80))
    gender: Mapped[str | None] = mapped_column(String(10))
    honorific: Mapped[str | None] = mapped_column(String(20))
    is_party_member: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[str | None] = mapped_column(String(500))
    note: Mapped[str | None]
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    positions: Mapped[list[Position]] = relationship(
        cascade="all, delete-orphan", order_by="Position.position", lazy="selectin"
    )


class Position(Model):
    """A post of a person, with its days; several may hold at the same time."""

    __tablename__ = "directory_position"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("directory_person.item_id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str | None] = mapped_column(String(300))
    title_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    display: Mapped[bool] = mapped_column(default=True)

    def held_on(self, day: dt.date) -> bool:
        """Tell whether the post was held on a day; open ends count as yes."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class PositionTitle(ItemDetail, Model):
    """An entry of the catalogue of titles; ``rank`` orders people by protocol."""

    __tablename__ = "directory_position_title"

    code: Mapped[str | None] = mapped_column(String(60), index=True)
    rank: Mapped[int | None]


class Term(ItemDetail, Model):
    """A term of office between two congresses."""

    __tablename__ = "directory_term"

    from_year: Mapped[int | None]
    to_year: Mapped[int | None]
    congress: Mapped[str | None] = mapped_column(String(200))
    congress_closed_on: Mapped[dt.date | None]
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON)
