"""The packages are typed, and say so to the type checkers of others."""

from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
PACKAGES = [
    ROOT / "cms",
    *sorted(ROOT.glob("plugins/*/cms_*")),
    *sorted(ROOT.glob("themes/*/cms_*")),
]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_package_says_that_it_is_typed(package):
    assert (package / "py.typed").is_file()
