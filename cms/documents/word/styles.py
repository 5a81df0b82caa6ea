"""The styles and the page of a Word document, made from a layout profile."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt, RGBColor

from cms.documents.model import Level
from cms.documents.profile import Profile, Style
from cms.documents.word.xml import make, w


#: Named, not shipped: Word has it, and elsewhere a twin of its widths stands in.
FONT = "Times New Roman"
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
#: Word's built-in names where it knows such a style, so that its outline works.
NAMES = {
    "motto": "Official Motto",
    "nation": "Official Nation",
    "superior": "Official Superior Body",
    "issuer": "Official Issuer",
    "issuer_mark": "Official Sign",
    "number": "Official Number",
    "place_date": "Official Place and Date",
    "subject": "Official Matter",
    "draft": "Official Draft",
    "type": "Title",
    "title": "Subtitle",
    "title_mark": "Official Title End",
    "addressee": "Official Addressee",
    "body": "Body Text",
    "basis": "Official Basis",
    "quote": "Quote",
    "list": "List Paragraph",
    "table": "Official Table Text",
    "table_header": "Official Table Heading",
    "caption": "Caption",
    "signature_authority": "Official Authority",
    "signature_title": "Official Signature Title",
    "signature_mark": "Official Signature Mark",
    "signature_name": "Signature",
    "recipients_label": "Official Recipients Label",
    "recipients": "Official Recipients",
    "page_number": "Header",
    "picture": "Official Picture",
    "space": "Official Space",
    **{
        f"heading_{level.value}": f"Heading {number}"
        for level, number in {
            Level.FIRST: 1,
            Level.SECOND: 2,
            Level.THIRD: 3,
            Level.FOURTH: 4,
            Level.PART: 5,
            Level.CHAPTER: 6,
            Level.SECTION: 7,
            Level.ARTICLE: 8,
        }.items()
    },
}
#: How deep each level stands in Word's outline, from 0.
_OUTLINE = {
    Level.PART: 0,
    Level.CHAPTER: 1,
    Level.SECTION: 2,
    Level.ARTICLE: 3,
    Level.FIRST: 0,
    Level.SECOND: 1,
    Level.THIRD: 2,
    Level.FOURTH: 3,
}
_KEPT = frozenset({"type", "title", "recipients_label"})
_DEFAULTS = frozenset({"Normal", "Default Paragraph Font", "Normal Table", "No List"})


def define_styles(
    word: WordDocument, profile: Profile, language: str
) -> dict[str, str]:
    """Give a new document one style for each kind of line; return their ids."""
    _take_away_styles(word)
    _set_defaults(word, profile, LANGUAGES.get(language, language))
    made = {
        key: _define(word, key, style, profile.line_of(key))
        for key, style in profile.styles.items()
        if key in NAMES
    }
    for level, form in profile.headings.items():
        key = f"heading_{level.value}"
        line = profile.line_of(form.style)
        style = _define(word, key, profile.styles[form.style], line)
        style.paragraph_format.keep_with_next = True
        style.element.get_or_add_pPr().append(make("outlineLvl", val=_OUTLINE[level]))
        made[key] = style
    picture = Style(size=profile.styles["body"].size, align="center", before=6)
    made["picture"] = _define(word, "picture", picture, None)
    made["space"] = _define(word, "space", Style(size=1), 1)
    return {key: style.style_id for key, style in made.items()}


def define_page(word: WordDocument, profile: Profile, number_style: str) -> None:
    """Set the page, and its number in the top margin from the second page on."""
    section, page = word.sections[0], profile.page
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance = section.footer_distance = Mm(page.number_from_edge)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]._p
    paragraph.style = number_style
    field = make("instrText")
    field.text = "PAGE"
    for content in (
        make("fldChar", fldCharType="begin"),
        field,
        make("fldChar", fldCharType="end"),
    ):
        paragraph.append(make("r", content))


def _take_away_styles(word: WordDocument) -> None:
    """Leave the template's four defaults only: what a file lists, it uses."""
    for style in list(word.styles):
        if style.name not in _DEFAULTS:
            word.styles.element.remove(style.element)


def _set_defaults(word: WordDocument, profile: Profile, language: str) -> None:
    """Set the font, size and language that every style begins from."""
    _set_font(word.styles["Normal"], profile.styles["body"].size)
    defaults = word.styles.element.find(f".//{w('rPrDefault')}/{w('rPr')}")
    for old in defaults.findall(w("lang")):
        defaults.remove(old)
    defaults.append(make("lang", val=language, eastAsia=language))
    settings = word.settings.element
    settings.find(w("defaultTabStop")).addprevious(make("autoHyphenation", val="0"))
    settings.find(w("themeFontLang")).set(w("val"), language)
    # Else Word shows the file as one of 2007, whose tables stand further left.
    mode = make(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val="15",
    )
    settings.find(w("compat")).append(mode)


def _define(word: WordDocument, key: str, style: Style, line: float | None) -> Any:
    """Return a Word style made as the profile's."""
    name = NAMES[key]
    made: Any = word.styles.add_style(
        name, WD_STYLE_TYPE.PARAGRAPH, builtin=not name.startswith("Official")
    )
    made.base_style = word.styles["Normal"]
    made.quick_style = True
    _set_font(made, style.size)
    made.font.bold, made.font.italic = style.bold, style.italic
    made.font.underline = style.underline
    layout = made.paragraph_format
    layout.alignment = getattr(WD_ALIGN_PARAGRAPH, style.align.upper())
    layout.space_before, layout.space_after = Pt(style.before), Pt(0)
    layout.first_line_indent = Mm(style.first_indent)
    layout.widow_control = True
    layout.keep_with_next = key in _KEPT
    if line is None:
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        layout.line_spacing = Pt(line)
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    return made


def _set_font(style: Any, size: float) -> None:
    """Name the font for every script: python-docx alone sets two of the four."""
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(w(script), FONT)
