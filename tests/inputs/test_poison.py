"""Whatever is sent to whatever address: no error of ours, and nothing bad is stored."""

import logging

import pytest
from attacks import Attack
from furnished import furnish

from cms.plugins.discovery import discover


#: Views for what only another server, a device, a second administrator or an article
#: that was read brings; their numbers in addresses are tried like all others.
NOTHING_THERE = {
    "conferences.ledger.insert_sentence",
    "extraction.answer_doubt",
    "extraction.correct_record",
    "extraction.drop_decision",
    "openid.finish",
    "openid_account.disconnect",
    "second_factor.remove",
    "second_factor.reset",
}


@pytest.fixture
def plugins():
    return tuple(discover())


@pytest.fixture(autouse=True)
def quiet():
    """Hundreds of refusals are expected here; what fails is told by the test."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_no_input_breaks_the_site_or_stays(site, pytestconfig):
    """Every value through every door: `--poison all` also tries each alone.

    On SQLite each value is sent; on PostgreSQL those that databases take differently.
    """
    furnish()
    attack = Attack(site, pytestconfig.getoption("poison") == "all")
    attack.everywhere()
    assert not dict(attack.failures)
    assert attack.stored == []
    # Else the doors would be closed for another reason than poison.
    assert set(attack.unreached) <= NOTHING_THERE
    assert len(attack.reached) > 80
    assert attack.sent > 2_000 * len(attack.values)
    assert attack.taken > 10
