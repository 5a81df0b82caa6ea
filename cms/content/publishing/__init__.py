"""Publishing: review, schedule, corrections, and who is notified."""
