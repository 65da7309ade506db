"""Which ids were published, of documents, clauses and benefits, and how does a new reading keep them?"""
