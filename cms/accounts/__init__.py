"""Who somebody is and what they may do: tables, permissions, sessions, guards of views.

The kernel's part, which every room asks; it has no pages. Logging in, passwords and
whatever changes an account are ``cms.builtin.accounts``.
"""
