"""What staff see of the whole: the desk, deliveries, the journal, the register of users."""
