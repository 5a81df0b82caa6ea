"""Records that a text speaks of: recognised while it is written, linked at once."""
