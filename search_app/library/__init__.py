"""Documents over time: ids, versions, catalogue and English, links, and what a person checks before publication."""
