"""Usage: what points to an item, a picture or a keyword, and changing all of it."""
