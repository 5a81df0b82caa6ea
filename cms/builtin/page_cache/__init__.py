"""Public pages kept in the memory of each worker, for readers who are not logged in."""
