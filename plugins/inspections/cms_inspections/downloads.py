"""Answers that are files: tables as somebody's browser keeps them, for nobody else."""

from __future__ import annotations

from flask import Response

from cms import TABLE_FORMATS, keep_for_nobody


def table_download(content: bytes, kind: str, name: str) -> Response:
    """Return a file of a format (``csv``, ``xlsx``, ``ods``) under a plain ASCII name."""
    keep_for_nobody()
    answer = Response(content, mimetype=TABLE_FORMATS[kind][1])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
