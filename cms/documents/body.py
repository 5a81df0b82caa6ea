"""Set out the body: count its headings, fit its tables, check its pictures."""

from __future__ import annotations

from cms.documents.composed import Grid, ItemList, Line, Part
from cms.documents.grid import compose_grid
from cms.documents.model import Block, Clause, Figure, Heading, Level, List, Table
from cms.documents.numbering import Counters, write_number
from cms.documents.pictures import compose_picture
from cms.documents.profile import Numbering, Profile
from cms.documents.runs import runs_of
from cms.text import list_sign


#: Lists inside each other; what is deeper is set out at this depth.
MAX_NESTING = 8
_RANKS = {level: rank for rank, level in enumerate(Level)}


def compose_body(blocks: tuple[Block, ...], profile: Profile) -> tuple[Part, ...]:
    """Return the blocks of a document set out, with numbers and outline."""
    return _Body(profile).parts(blocks, style="", nesting=0)


class _Body:
    """One body while it is set out: the numbers and headings so far."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.counters = Counters()
        self.open_headings: list[int] = []

    def parts(
        self, blocks: tuple[Block, ...], *, style: str, nesting: int
    ) -> tuple[Part, ...]:
        """Return blocks set out; ``style`` is that of the list or cell around them."""
        found = (self.part(block, style, nesting) for block in blocks)
        return tuple(part for part in found if part)

    def part(self, block: Block, style: str, nesting: int) -> Part | None:
        """Return one block set out; None when nothing is in it."""
        if isinstance(block, Heading):
            return self.heading(block) if not style else self.words(block, style)
        if isinstance(block, Clause):
            return self.clause(block)
        if isinstance(block, List):
            return self.items(block, style or "list", nesting)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Figure):
            return compose_picture(block, self.profile)
        own = style or block.style
        runs = runs_of(block.content, upper=self.profile.styles[own].upper)
        return Line(own, runs, align=block.align) if runs else None

    def words(self, block: Heading, style: str) -> Line | None:
        """Return a heading in a list or cell as a line of it."""
        runs = runs_of(block.content)
        return Line(style, runs) if runs else None

    def heading(self, block: Heading) -> Line | None:
        """Return a heading with its number and its depth in the outline."""
        form = self.profile.headings[block.level]
        runs = runs_of(block.content, upper=form.title_upper)
        if not runs:
            return None
        number = self.number(block.level.value, form) if block.numbered else ""
        if not block.numbered:
            self.counters.begin_below(block.level.value)
        return Line(
            form.style,
            runs,
            number=number,
            level=block.level,
            depth=self.depth(_RANKS[block.level]),
            breaks=form.breaks and bool(number),
        )

    def number(self, level: str, form: Numbering) -> str:
        """Count one more and return it as it is printed."""
        written = write_number(self.counters.next(level), form.number)
        return f"{form.before}{written}{form.after}" if written else ""

    def depth(self, rank: int) -> int:
        """Return how deep a heading stands; the outline leaves no step out."""
        while self.open_headings and self.open_headings[-1] >= rank:
            self.open_headings.pop()
        self.open_headings.append(rank)
        return len(self.open_headings)

    def clause(self, block: Clause) -> Line | None:
        """Return a numbered paragraph."""
        runs = runs_of(block.content)
        if not runs:
            return None
        form = self.profile.clauses[block.level]
        return Line(form.style, runs, number=self.number(block.level, form))

    def items(self, block: List, style: str, nesting: int) -> ItemList | None:
        """Return a list whose items all say something, with their signs or numbers."""
        inner = min(nesting + 1, MAX_NESTING)
        found = (self.parts(item, style=style, nesting=inner) for item in block.items)
        items = tuple(item for item in found if item)
        if not items:
            return None
        signs = self.profile.body.list_markers
        sign = signs[min(nesting, len(signs) - 1)]
        start = max(block.start, 0)
        markers = tuple(
            list_sign(start + index, block.form) if block.ordered else sign
            for index in range(len(items))
        )
        return ItemList(items, markers, block.ordered, start, nesting, block.form)

    def table(self, block: Table) -> Grid | None:
        """Return a table set out, its cells filled by this body."""

        def fill(blocks: tuple[Block, ...], style: str) -> tuple[Part, ...]:
            return self.parts(blocks, style=style, nesting=0)

        return compose_grid(block, fill)
