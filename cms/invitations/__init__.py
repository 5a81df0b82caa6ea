"""Links by which somebody without an account sees one item, and may approve it."""
