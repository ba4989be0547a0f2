"""Nouns and rules: pure, without clock, disk, network or logging."""
