"""Certificates for tests, made by openssl: an authority, and what it signs."""

from __future__ import annotations

import subprocess
from pathlib import Path


def openssl(*command: str) -> str:
    return subprocess.run(["openssl", *command], check=True, capture_output=True, text=True).stdout


def make_authority(name: str, key: Path, certificate: Path) -> None:
    """A certificate that signs for itself, for two days."""
    made = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}")
    openssl("req", *made, "-keyout", str(key), "-out", str(certificate))


def sign(folder: Path, name: str, host: str, days: str) -> None:
    """A certificate for ``host`` by the authority in ``folder``."""
    key, asked, extra = folder / f"{name}.key", folder / f"{name}.csr", folder / f"{name}.ext"
    extra.write_text(f"subjectAltName={host}\n")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=node", "-keyout", str(key), "-out", str(asked))
    signed = ("-CA", str(folder / "ca.pem"), "-CAkey", str(folder / "ca.key"), "-days", days, "-extfile", str(extra))
    openssl("x509", "-req", "-in", str(asked), *signed, "-out", str(folder / f"{name}.pem"))
