"""Approve by link: one person without an account, one item, for some days."""

from __future__ import annotations
