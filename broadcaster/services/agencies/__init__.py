"""From an entry to the agencies, in order."""
