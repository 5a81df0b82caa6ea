"""What whoever runs the server sees of it: options, logs, measures, signs of life."""
