"""What fits a company: its answers, read from an address, and what the pages say of them."""
