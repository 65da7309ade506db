"""What is still to be written in English, and how is it written? The worksheet of a document: made from its text and
its file, written into that file, sent to a translation tool and read back.

Invariant: nothing that a person wrote is lost on any of these ways.
"""
