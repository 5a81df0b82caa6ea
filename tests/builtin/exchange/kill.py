"""Import an archive, killed again and again; then once more to its end.

``python -m tests.builtin.exchange.kill ARCHIVE INSTANCE OUTPUT SEED KILLS``:
each child process is killed at a step that chance names. Prints how many were
killed, and writes the site that came of it to OUTPUT. The instance's database
stands in ``CMS_DATABASE_URL``, or is SQLite.
"""

from __future__ import annotations

import random
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from killing import import_parts, in_child

from cms.accounts.permissions import SYSTEM
from cms.build import build
from cms.builtin.exchange.exporting import export_archive
from cms.builtin.exchange.importing import import_archive
from cms.config import Config


@contextmanager
def opened(config):
    made = build(config)
    with made.app.app_context():
        yield
    made.close()


def take(config, archive, **options):
    """Import the archive; the work of a child."""
    with opened(config):
        import_archive(archive, SYSTEM, **options)


def take_and_export(config, archive, output):
    """Import it to the end, see that nothing is left to do, and export the site."""
    with opened(config):
        import_archive(archive, SYSTEM)
        assert import_archive(archive, SYSTEM).added == 0
        export_archive(output, has_revisions=True)


def main(archive, instance, output, seed, kills):
    import_parts()
    config = Config.load(instance)
    chance = random.Random(seed)  # noqa: S311 - not a secret
    # An import that leaves nothing behind has as many steps.
    steps = in_child(partial(take, config, archive, is_dry_run=True)).count
    work = partial(take, config, archive)
    moments = [chance.randint(1, steps) for _attempt in range(kills)]
    killed = sum(in_child(work, moment) is None for moment in moments)
    in_child(partial(take_and_export, config, archive, output))
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    paths = [Path(one) for one in sys.argv[1:4]]
    main(*paths, int(sys.argv[4]), int(sys.argv[5]))
