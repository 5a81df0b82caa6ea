"""Who else is on a page of the desk right now."""
