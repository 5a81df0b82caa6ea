"""Measure a report of about 60 pages in the three formats, each in a fresh process."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path


ROUNDS = 5
PAGES = 60
FORMATS = {"html": "render_html_file", "pdf": "render_pdf", "docx": "render_docx"}


def report():
    """Return a report with text, lists and a table of 300 rows."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
    from dataclasses import replace

    from document_samples import PARTY_2026, SENTENCE, figures

    from cms.documents import Heading, Level, List, Paragraph

    text = " ".join([SENTENCE] * 4)
    parts = []
    for number in range(46):
        parts += [
            Heading(f"Nhiệm vụ thứ {number + 1}", Level.FIRST),
            Heading("Kết quả", Level.SECOND),
            *(Paragraph(f"{place}. {text}") for place in range(4)),
            List(tuple((Paragraph(SENTENCE),) for _ in range(4))),
        ]
    return replace(PARTY_2026, body=(*parts, figures(300)))


def measure(name):
    """Print the milliseconds of the first document and of a later one, and the memory."""
    from cms import documents

    document = report()
    render = getattr(documents, FORMATS[name])
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        content = render(document)
        took.append((time.perf_counter() - start) * 1000)
    pages = 0
    if name == "pdf":
        import pypdfium2

        pages = len(pypdfium2.PdfDocument(content))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    found = [
        took[0],
        sorted(took[1:])[len(took) // 2 - 1],
        len(content),
        max(own, children),
        pages,
    ]
    print(json.dumps(found))


def main():
    print("| format | first ms | later ms | KB | memory MB | pages |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in FORMATS:
        command = [sys.executable, __file__, name]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        first, later, size, peak, pages = json.loads(said.stdout)
        print(
            f"| {name} | {first:.0f} | {later:.0f} | {size / 1024:.0f} "
            f"| {peak:.0f} | {pages or ''} |"
        )


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
