"""The page of packages names every locked package, with the version that is locked."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted((ROOT / ".requirements").glob("*.txt"))


def test_the_page_of_packages_is_the_lock_files() -> None:
    locked = {pair for lock in LOCKS for pair in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock.read_text("utf-8"), re.M)}
    rows = re.findall(
        r"^\| ([\w.-]+) \| ([\d.]+) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "docs" / "packages.md").read_text("utf-8"), re.M
    )
    assert len(LOCKS) >= 3 and len(locked) > 40
    assert {(name, version) for name, version, *_ in rows} == locked, (
        "look for security advisories of what changed, and mend docs/packages.md: version, licence, advisory and day"
    )
    assert len(rows) == len(locked)


def test_every_locked_package_has_a_hash() -> None:
    for lock in LOCKS:
        entries = re.split(r"^(?=[\w.-]+==)", lock.read_text("utf-8"), flags=re.M)
        named = [entry for entry in entries if re.match(r"[\w.-]+==", entry)]
        assert named and all("--hash=sha256:" in entry for entry in named)
