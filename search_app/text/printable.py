"""How is what somebody else chose printed or written, in a log, on a terminal or in a file, without acting there?"""

from __future__ import annotations

import re

# Control characters, line breaks of every kind, bytes that are no text, and marks that turn the direction of writing.
_ACTS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def make_printable(text: str) -> str:
    """``text`` on one line, with every character that would act on a terminal written as its escape: ``\\n``,
    ``\\x1b``, ``\\u202e``. What is printable stays as it is, so doing it twice changes nothing."""
    return _ACTS.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def make_writable(text: str) -> str:
    """``text`` with U+FFFD for every character that no XML can hold, and so no Word or Excel file and no feed."""
    return _NO_XML.sub("\ufffd", text)
