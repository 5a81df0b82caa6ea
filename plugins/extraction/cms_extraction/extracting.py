"""The one function that other code calls."""

from __future__ import annotations

from cms_extraction.reading import understand
from cms_extraction.records import Extraction, make_records
from cms_extraction.register import Register
from cms_extraction.source import read


def extract(
    raw: str, source_file: str = "", register: Register | None = None
) -> Extraction:
    """Return the records that the text of an article amounts to.

    ``raw`` is the text with one line for the title and one for each
    paragraph, in Unicode or an old encoding. ``register`` are people and
    bodies that are known already. What the text does not state is None or
    missing; a text that tells of no meeting gives ``conference`` None and
    empty lists. Nothing is asked of a database or a network.
    """
    return make_records(understand(read(raw), register), source_file)
