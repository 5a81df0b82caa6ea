"""Diffs of two versions of an item, for review and history."""
