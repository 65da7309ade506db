"""What does a provision pay: who gets how much, computed on what, capped where, paid by whom, for how long?"""
