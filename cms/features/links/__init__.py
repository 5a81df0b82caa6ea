"""The links that items hold to other places, and whether they still lead there."""

from cms.features.links.asking import ask_outside
from cms.features.links.written import Written, broken_outside, links_in, record_links


__all__ = ["Written", "ask_outside", "broken_outside", "links_in", "record_links"]
