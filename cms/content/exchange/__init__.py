"""Exchange: whole items in and out."""
