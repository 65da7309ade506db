"""What do the entries of a .docx hold? Checks the archive before anything is unpacked.

Invariant: no entry is unpacked before all of them keep the limits, and never more of it than the limit.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from lxml import etree

from search_app.files.problem import FormatError

MAX_ENTRIES = 2_000
MAX_TOTAL = 100_000_000
MAX_ENTRY = 40_000_000
MAX_RATIO = 200
SMALL = 1_000_000  # an entry this small may have any ratio: styles and blank pages pack very well
_RESAVE = "open it in Word or WPS and save it as .docx again"


class Archive:
    """The entries of a .docx by name; FormatError when it is damaged, too large or hostile."""

    def __init__(self, raw: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise FormatError(f"the archive is damaged ({error})", _RESAVE) from error
        _check_entries(self._zip.infolist())
        self._names = frozenset(self._zip.namelist())

    def read_xml(self, name: str) -> etree._Element | None:
        """The root of the XML entry ``name``, None when there is no such entry."""
        return parse_xml(self._read(name), name) if name in self._names else None

    def _read(self, name: str) -> bytes:
        try:
            with self._zip.open(name) as entry:
                raw = entry.read(MAX_ENTRY + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise FormatError(f"the archive is damaged ({error})", _RESAVE, name) from error
        if len(raw) > MAX_ENTRY:
            raise FormatError(f"unpacks to more than {MAX_ENTRY:,} bytes", _RESAVE, name)
        return raw


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise FormatError(f"the archive has more than {MAX_ENTRIES:,} entries", _RESAVE)
    if len({entry.filename for entry in entries}) < len(entries):
        raise FormatError("the archive has two entries of one name", _RESAVE)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise FormatError(f"the archive unpacks to more than {MAX_TOTAL:,} bytes (a zip bomb?)", _RESAVE)
    for entry in entries:
        shown = entry.filename[:60]
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise FormatError("the archive has an entry outside its folder", _RESAVE, shown)
        if entry.flag_bits & 0x1:
            raise FormatError("the archive has a password", "take the password off and save it again", shown)
        packed = max(entry.compress_size, 1)
        too_dense = entry.file_size > SMALL and entry.file_size / packed > MAX_RATIO
        if entry.file_size > MAX_ENTRY or too_dense:
            raise FormatError("an entry unpacks to far more than it should (a zip bomb?)", _RESAVE, shown)


def parse_xml(raw: bytes, name: str) -> etree._Element:
    """The root of ``raw``; FormatError when it is not XML, is nested too deeply, or brings a document type."""
    # Office never writes a document type; one is there to define entities that grow or open files.
    if b"<!DOCTYPE" in raw.replace(b"\0", b"").upper():
        raise FormatError("the XML defines a document type (an entity bomb?)", _RESAVE, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FormatError(f"the XML is damaged ({error})", _RESAVE, name) from error
