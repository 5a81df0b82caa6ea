"""What the server writes about its work: requests, slow queries, errors."""
