"""Set a document out by its profile: head, title, numbered body, recipients, signatures."""

from __future__ import annotations

import datetime as dt
import re

from flask_babel import gettext as _

from cms import text
from cms.documents.body import compose_body
from cms.documents.composed import (
    Composed,
    Foot,
    Head,
    HeadRow,
    Line,
    Rule,
    SignatureBlock,
)
from cms.documents.document_numbers import DocumentNumber
from cms.documents.metrics import width_mm
from cms.documents.model import Authority, Document, Signature
from cms.documents.profile import Profile, get_profile
from cms.documents.runs import NBSP, line, runs_of
from cms.errors import Problem, Refused


#: About 1,000 pages; a longer text is a mistake and not a document.
MAX_CHARACTERS = 4_000_000
_NUMBER_LABEL = re.compile(r"\s*số\s*:?\s*", re.IGNORECASE)
_MATTER = re.compile(r"\s*v/v\b[:.]?\s*", re.IGNORECASE)
_END = " .,;:"


def compose(document: Document) -> Composed:
    """Return the document set out; raises ``Refused`` when it is too long to be one."""
    profile = get_profile(document.profile)
    parts = _Parts(document, profile)
    title = parts.title()
    composed = Composed(
        profile=profile,
        language=document.language,
        name=_name(document),
        author=line(document.issuer),
        date=document.date,
        draft=parts.line("draft", document.draft),
        head=tuple(
            HeadRow(parts.column(row.left), parts.column(row.right))
            for row in profile.header.rows
        ),
        title=title,
        addressees=parts.addressees(),
        body=compose_body(document.body, profile),
        foot=Foot(parts.recipients(), tuple(map(parts.signature, document.signatures))),
    )
    if sum(len(one.text) for one in composed.lines()) > MAX_CHARACTERS:
        message = _(
            "The document has more than %(number)s characters. Divide it.",
            number=text.format_number(MAX_CHARACTERS),
        )
        raise Refused([Problem(message, field="body")])
    return composed


def format_place_and_date(place: str, date: dt.date) -> str:
    """Return ``Quận Sen, ngày 05 tháng 7 năm 2023``; the date is kept on one line."""
    written = text.format_date_long(date).replace(" ", NBSP)
    where = line(place).rstrip(_END)
    return f"{where}, {written}" if where else written[0].upper() + written[1:]


def format_label_and_number(label: str, number: DocumentNumber | str) -> str:
    """Return ``Số 58-BC/UBKTQU``; a number not yet given leaves room for the pen."""
    if isinstance(number, DocumentNumber):
        room = NBSP * 6 if number.number is None else ""
        return f"{label}{room}{number}".replace("Số ", f"Số{NBSP}")
    words = _NUMBER_LABEL.sub("", line(number), count=1)
    return f"{label}{words}".replace("Số ", f"Số{NBSP}")


def _name(document: Document) -> str:
    """Return a title for lists, bookmarks and the file: never empty."""
    named = line(f"{document.type} {document.title}")
    return named or line(document.issuer) or document.date.isoformat()


class _Parts:
    """The parts of one document around its body."""

    def __init__(self, document: Document, profile: Profile) -> None:
        self.document = document
        self.profile = profile

    def line(self, style: str, words: str) -> Line | None:
        """Return a line in a style; None without words."""
        upper = self.profile.styles[style].upper
        runs = runs_of(words.replace("\n", " "), upper=upper)
        return Line(style, runs) if runs else None

    def lines(self, style: str, words: str) -> tuple[Line, ...]:
        """Return one line for each that the words have."""
        found = (self.line(style, part) for part in words.split("\n"))
        return tuple(one for one in found if one)

    def column(self, names: tuple[str, ...]) -> tuple[Head, ...]:
        """Return the lines and rules of one column of the head."""
        found: list[Head] = []
        for name in names:
            if name in self.profile.rules:
                found += self.rule(name)
            else:
                found += self.named(name)
        return tuple(found)

    def named(self, name: str) -> tuple[Line, ...]:
        """Return the lines of a part of the head."""
        if name == "issuer_mark":
            mark = self.line(name, self.profile.header.issuer_mark)
            return (Line(name, mark.runs, decorative=True),) if mark else ()
        return self.lines(name, self.words(name))

    def words(self, name: str) -> str:
        """Return what a part of the head says."""
        document, header = self.document, self.profile.header
        if name == "number":
            if document.number is None:
                return ""
            return format_label_and_number(header.number_label, document.number)
        if name == "place_date":
            return format_place_and_date(document.place, document.date)
        if name == "subject":
            return self.subject()
        if name in ("motto", "nation"):
            return str(getattr(header, name))
        return str(getattr(document, name))

    def subject(self) -> str:
        """Return the matter of a letter; of other documents it is the title."""
        if self.document.type.strip():
            return ""
        label = self.profile.header.subject_label
        matter = line(self.document.title)
        return label + _MATTER.sub("", matter, count=1) if label else matter

    def rule(self, name: str) -> tuple[Rule, ...]:
        """Return the rule under a part, as long as the profile says; none without it."""
        measure = self.profile.rules[name]
        titled = measure.of == "title"
        words = self.document.title if titled else self.words(measure.of)
        lines = self.lines(measure.of, words)
        if not lines:
            return ()
        style = self.profile.styles[measure.of]
        columns = self.profile.header.columns
        widest = self.profile.page.text_width if titled else columns[0]
        if measure.of in ("motto", "nation"):
            widest = columns[1]
        width = width_mm(lines[-1].text, style.size, bold=style.bold)
        return (Rule(round(min(width, widest) * measure.share, 1)),)

    def title(self) -> tuple[Head, ...]:
        """Return the type, the title and what ends them; a letter has none."""
        if not self.document.type.strip():
            return ()
        lines: list[Head] = [
            *self.lines("type", self.document.type),
            *self.lines("title", self.document.title),
        ]
        if "title_rule" in self.profile.rules:
            return (*lines, *self.rule("title_rule"))
        mark = self.line("title_mark", self.profile.header.title_mark)
        if mark:
            lines.append(Line(mark.style, mark.runs, decorative=True))
        return tuple(lines)

    def addressees(self) -> tuple[Line, ...]:
        """Return to whom it is sent: one on the label's line, several under it."""
        label = self.profile.foot.addressee_label
        names = _named(self.document.addressees)
        if len(names) == 1:
            wanted = [f"{label} {names[0]}."]
        else:
            wanted = [label, *_enumerated(names, ";", ".")] if names else []
        return tuple(one for words in wanted if (one := self.line("addressee", words)))

    def recipients(self) -> tuple[Line, ...]:
        """Return for whom copies are, with the punctuation of the layout."""
        foot = self.profile.foot
        names = _named(self.document.recipients)
        if not names:
            return ()
        between, end = foot.recipients_between, foot.recipients_end
        return (
            *self.lines("recipients_label", foot.recipients_label),
            *(
                one
                for words in _enumerated(names, between, end)
                if (one := self.line("recipients", words))
            ),
        )

    def signature(self, given: Signature) -> SignatureBlock:
        """Return the lines of one who signs: authority, title, mark, name."""
        form = self.profile.authorities[given.authority]
        whom = given.of if given.authority is not Authority.ACTING else ""
        title = given.title
        if given.authority is Authority.ACTING:
            title = form + title
        authority = self.lines("signature_authority", form + whom if whom else "")
        return SignatureBlock(
            (*authority, *self.lines("signature_title", title)),
            self.line("signature_mark", given.mark),
            self.line("signature_name", given.name),
        )


def _named(names: tuple[str, ...]) -> list[str]:
    """Return names without the dash and punctuation that somebody may have typed."""
    tidied = (line(name).lstrip("-–+ ").rstrip(_END) for name in names)
    return [name for name in tidied if name]


def _enumerated(names: list[str], between: str, end: str) -> list[str]:
    last = len(names) - 1
    return [
        f"-{NBSP}{name}{end if index == last else between}"
        for index, name in enumerate(names)
    ]
