"""The default theme: templates and static files only."""
