"""Backups of a whole instance: making, checking, keeping and restoring them."""
