"""The term base as it is looked up: each term with every pair of sentences that holds it."""
