"""How do the bytes of a document become text? One module per format; ``search_app.files.read`` is the only caller.

``sniff`` (bytes → what they are), ``plain`` (bytes → text, and what no text may hold), ``child`` and ``worker`` (the
two ends of the process in which all but plain text is parsed), ``archive``, ``docx``, ``wordxml``, ``numbering`` and
``printed_numbers`` (Word), ``pdf``, ``webpage`` and ``content`` (HTML), ``office`` (old Word and WPS files, through
LibreOffice).

Invariant: a parser gets bytes and gives text, or raises ``problem.FormatError``; it opens no file and no address.
"""
