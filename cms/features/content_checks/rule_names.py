"""Names and labels of the rules of good pages that this feature checks."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l

from cms.contributions import Rule


ALT: Final = "core.alt"
HEADINGS: Final = "core.headings"
NAMES: Final = "core.names"
ENCODING: Final = "core.encoding"
LINK_WORDS: Final = "core.link_words"
LOOK_ALIKES: Final = "core.look_alikes"

RULES: Final = (
    Rule(ALT, _l("A picture has no description"), blocks=True),
    Rule(HEADINGS, _l("Headings skip a level or are empty")),
    Rule(NAMES, _l("One name is spelled in two ways")),
    Rule(ENCODING, _l("Text is in an old encoding")),
    Rule(LOOK_ALIKES, _l("A word mixes letters that look alike")),
    Rule(LINK_WORDS, _l("A link text does not say where the link leads")),
)
