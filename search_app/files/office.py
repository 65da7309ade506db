"""What is in an old Word or WPS file? LibreOffice turns it into a .docx, which is then read as one.

Invariant: LibreOffice works in a temporary folder with a profile of its own, and nothing of it stays.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from search_app.files.problem import FormatError

# By the clock, less than any child has, so that the message is this one; its work is limited as the child's is.
WALL_SECONDS = 300
_REMEDY = "open it in Word or WPS and save it as .docx"


def convert_to_docx(raw: bytes, suffix: str) -> bytes:
    """The .docx that LibreOffice makes of ``raw``; FormatError when there is no LibreOffice or it fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise FormatError(f"{suffix} files are read only where LibreOffice (soffice) is installed", _REMEDY)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"document{suffix}")
        source.write_bytes(raw)
        command = [program, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)]
        try:
            subprocess.run(  # noqa: S603 - a fixed command on a file that we named
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=WALL_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise FormatError(f"LibreOffice cannot convert it ({type(error).__name__})", _REMEDY) from error
        made = source.with_suffix(".docx")
        if not made.is_file():
            raise FormatError("LibreOffice cannot convert it", _REMEDY)
        return made.read_bytes()
