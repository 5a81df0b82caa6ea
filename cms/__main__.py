"""``python -m cms``: the same as the command ``cms``."""

from __future__ import annotations

from cms.cli import main


if __name__ == "__main__":
    main()
