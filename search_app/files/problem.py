"""Why can a file not be read? The one error that every parser of this package raises.

Invariant: the message always says the reason and the remedy; the caller adds the name of the file.
"""

from __future__ import annotations


class FormatError(Exception):
    """``reason`` and ``remedy`` are phrases without a full stop; ``place`` says where in the file, if anywhere."""

    def __init__(self, reason: str, remedy: str, place: str = "") -> None:
        super().__init__(reason, remedy, place)
        self.reason, self.remedy, self.place = reason, remedy, place

    def message(self, name: str) -> str:
        """``name, place: reason; remedy``."""
        return f"{name}{', ' * bool(self.place)}{self.place}: {self.reason}; {self.remedy}"
