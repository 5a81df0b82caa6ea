"""What arrives from outside: dropped files, pasted text."""
