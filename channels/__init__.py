"""Ways out of the house: one folder per channel."""
