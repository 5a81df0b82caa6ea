"""The shared site with kept pages."""

from cached_site import cached


__all__ = ["cached"]
