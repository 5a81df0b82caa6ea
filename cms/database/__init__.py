"""The database: engines, transactions, pages of results, and the schema's versions."""
