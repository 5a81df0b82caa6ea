"""The library: media, blocks, keywords, links."""
