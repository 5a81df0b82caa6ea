"""What happens to accounts: login and its steps, passwords, links, roles, changes.

The acts and their pages, on the tables and guards of ``cms.accounts``, which knows
nothing of them.
"""
