"""Pieces of text that many pages share: a contact box, a notice."""
