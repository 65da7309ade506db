"""Benefits as rows: one row for each thing that somebody can get."""
