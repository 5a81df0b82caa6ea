"""Exchange: a whole site out into an archive, and in again."""
