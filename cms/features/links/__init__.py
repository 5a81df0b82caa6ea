"""The links that items hold to other places, and whether they still lead there."""

from cms.features.links.asking import ask_outside
from cms.features.links.written import broken_outside, record_links


__all__ = ["ask_outside", "broken_outside", "record_links"]
