"""One file per arrow of the three flows."""
