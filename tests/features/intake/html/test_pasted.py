"""What programs put on the clipboard is read on the server as in the editor."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cms.features.intake.html import from_html
from cms.richtext import render
from tests.features.intake.html.paste.outline import outline


CORPUS = Path(__file__).parent / "paste" / "corpus"
NAMES = sorted(path.stem for path in CORPUS.glob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_a_source_keeps_what_it_says_and_loses_its_residue(name: str) -> None:
    document = from_html((CORPUS / f"{name}.html").read_text("utf-8"))
    assert outline(document) == (CORPUS / f"{name}.txt").read_text("utf-8").strip()
    kept = json.dumps(document)
    for residue in ("Mso", "mso-", "style", "utm_", "SCXW", "\\u00a0"):
        assert residue not in kept
    assert from_html(str(render(document))) == document
