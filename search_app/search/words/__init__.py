"""Which words do the texts use, and what else are they called?"""
