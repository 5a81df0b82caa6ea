"""What colleagues say about an item while it is being worked on."""
