"""Write the pages of docs that follow from the code: the reference, an index.

Usage: .venv/bin/python docs/make_reference.py
"""

from __future__ import annotations

import secrets
import sys
import tempfile
from pathlib import Path


sys.path.insert(0, str(Path(__file__).parent))

from makers import api, cli, decisions, hooks, templates

from cms.build_context import Build


FOLDER = Path(__file__).parent / "reference"


def pages(build: Build) -> dict[Path, str]:
    """Return what each page says; ``build`` is one without plugins."""
    return {
        FOLDER / "hooks.md": hooks.page(),
        FOLDER / "api.md": api.page(),
        FOLDER / "cli.md": cli.page(),
        FOLDER / "templates.md": templates.page(build.app),
        decisions.FOLDER / "README.md": decisions.page(),
    }


def main() -> None:
    """Make a site that is thrown away, and write the pages."""
    from cms.config import Config
    from cms.testing.databases import migrated, opened

    with tempfile.TemporaryDirectory() as name:
        config = Config.load(Path(name), secret_key=secrets.token_urlsafe(32))
        migrated(config)
        with opened(config, (), ()) as build:
            for path, text in pages(build).items():
                path.write_text(text, encoding="utf-8")
                sys.stdout.write(f"Wrote {path.name}.\n")


if __name__ == "__main__":
    main()
