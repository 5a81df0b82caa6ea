"""Plugins: discovery by metadata, guarded hook calls, enabling in the database."""
