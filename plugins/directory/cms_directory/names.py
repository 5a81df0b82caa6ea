"""Names of the directory's content types, for links from anywhere."""

from __future__ import annotations


ORGANISATION = "directory.organisation"
PERSON = "directory.person"
TERM = "directory.term"
POSITION_TITLE = "directory.position_title"
