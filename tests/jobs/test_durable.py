"""A file is written whole, by way of a new one beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_app.jobs.durable import replace_file


def test_what_is_in_the_way_is_somebodys_and_stays(tmp_path: Path) -> None:
    path, beside = tmp_path / "a.toml", tmp_path / "a.new"
    beside.write_text("precious")
    with pytest.raises(FileExistsError):
        replace_file(path, beside, b"ours")
    assert beside.read_text() == "precious" and not path.exists()
    beside.unlink()
    replace_file(path, beside, b"ours")
    assert path.read_bytes() == b"ours" and not beside.exists()
