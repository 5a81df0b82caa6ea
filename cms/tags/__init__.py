"""The keywords of the site, each once, and the items that carry them."""
