"""One's own pages: the dashboard, notices, the account."""
