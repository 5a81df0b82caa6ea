"""The focal point of a picture as classes: what a crop by the theme's sheet keeps."""

from __future__ import annotations


def focal_classes(x: int, y: int) -> str | None:
    """Return the classes of a point, in percent from the left and from the top.

    Pages may not carry styles of their own, so a percentage becomes a class of
    tens and one of ones, ``focus-x-30 focus-x-plus-7``: forty rules of the
    theme's sheet say it exactly. The middle needs none.
    """
    return " ".join([*_axis_classes("x", x), *_axis_classes("y", y)]) or None


def _axis_classes(axis: str, percent: int) -> list[str]:
    tens, ones = divmod(percent, 10)
    if percent == 50:
        return []
    plus = [f"focus-{axis}-plus-{ones}"] if ones else []
    return [f"focus-{axis}-{tens}0" if tens else f"focus-{axis}-0", *plus]
