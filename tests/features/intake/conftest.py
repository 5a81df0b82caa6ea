"""Word files of many programs, read within a site."""

from __future__ import annotations

import io

import pytest

from cms.features.intake import read_docx


@pytest.fixture
def plugins(request):
    """The plugins that a test asks for, else the news."""
    marker = request.node.get_closest_marker("plugins")
    return tuple(marker.args) if marker else ("news",)


@pytest.fixture
def read(site):
    """``read(bytes or path)``: what was found in a Word file."""

    def read(source):
        data = source if isinstance(source, bytes) else source.read_bytes()
        with site.app.test_request_context():
            return read_docx(io.BytesIO(data))

    return read
