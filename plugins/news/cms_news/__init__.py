"""News: articles about the work of the body, linked with the records they speak of."""

from __future__ import annotations


ARTICLE = "news.article"

__all__ = ["ARTICLE"]
