"""Rules of good pages: descriptions, headings, spellings, encodings."""
