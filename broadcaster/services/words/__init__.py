"""The court's words: previewed, tried, and changed by two people."""
