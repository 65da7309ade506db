"""The list of a reader: clauses and benefits that an address names, side by side, and the offer made of them."""
