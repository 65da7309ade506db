"""Does a memo say what the clauses say that it cites? The way in is ``check.check_memo``."""
