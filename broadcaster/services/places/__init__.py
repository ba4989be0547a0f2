"""From a list to the places where it hangs, and down again."""
