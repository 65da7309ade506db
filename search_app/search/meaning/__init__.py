"""Which clauses are nearest in meaning to a question, in whichever language it is asked?"""
