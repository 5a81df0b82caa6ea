"""``cms static``: the public site as files; its commands come from the feature."""

from __future__ import annotations

from cms.cli.groups import SiteGroup


group = SiteGroup(name="static", help="Look after the public site as files.")
