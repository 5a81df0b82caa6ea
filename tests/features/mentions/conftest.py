"""The toy site of notes."""

from toy_notes_site import document, extra_plugins, plugins, site


__all__ = ["document", "extra_plugins", "plugins", "site"]
