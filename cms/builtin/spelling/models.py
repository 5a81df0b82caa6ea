"""The table of words that the index of the search holds."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cms.database.changes import UNSEEN
from cms.extensions import Model


LONGEST = 30


class SearchWord(Model):
    """A word in small letters, without its accents too, and in how many documents it is."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    folded: Mapped[str] = mapped_column(String(LONGEST))
    documents: Mapped[int]

    __table_args__ = (Index("ix_search_words_folded", folded), {"info": UNSEEN})
