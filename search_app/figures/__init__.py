"""Which money sums, percentages and ratios does a text state, and what are they worth? Not yet: what they are for."""
