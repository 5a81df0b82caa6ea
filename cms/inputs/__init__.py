"""One gate for each kind of input: every door to the site asks these, nothing else.

A form, a JSON body, a query, a route, an import and a setting take text, ids,
numbers, instants, mail addresses, targets and file names through this room.
Each gate returns a clean value or raises ValueError; the door finds the words.
"""

from cms.inputs.addresses import MOST_IN_ADDRESS, mail_address, target
from cms.inputs.documents import UnsafeJson, clean_data, load_json
from cms.inputs.instants import (
    FIRST_YEAR,
    LAST_YEAR,
    DoubledHour,
    MissingHour,
    day_within,
    local_instant,
)
from cms.inputs.numbers import (
    MAX_ID,
    decimal_number,
    record_id,
    record_ids,
    whole_number,
)
from cms.inputs.text import clean_text, file_name, without_unwanted


__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MAX_ID",
    "MOST_IN_ADDRESS",
    "DoubledHour",
    "MissingHour",
    "UnsafeJson",
    "clean_data",
    "clean_text",
    "day_within",
    "decimal_number",
    "file_name",
    "load_json",
    "local_instant",
    "mail_address",
    "record_id",
    "record_ids",
    "target",
    "whole_number",
    "without_unwanted",
]
