"""``python -m cms_extraction``: the commands without a site."""

from __future__ import annotations

import click

from cms_extraction.commands import article, score


main = click.Group("cms_extraction", commands={"article": article, "score": score})

if __name__ == "__main__":
    main()
