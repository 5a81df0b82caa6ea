"""The toy site of minutes."""

from toy_minutes import extra_plugins, plugins


__all__ = ["extra_plugins", "plugins"]
