"""How is one file read, for a person to check? ``inspect_file`` gives every part beside its source, and every doubt."""

from search_app.library.inspect.doubts import Doubt, DoubtKind
from search_app.library.inspect.file import Inspection, ReadPart, SourceLine, inspect_file

__all__ = ["Doubt", "DoubtKind", "Inspection", "ReadPart", "SourceLine", "inspect_file"]
