"""The public site as files: for an archive, and for a web server in front.

The site is asked page by page as a reader who is not logged in would, so that
pages of plugins take part without code of their own; what the site keeps from
shared caches is kept from the files.
"""

from cms.features.static_copy.options import StaticCopy, static_copy


__all__ = ["StaticCopy", "static_copy"]
