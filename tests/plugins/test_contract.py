"""The bundled plugins keep the contract that strangers' plugins keep."""

import pytest

from cms.plugins.discovery import discover
from cms.testing import PluginContract


@pytest.fixture
def extra_plugins():
    return ()


def contract_of(plugin):
    return type(f"Test{plugin.title()}", (PluginContract,), {"name": plugin})


for _name in discover():
    globals()[f"Test{_name.title()}"] = contract_of(_name)
