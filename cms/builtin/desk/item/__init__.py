"""The pages of one item: editing, review, history, conflicts."""
