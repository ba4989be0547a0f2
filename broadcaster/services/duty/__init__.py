"""What is due, who is on duty, and who is called."""
