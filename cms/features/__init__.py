"""Features: optional parts of the core that register through hooks, as plugins do.

A feature is a package here with a ``plugin`` module, written against the same
hooks as any plugin. It imports the kernel, the desk and the public
pages, and of other features only those that it declares to require.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import TopologicalSorter

from cms.errors import ConfigError


# Each feature, and which others it cannot do without.
FEATURES: Mapping[str, tuple[str, ...]] = {
    "blocks": (),
    "comments": (),
    "content_checks": (),
    "intake": (),
    "invitations": ("comments",),
    "links": (),
    "mentions": (),
    "notices": (),
    "openid": (),
    "presence": (),
    "second_factor": (),
    "static_copy": (),
    "syndication": (),
    "tag_feeds": ("syndication", "tags"),
    "tags": (),
}


def enabled_features(disabled: Collection[str] = ()) -> list[str]:
    """Return the names of the features that take part, required ones first.

    ``disabled`` are left out, with all that require them. Raises ConfigError
    for a name that is no feature's.
    """
    if unknown := set(disabled) - FEATURES.keys():
        raise ConfigError(f"disabled_features: no feature is called {min(unknown)!r}")
    names: list[str] = []
    for name in TopologicalSorter(FEATURES).static_order():
        if name not in disabled and set(FEATURES[name]) <= set(names):
            names.append(name)
    return names
