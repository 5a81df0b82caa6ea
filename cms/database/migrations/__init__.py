"""The revisions of the core's tables, and what runs those of every distribution."""
