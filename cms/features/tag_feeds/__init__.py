"""Feeds of keywords: where keywords and feeds are both on."""
