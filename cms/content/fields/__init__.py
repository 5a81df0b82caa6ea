"""Form fields whose value is JSON: what editors fill in, what a snapshot holds.

Every field has ``json`` (its value for a snapshot), ``load(value)`` (the way
back), ``problems()`` (what is missing before it may be published) and
``column(value)`` (the snapshot's value as the detail row wants it).
"""

from cms.content.fields.base import JsonField
from cms.content.fields.measures import Date, DateTime, Decimal, Integer, Period, Time
from cms.content.fields.references import Files, Image, Images, Link
from cms.content.fields.rows import Rows
from cms.content.fields.texts import Choice, Lines, LongText, Rich, Tags, Text, YesNo


__all__ = [
    "Choice",
    "Date",
    "DateTime",
    "Decimal",
    "Files",
    "Image",
    "Images",
    "Integer",
    "JsonField",
    "Lines",
    "Link",
    "LongText",
    "Period",
    "Rich",
    "Rows",
    "Tags",
    "Text",
    "Time",
    "YesNo",
]
