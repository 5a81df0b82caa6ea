"""A second step at the login: a code from an app on the telephone, recovery codes."""
