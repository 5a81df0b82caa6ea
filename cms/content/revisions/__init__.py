"""Revisions: drafts, merging, and what follows from a snapshot in rows."""
