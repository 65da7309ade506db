"""How clauses are found.

Reading order: ``query.plan`` (query → what to look for), ``engine`` (the protocol every engine keeps, and what it is
given), ``scoring`` (the formula), ``embedded`` (the engine that needs no server), ``clause_store`` (where clauses lie),
``published.generations`` (build, check, publish), ``answer`` (plan → SearchPage: facets, snippets, reasons).
"""
