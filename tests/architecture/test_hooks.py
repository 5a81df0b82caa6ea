"""Every hook is documented, has one of five verbs, and is used by what is bundled."""

import re
from pathlib import Path

import pytest

from cms import hookspecs
from cms.testing.hostile import hooks


ROOT = Path(__file__).parents[2]
VERBS = ("register", "check", "filter", "render", "on")
ALL = hooks(VERBS)


def test_there_is_no_hook_with_another_prefix():
    every = [n for n, value in vars(hookspecs).items() if hasattr(value, "cms_spec")]
    assert sorted(every) == sorted(ALL)


@pytest.mark.parametrize("hook", ALL)
def test_a_hook_says_what_it_is_for_since_when_and_where_to_look(hook):
    text = getattr(hookspecs, hook).__doc__
    assert re.search(r"^Since \d+\.\d+\.", text.replace("    ", ""), re.MULTILINE)
    example = re.search(r"Example: ``([^`]+)``", text)
    assert (ROOT / example[1]).is_file()
    assert f"def {hook}(" in (ROOT / example[1]).read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", ALL)
def test_a_hook_is_used_by_a_bundled_plugin_or_feature(hook):
    bundled = [
        *(ROOT / "plugins").glob("*/cms_*/plugin.py"),
        *(ROOT / "cms" / "features").glob("*/plugin.py"),
    ]
    users = [
        path for path in bundled if f"def {hook}(" in path.read_text(encoding="utf-8")
    ]
    assert users


@pytest.mark.parametrize("hook", ALL)
def test_a_hook_is_called_somewhere_in_the_core(hook):
    calls = [
        path
        for path in (ROOT / "cms").rglob("*.py")
        if f'"{hook}"' in path.read_text(encoding="utf-8")
    ]
    assert calls
