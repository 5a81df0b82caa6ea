"""Accounts: users, roles and permissions, sessions, login and passwords."""
