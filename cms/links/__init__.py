"""The links that items hold to other places, and whether they still lead there."""
