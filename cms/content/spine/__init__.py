"""The spine: items, sections, addresses, who may see and change what."""
