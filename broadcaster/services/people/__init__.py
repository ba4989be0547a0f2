"""From an event or an occasion to a message, and what became of it."""
