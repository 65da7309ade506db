"""How answers are shown: ``params`` (address → Query), ``shapes`` (nouns → JSON), ``pages`` and ``api``.

Only this package knows Flask.
"""
