"""The secret keys of a site: replaced, and what is sealed with them."""
