"""Search: words, phrases, abbreviations and numbers, with or without accents."""

from cms.search import ddl
from cms.search.find import Hit, SearchPage, matching_ids, search
from cms.search.index import index_item, rebuild, remove_item
from cms.search.models import item_search


__all__ = [
    "Hit",
    "SearchPage",
    "ddl",
    "index_item",
    "item_search",
    "matching_ids",
    "rebuild",
    "remove_item",
    "search",
]
