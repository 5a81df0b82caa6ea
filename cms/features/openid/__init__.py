"""Logging in by another server of the organisation: OpenID Connect."""
