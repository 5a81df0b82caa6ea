"""Private words that were given up for the usual ones: none of them comes back."""

import re
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
FOLDERS = ("cms", "plugins", "themes", "tests", "docs", "bench", "requirements")
SUFFIXES = {".py", ".html", ".js", ".mjs", ".css", ".md", ".toml", ".txt"}
# Made from sources, of others, of the past, or what the tests of extraction read.
APART = (
    "cms/static/",
    "cms/builtin/accounts/common_words.txt",
    "tests/vendor/",
    "docs/decisions/",
    "plugins/extraction/tests/corpus/",
    "plugins/extraction/tests/example/",
    "tests/architecture/test_old_names.py",
)
# The old words, an example, and what one writes instead.
OLD = [
    (
        r"\b_?heal(s|ed|ing)?\b|\bHealed\b|[a-z]Heal",
        "heal(text)",
        "convert, to_unicode",
    ),
    (r"\bmarked-[a-z]|\bMarked(Block|Document|Page)\b", "MarkedBlock", "diff"),
    (r"\b(render|walk|as)_marked\b|\bmarked_(html|page)\b", "marked_html", "diff"),
    (r"\b_?chips?\b|\bchip-", 'class="chip"', "badge, chosen-item, option"),
    (r"\b_?tell_\w+|\b_?told_|\bTOLD_", "tell_suspended", "notify"),
    (r"\btold( =|\()|\(told\b", "told = 1", "message, note"),
    (r"\bforget_old\b", "forget_old()", "delete_old_notices"),
    (r"\bStandIn\b|\bstand_ins?\b", "StandIn", "NamedReference"),
    (r"[Rr]ehears(al|ed?)\b", "is_rehearsal", "dry run"),
    (r"\b(media_)?bring_back\b", "bring_back()", "restore"),
    (r"\b(tie|tied)_person\b|\bmay_tie\b", "tie_person", "link_person"),
    (r"\bkept_together\b", "kept_together", "join_split_letters"),
    (r"\bundo\.take_back\b|\btake_in\b", "undo.take_back", "undo.revert, import_csv"),
    (r"\bstrangers?\b", "a stranger", "outsider, visitor"),
    (r"\bpassers?(_?by)?\b", "a passer-by", "visitor"),
    (r"\b[Rr]emarks?\b", "class Remark", "comment, CheckResult"),
    (r"\bwish(es|ed)?\b|\b_?wish_", "_wish_for", "request"),
    (r"(?<![\w.])(hold|admit|turn_out)_\w+", "hold_item", "lock, allow"),
    (r"\bcompany\b", "in company", "plugins"),
    (r"\b(wired|wiring)\b", "wired", "set up"),
    (r"\b[Rr]ewriter\b|\brewrite\(", "rewrite(item)", "apply_changes, simplify"),
    (r"\blaid (over|down|into)\b", "laid over", "merged, prescribed"),
    (r"\bput to rest\b", "put to rest", "closed"),
]


def sources():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in SUFFIXES and not name.startswith(APART):
                yield name, path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def texts():
    return dict(sources())


@pytest.mark.parametrize(("pattern", "example", "instead"), OLD)
def test_an_old_name_is_nowhere(texts, pattern, example, instead):
    assert re.search(pattern, example)
    found = [name for name, text in texts.items() if re.search(pattern, text)]
    assert not found, f"write instead: {instead}"
