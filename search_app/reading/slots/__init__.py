"""What is found of a grant: who gets it, on what, at most how much, for how long, by whom."""
