"""Vectors of clauses in a cluster that can compare them."""
