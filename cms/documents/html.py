"""Write a document as semantic HTML, for a page of the site or as a page of its own."""

from __future__ import annotations

import base64
from importlib.resources import files

from markupsafe import Markup

from cms.documents.compose import compose
from cms.documents.composed import (
    Composed,
    Grid,
    GridCell,
    Head,
    ItemList,
    Line,
    Part,
    Picture,
    Rule,
    SignatureBlock,
)
from cms.documents.document_numbers import find_document_numbers
from cms.documents.model import Document, Run
from cms.documents.profile import Profile
from cms.richtext.markup import join, tag


_DEEPEST = 6
#: A number in one piece is not longer than this.
_LONGEST_WHOLE = 30


def render(document: Document, heading: int = 1) -> Markup:
    """Return the document as an ``article``; its title is a heading of that level."""
    return _Writer(compose(document), heading).article()


def render_file(document: Document) -> bytes:
    """Return a whole page in UTF-8 that needs no other file."""
    composed = compose(document)
    styles = (files("cms") / "static" / "documents.css").read_bytes()
    encoded = base64.b64encode(styles).decode("ascii")
    page = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("title", composed.name),
            tag("meta", name="viewport", content="width=device-width"),
            tag("link", rel="stylesheet", href=f"data:text/css;base64,{encoded}"),
        ),
        tag(
            "body", tag("main", _Writer(composed, 1).article()), class_="document-page"
        ),
        lang=composed.language,
    )
    return f"<!doctype html>\n{page}\n".encode()


class _Writer:
    """One document while it becomes HTML."""

    def __init__(self, composed: Composed, heading: int) -> None:
        self.composed = composed
        self.profile: Profile = composed.profile
        self.level = min(max(heading, 1), _DEEPEST)

    def article(self) -> Markup:
        """Return the whole document."""
        composed = self.composed
        return tag(
            "article",
            tag("header", self.draft(), *self.head(), class_="document-head"),
            self.title(),
            *(self.line(line) for line in composed.addressees),
            tag("div", self.parts(composed.body), class_="document-text"),
            self.foot(),
            class_=f"document document-{self.profile.name}",
            lang=composed.language,
        )

    def draft(self) -> Markup:
        return self.line(self.composed.draft) if self.composed.draft else Markup("")

    def head(self) -> list[Markup]:
        return [
            tag(
                "div",
                *(
                    tag("div", *(self.head_part(part, width) for part in column))
                    for column, width in zip(
                        (row.left, row.right),
                        self.profile.header.columns,
                        strict=True,
                    )
                ),
                class_="document-columns",
            )
            for row in self.composed.head
        ]

    def head_part(self, part: Head, room: float) -> Markup:
        """Return a line, or a rule that is as long as its share of the room."""
        if isinstance(part, Rule):
            share = min(max(round(part.width / room * 100), 1), 100)
            looks = f"document-rule document-share-{share}"
            return tag("div", class_=looks, aria_hidden="true")
        return self.line(part)

    def title(self) -> Markup:
        """Return type and title as one heading, and what ends them."""
        named = [
            part
            for part in self.composed.title
            if isinstance(part, Line) and not part.decorative
        ]
        others = [part for part in self.composed.title if part not in named]
        if not named:
            return Markup("")
        # The space is for who hears it: type and title are two words.
        words = tag("span", self.words(named[0]), class_=_class(named[0]))
        for one in named[1:]:
            words = join([words, " ", tag("span", self.words(one), class_=_class(one))])
        return join(
            [
                tag(f"h{self.level}", words, class_="document-name"),
                *(
                    self.head_part(part, self.profile.page.text_width)
                    for part in others
                ),
            ]
        )

    # Lines

    def line(self, line: Line) -> Markup:
        """Return a line as a heading or paragraph."""
        words = self.words(line)
        if line.depth:
            level = min(self.level + line.depth, _DEEPEST)
            return tag(f"h{level}", words, class_=_class(line))
        hidden = "true" if line.decorative else None
        return tag("p", words, class_=_class(line), aria_hidden=hidden)

    def words(self, line: Line) -> Markup:
        """Return the number and the runs of a line."""
        end = tag("br") if line.breaks else ""
        return join([line.number, end, *map(_run, line.runs)])

    # Blocks

    def parts(self, parts: tuple[Part, ...]) -> Markup:
        return join(self.part(part) for part in parts)

    def part(self, part: Part) -> Markup:
        if isinstance(part, Line):
            return self.line(part)
        if isinstance(part, ItemList):
            return self.items(part)
        return self.table(part) if isinstance(part, Grid) else self.picture(part)

    def items(self, part: ItemList) -> Markup:
        items = (tag("li", self.parts(item)) for item in part.items)
        if part.ordered:
            start = part.start if part.start != 1 else None
            shown = {"start": start, "type": part.form if part.form != "1" else None}
            return tag("ol", *items, class_="document-items", **shown)
        sign = "plus" if part.markers[0] == "+" else "dash"
        return tag("ul", *items, class_=f"document-items document-{sign}")

    def table(self, part: Grid) -> Markup:
        heads = [self.row(row) for row in part.rows[: part.header_rows]]
        rows = [self.row(row) for row in part.rows[part.header_rows :]]
        shares = (
            tag("col", class_=f"document-share-{max(round(column.share * 100), 1)}")
            for column in part.columns
        )
        caption = part.caption
        table = tag(
            "table",
            tag("caption", self.words(caption)) if caption else "",
            tag("colgroup", *shares),
            tag("thead", *heads) if heads else "",
            tag("tbody", *rows),
        )
        # It scrolls by itself on a narrow screen, so the keyboard must reach it.
        label = caption.text if caption else self.composed.name
        return tag(
            "div",
            table,
            class_="document-scroll",
            role="region",
            tabindex="0",
            aria_label=label,
        )

    def row(self, row: tuple[GridCell, ...]) -> Markup:
        return tag("tr", *map(self.cell, row))

    def cell(self, cell: GridCell) -> Markup:
        spans = {
            "colspan": cell.columns if cell.columns > 1 else None,
            "rowspan": cell.rows if cell.rows > 1 else None,
        }
        inner = self.parts(cell.parts)
        if cell.header:
            scope = "colgroup" if cell.columns > 1 else "col"
            return tag("th", inner, scope=scope, **spans)
        return tag("td", inner, **spans)

    def picture(self, part: Picture) -> Markup:
        content = base64.b64encode(part.data).decode("ascii")
        image = tag("img", src=f"data:{part.media_type};base64,{content}", alt=part.alt)
        caption = tag("figcaption", self.words(part.caption)) if part.caption else ""
        return tag("figure", image, caption, class_="document-picture")

    # The end

    def foot(self) -> Markup:
        """Return recipients and signatures: one beside them, several before them."""
        foot = self.composed.foot
        signatures = [self.signature(block) for block in foot.signatures]
        recipients = self.recipients()
        if len(signatures) > 1:
            columns = tag("div", *signatures, class_="document-columns")
            return tag("footer", columns, recipients, class_="document-foot")
        if not (signatures or foot.recipients):
            return Markup("")
        columns = tag("div", recipients, *signatures, class_="document-columns")
        return tag("footer", columns, class_="document-foot")

    def recipients(self) -> Markup:
        label, *names = self.composed.foot.recipients or (None,)
        if label is None:
            return tag("div")
        items = (tag("li", self.words(line)) for line in names)
        return tag(
            "div",
            self.line(label),
            tag("ul", *items, role="list", class_="document-copies"),
        )

    def signature(self, block: SignatureBlock) -> Markup:
        mark = self.line(block.mark) if block.mark else ""
        return tag(
            "div",
            *map(self.line, block.above),
            tag("div", mark, class_="document-seal"),
            self.line(block.name) if block.name else "",
        )


def _class(line: Line) -> str:
    name = f"document-{line.style.replace('_', '-')}"
    return f"{name} document-to-{line.align}" if line.align else name


def _run(run: Run) -> Markup:
    """Return a run with its breaks, inside the elements of its look."""
    words = tag("br").join(map(_whole_numbers, run.text.split("\n")))
    for wanted, name in (
        (run.script == "super", "sup"),
        (run.script == "sub", "sub"),
        (run.strike, "s"),
        (run.underline, "u"),
        (run.italic, "em"),
        (run.bold, "strong"),
    ):
        if wanted:
            words = tag(name, words)
    if run.link:
        words = tag("a", words, href=run.link, rel="noopener")
    return join([words])


def _whole_numbers(words: str) -> Markup:
    """Return a text whose document numbers do not break at their signs."""
    found: list[str | Markup] = []
    place = 0
    for start, end, _number in find_document_numbers(words):
        if end - start <= _LONGEST_WHOLE:
            whole = tag("span", words[start:end], class_="document-whole")
            found += [words[place:start], whole]
            place = end
    return join([*found, words[place:]])
