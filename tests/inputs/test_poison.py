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


def test_no_input_breaks_the_site_or_stays(site, demo, pytestconfig):
    amount = pytestconfig.getoption("poison")
    if amount is None:
        pytest.skip("takes minutes: --poison some, or all")
    furnish()
    attack = Attack(site, amount == "all")
    attack.everywhere()
    assert not dict(attack.failures)
    assert poison.stored() == []
