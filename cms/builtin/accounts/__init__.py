"""The pages of accounts: login, passwords, the first administrator."""
