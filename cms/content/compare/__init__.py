"""Comparing: what changed between two snapshots, in words and in place."""
