"""Write the stylesheet of documents in HTML from the layout profiles.

``python -m cms.documents.stylesheet`` writes ``cms/static/documents.css`` again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cms.documents.profile import Profile, Style, profiles


TARGET = Path(__file__).parents[1] / "static" / "documents.css"
#: What does not depend on a layout.
COMMON = Path(__file__).with_name("common.css")


def stylesheet() -> str:
    """Return the whole stylesheet."""
    shares = "".join(
        f".document-share-{share} {{ width: {share}%; }}\n" for share in range(1, 101)
    )
    own = "".join("".join(_rules(profile)) for profile in profiles())
    return COMMON.read_text(encoding="utf-8") + shares + own


def _rules(profile: Profile) -> Iterator[str]:
    """Yield the rules of one layout."""
    page, body, root = profile.page, profile.body, f".document-{profile.name}"
    margins = " ".join(
        f"{side:g}mm" for side in (page.top, page.right, page.bottom, page.left)
    )
    yield (
        f"@page {profile.name} {{ size: {page.width:g}mm {page.height:g}mm; "
        f"margin: {margins};\n  @top-center {{ content: counter(page); "
        f'font: {profile.styles["page_number"].size:g}pt "Times New Roman", serif; }}\n}}\n'
    )
    yield f"@page {profile.name}:first {{ @top-center {{ content: none; }} }}\n"
    yield f"@media print {{ {root} {{ page: {profile.name}; }} }}\n"
    for name, columns in (
        ("head", profile.header.columns),
        ("foot", profile.foot.columns),
    ):
        yield (
            f"@media (min-width: 40rem), print {{ {root} .document-{name} "
            ".document-columns { grid-template-columns: "
            f"{columns[0]:g}fr {columns[1]:g}fr; }} }}\n"
        )
    yield f"{root} .document-seal {{ min-height: {profile.foot.signature_gap:g}mm; }}\n"
    yield (
        f"{root} .document-items {{ font-size: {profile.styles['list'].size:g}pt; "
        f"padding-left: {body.list_indent + body.list_hanging:g}mm; }}\n"
    )
    yield f"{root} td .document-items {{ padding-left: {body.list_hanging:g}mm; }}\n"
    for key, style in profile.styles.items():
        name = key.replace("_", "-")
        yield _style(f"{root} .document-{name}", style, profile.line_of(key))
    for inner, key in (
        ("caption", "caption"),
        ("figcaption", "caption"),
        (".document-copies", "recipients"),
    ):
        yield _style(f"{root} {inner}", profile.styles[key], profile.line_of(key))


def _style(selector: str, style: Style, line: float) -> str:
    """Return the rule of a style; on a screen lines may stand as wide, not narrower."""
    looks = {
        "margin-top": f"{style.before:g}pt" if style.before else "",
        "font-size": f"{style.size:g}pt",
        "font-weight": "bold" if style.bold else "normal",
        "font-style": "italic" if style.italic else "normal",
        "text-decoration": "underline" if style.underline else "",
        "line-height": f"{line / style.size:.4g}",
        "text-align": style.align,
        "text-indent": f"{style.first_indent:g}mm" if style.first_indent else "",
    }
    written = " ".join(f"{key}: {value};" for key, value in looks.items() if value)
    return f"{selector} {{ {written} }}\n"


if __name__ == "__main__":
    TARGET.write_text(stylesheet(), encoding="utf-8")
