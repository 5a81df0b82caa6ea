"""Documents of random parts: nested, empty, contradictory, with any text."""

import datetime as dt
from random import Random

from document_samples import picture

from cms.documents import (
    Cell,
    Clause,
    Column,
    Document,
    Figure,
    Heading,
    Level,
    List,
    Paragraph,
    Run,
    Signature,
    Table,
)


VIETNAMESE = [
    ord(sign)
    for sign in "aăâbcdđeêghiklmnoôơpqrstuưvxyẤẾỘỮỶ0123456789      \n.,;:()/-–“”%#<&*_$\\"
]


def any_document(seed, signs):
    """Return the document of a seed, made of the code points ``signs``."""
    random = Random(seed)  # noqa: S311 (no secret)

    def text(most=40):
        return "".join(
            chr(random.choice(signs)) for _ in range(random.randint(0, most))
        )

    def several(make, most=3):
        return tuple(make() for _ in range(random.randint(0, most)))

    def run():
        return Run(
            text(),
            *(random.random() < 0.3 for _ in range(4)),
            random.choice(["", "sub", "super"]),
            random.choice(["", "https://quan-sen.example/", text()]),
        )

    def content():
        return text() if random.random() < 0.5 else several(run)

    def block(depth):
        kinds = [paragraph, heading, clause, figure]
        kinds += [items, table] if depth < 3 else []
        return random.choice(kinds)(depth + 1)

    def blocks(depth):
        return several(lambda: block(depth))

    def paragraph(_depth):
        return Paragraph(
            content(),
            random.choice([None, "left", "center", "right", "justify"]),
            random.choice(["body", "basis", "quote"]),
        )

    def heading(_depth):
        return Heading(content(), random.choice(list(Level)), random.random() < 0.7)

    def clause(_depth):
        return Clause(content(), random.choice(["clause", "point"]))

    def figure(_depth):
        return Figure(picture(), text(), text(), random.uniform(-5, 500))

    def items(depth):
        return List(
            several(lambda: blocks(depth)),
            random.random() < 0.5,
            random.choice([-3, 0, 1, 7, 2000]),
        )

    def cell(depth):
        return Cell(blocks(depth), *(random.randint(-1, 4) for _ in range(2)))

    def table(depth):
        return Table(
            several(lambda: Column(random.uniform(-1, 9))),
            several(lambda: several(lambda: cell(depth))),
            random.randint(-1, 4),
            text(),
        )

    return Document(
        profile=random.choice(["party-2018", "party-2026", "state-2020"]),
        date=dt.date.fromordinal(random.randint(1, dt.date.max.toordinal())),
        issuer=text(),
        title=text(),
        type=text(),
        superior=text(),
        number=text(),
        place=text(),
        body=several(lambda: block(0), 5),
        addressees=several(text),
        recipients=several(text),
        signatures=several(lambda: Signature(text(), text(), of=text(), mark=text())),
        draft=text(),
    )
