"""What people should know: kept on the desk for them, and sent by e-mail."""

from __future__ import annotations

from cms.features.notices.service import notify, settle


__all__ = ["notify", "settle"]
