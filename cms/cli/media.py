"""``cms media``: files of the site; its commands come from the store of files."""

from __future__ import annotations

from cms.cli.groups import SiteGroup


group = SiteGroup(name="media", help="Look after the files of the site.")
