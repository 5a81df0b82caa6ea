"""The core's own rules of good pages, by name."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l

from cms.contributions import Rule


ALT: Final = "core.alt"
HEADINGS: Final = "core.headings"
LINK_WORDS: Final = "core.link_words"
LINKS: Final = "core.links"
OUTSIDE: Final = "core.outside_links"
NAMES: Final = "core.names"
ENCODING: Final = "core.encoding"

RULES: Final = (
    Rule(ALT, _l("A picture has no description"), blocks=True),
    Rule(LINKS, _l("A link to this site leads nowhere"), blocks=True),
    Rule(OUTSIDE, _l("A link to another site is broken")),
    Rule(LINK_WORDS, _l("The words of a link do not say where it leads")),
    Rule(HEADINGS, _l("Headings skip a level or are empty")),
    Rule(NAMES, _l("One name is spelled in two ways")),
    Rule(ENCODING, _l("Text is in an old encoding")),
)
