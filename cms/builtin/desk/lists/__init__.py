"""Lists of items: search, filter, bulk actions, calendar, trash."""
