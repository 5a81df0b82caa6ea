"""Articles per second that are read into records, on one core.

    python bench/extraction.py [FOLDER] [--seconds 10]

FOLDER holds texts (NAME.txt); without it the seen half of the corpus is read.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from pathlib import Path

from cms_extraction import extract


CORPUS = Path(__file__).parents[1] / "plugins/extraction/tests/corpus/seen"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    texts = [path.read_text("utf-8") for path in sorted(options.folder.glob("*.txt"))]
    extract(texts[0])  # what is loaded once is not measured
    taken: list[float] = []
    begin = time.process_time()
    while time.process_time() - begin < options.seconds:
        for raw in texts:
            start = time.process_time()
            extract(raw)
            taken.append((time.process_time() - start) * 1000)
    taken.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    words = sum(len(raw.split()) for raw in texts) / len(texts)
    print(f"{len(texts)} texts of {words:.0f} words on average, {len(taken)} readings")
    print(f"{1000 / statistics.mean(taken):.0f} articles per second and core")
    print(f"median {statistics.median(taken):.1f} ms, 95 % {taken[len(taken) * 95 // 100]:.1f} ms,"
          f" longest {taken[-1]:.1f} ms; {memory:.0f} MB at most")  # fmt: skip


if __name__ == "__main__":
    main()
