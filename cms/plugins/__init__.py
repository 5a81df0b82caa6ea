"""Plugins: found by metadata, called through guards, switched in the database."""
