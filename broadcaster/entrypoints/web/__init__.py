"""Everything that is reached by HTTP, in one process."""
