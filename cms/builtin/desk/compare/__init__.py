"""Two versions of an item laid over each other, as reviewers see them."""
