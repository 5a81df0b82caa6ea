"""Which rules of axe answer differently for another width, colour scheme or language."""

from __future__ import annotations


ALL = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# What is asked of a page that has passed all rules in another size and language.
OF_SIZE_COLOUR_AND_LANGUAGE = (
    "color-contrast",
    "html-lang-valid",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
    "valid-lang",
)
