"""The toy site of papers."""

from paper_site import extra_plugins, paper, plugins, site


__all__ = ["extra_plugins", "paper", "plugins", "site"]
