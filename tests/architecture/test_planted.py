"""The faults that are planted now and then still fit the code."""

from pathlib import Path

import pytest
from planted_faults import DOORS, FAULTS, GATES


ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_fits_the_code(fault):
    text = (ROOT / fault.path).read_text("utf-8")
    planted = fault.planted_in(text)
    assert planted != text
    compile(planted, fault.path, "exec")


def test_the_manual_lists_them():
    page = (ROOT / "docs" / "contributing" / "planted.md").read_text("utf-8")
    rows = [row for row in page.splitlines() if row.startswith("| `")]
    assert rows == [
        f"| `{one.name}` | {one.says} | `{one.path}` | `{one.test}` |" for one in FAULTS
    ]


def test_there_are_enough_of_each_kind():
    assert len(GATES) >= 10
    assert len(DOORS) >= 10
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
