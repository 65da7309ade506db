"""How clauses are found.

Reading order: ``plan`` (query → what to look for), ``engine`` (the protocol every engine keeps, and what it is
given), ``ranking`` (the formula), ``whoosh_engine`` (the one engine), ``generations`` (build, check, publish),
``answer`` (plan → SearchPage: facets, snippets, reasons).
"""
