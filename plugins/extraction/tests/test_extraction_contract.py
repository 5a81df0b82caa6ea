"""The contract that every plugin keeps."""

from __future__ import annotations

from cms.testing import PluginContract


class TestExtraction(PluginContract):
    name = "extraction"
