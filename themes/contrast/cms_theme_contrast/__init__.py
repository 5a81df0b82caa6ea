"""A child of the theme Sen: one style sheet more."""
