"""How do the bytes of a document become text? One module per format; ``search_app.files.read`` is the only caller.

``sniff`` (bytes → what they are), ``plain`` (bytes → text, and what no text may hold), ``child`` and ``worker`` (the
two ends of the process in which all but plain text is parsed), ``client`` and ``server`` (where it is forked from),
``processes`` (how one is started), ``cage`` and ``calls`` (what it may do), ``parsed`` (what a parser gives),
``archive``, ``docx``, ``wordxml``, ``numbering``, ``printed_numbers`` and ``symbols`` (Word), ``webpage`` and
``content`` (HTML), ``struck`` and ``tables`` (both), ``pdf``, ``pdf_fonts``, ``pdf_glyphs``, ``pdf_rules``,
``pdf_lines``, ``pdf_tables`` and ``pdf_paragraphs`` (PDF), ``office`` (old Word and WPS files, through LibreOffice).

Invariant: a parser gets bytes and gives text, or raises ``problem.FormatError``; it opens no file and no address.
"""
