"""Which constraints does a query say in words, that the library holds as data?

``read.read_asked`` reads them, ``polarity`` says which are denied and ``subjects`` of what they are said;
``facts.find_facts`` says what of a clause they are compared with, and ``weighing`` makes of them what an engine is
asked for. The words are ``data/asking.toml``. Invariant: a stretch of the query is one constraint at most, and whatever
is not read stays a word.
"""
