"""The site with toy types, shared by the tests of pages and of feeds."""

from toy_site import extra_plugins, note, notes, plugins, statements


__all__ = ["extra_plugins", "note", "notes", "plugins", "statements"]
