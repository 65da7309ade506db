"""What people labelled, and how weights are made of it."""
