"""Whatever is sent to whatever address: no error of ours, and nothing bad is stored."""

import logging

import poison
import pytest
from attacks import Attack
from furnished import furnish

from cms.plugins.discovery import discover


@pytest.fixture
def plugins():
    return tuple(discover())


@pytest.fixture(autouse=True)
def quiet():
    """Hundreds of refusals are expected here; what fails is told by the test."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.slow
def test_no_input_breaks_the_site_or_stays(site, demo, pytestconfig):
    furnish()
    attack = Attack(site, pytestconfig.getoption("all_poison"))
    attack.everywhere()
    assert not dict(attack.failures)
    assert poison.stored() == []
