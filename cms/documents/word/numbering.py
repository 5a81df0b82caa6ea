"""Numbers that Word counts itself: of headings, of lists."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.shared import Mm

from cms.documents.composed import ItemList, Line
from cms.documents.model import Level
from cms.documents.profile import Numbering, Profile
from cms.documents.word.xml import make, twips, w


#: Headings by their place in a list of levels. Letters are printed as text,
#: for Word's alphabet has no đ.
_OUTLINE = (Level.FIRST, Level.SECOND)
_REGULATION = (Level.PART, Level.CHAPTER, Level.SECTION, Level.ARTICLE)
#: After which level, counted from 1, a level begins again; 0 is never.
_RESTARTS = {Level.CHAPTER: 0, Level.SECTION: 2, Level.ARTICLE: 0}
_FORMATS = {"upper-roman": "upperRoman", "decimal": "decimal"}
_LEVELS = 9
_OUTLINE_ID, _REGULATION_ID, _SIGNS_ID, _FIRST_LIST_ID = range(4)
#: Millimetres between the edge and the words of a list numbered beyond nine.
_WIDE = 7.5


def is_counted(line: Line) -> bool:
    """Tell whether Word counts a heading, so that its number is not written."""
    return bool(line.number) and line.level in (*_OUTLINE, *_REGULATION)


class WordNumbering:
    """The numbering part of one document while it is written."""

    def __init__(self, word: WordDocument, profile: Profile) -> None:
        self.profile = profile
        self.part = word.part.numbering_part.element
        for child in list(self.part):
            self.part.remove(child)
        self.numbers = 0
        self.lists = _FIRST_LIST_ID
        signs = profile.body.list_markers
        for abstract in (
            _abstract(_OUTLINE_ID, self.heading_levels(_OUTLINE)),
            _abstract(_REGULATION_ID, self.heading_levels(_REGULATION)),
            _abstract(
                _SIGNS_ID,
                [
                    _level(place, "bullet", signs[min(place, len(signs) - 1)])
                    for place in range(_LEVELS)
                ],
            ),
        ):
            self.part.append(abstract)
        self.outline = self.instance(_OUTLINE_ID)
        self.regulation = self.instance(_REGULATION_ID)
        self.signs = self.instance(_SIGNS_ID)

    def heading_levels(self, levels: tuple[Level, ...]) -> list[Any]:
        """Return the definitions of the headings that Word counts."""
        return [
            _heading_level(
                place,
                level,
                self.profile.headings[level],
                self.profile.styles[self.profile.headings[level].style].first_indent,
            )
            for place, level in enumerate(levels)
        ]

    def instance(self, abstract: int, starts: dict[int, int] | None = None) -> int:
        """Return a new series of numbers; ``starts`` begin levels at a number."""
        self.numbers += 1
        number = make("num", make("abstractNumId", val=abstract), numId=self.numbers)
        for level, start in (starts or {}).items():
            begin = make("startOverride", val=start)
            number.append(make("lvlOverride", begin, ilvl=level))
        self.part.append(number)
        return self.numbers

    def number_heading(self, paragraph: Any, line: Line) -> None:
        """Let Word count a heading; one without a number lets lower ones begin again."""
        if line.level is Level.FIRST and not line.number:
            self.outline = self.instance(_OUTLINE_ID, {1: 1})
        if not is_counted(line):
            return
        if line.level in _OUTLINE:
            _put(paragraph, self.outline, _OUTLINE.index(line.level))
        elif line.level in _REGULATION:
            _put(paragraph, self.regulation, _REGULATION.index(line.level))

    def new_list(self, part: ItemList) -> int:
        """Return the series of a list: each numbered list begins anew.

        Series of one definition share their counters, so that a list in a table
        would count on for the list around it: each has a definition of its own.
        """
        if not part.ordered:
            return self.signs
        levels = [
            _level(place, "decimal", f"%{place + 1}.") for place in range(_LEVELS)
        ]
        definition = _abstract(self.lists, levels)
        self.part.find(w("num")).addprevious(definition)  # where the schema has it
        self.lists += 1
        return self.instance(self.lists - 1, {part.nesting: part.start})

    def put_item(
        self, paragraph: Any, series: int, part: ItemList, *, first: bool, in_cell: bool
    ) -> None:
        """Indent a paragraph of an item and, if it is its first, number it."""
        body = self.profile.body
        hanging = body.list_hanging
        if part.ordered and len(part.markers[-1]) > 2:
            hanging = max(hanging, _WIDE)
        edge = 0 if in_cell else body.list_indent
        edge += part.nesting * body.list_hanging
        layout = paragraph.paragraph_format
        layout.left_indent = Mm(edge + hanging)
        layout.first_line_indent = Mm(-hanging if first else 0)
        if first:
            _put(paragraph, series, part.nesting)


def _put(paragraph: Any, series: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = series


def _abstract(number: int, levels: list[Any]) -> Any:
    kind = make("multiLevelType", val="multilevel")
    return make("abstractNum", kind, *levels, abstractNumId=number)


def _level(place: int, form: str, words: str) -> Any:
    return make(
        "lvl",
        make("start", val=1),
        make("numFmt", val=form),
        make("lvlText", val=words),
        make("lvlJc", val="left"),
        ilvl=place,
    )


def _heading_level(place: int, level: Level, form: Numbering, indent: float) -> Any:
    words = f"{form.before}%{place + 1}{form.after}"
    made = _level(place, _FORMATS[form.number], words.rstrip())
    restart = _RESTARTS.get(level)
    texts = made.find(w("lvlText"))
    if restart is not None:
        texts.addprevious(make("lvlRestart", val=restart))
    texts.addprevious(make("suff", val="nothing" if form.breaks else "space"))
    # Without it the level's own indent, none, would stand in for the style's.
    made.append(make("pPr", make("ind", left=0, firstLine=twips(indent))))
    return made
