"""What is sent twice has its effect once: a key of each form, kept with the answer."""
