"""What a search that finds nothing may have meant: other words, or keys without accents."""

from cms.builtin.spelling.corrections import propose_query


__all__ = ["propose_query"]
