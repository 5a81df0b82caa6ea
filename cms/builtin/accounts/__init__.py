"""The pages of getting in and out: login, passwords, the first administrator."""
