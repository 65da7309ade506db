"""What a document says: read files, split them, and understand validity, offices and amounts.

Reading order: ``read`` (bytes → text), ``split`` (text → parts), ``departments``, ``validity``, ``quantities``,
``roles``, ``rules``, and ``library``, which puts them together.
"""
