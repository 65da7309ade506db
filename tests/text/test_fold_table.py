"""What is looked for before a text is folded is what the table would change: no character of it is missed."""

from __future__ import annotations

from search_app.text import fold as folding
from search_app.text import script


def test_every_character_of_the_tables_is_seen() -> None:
    for code, twin in folding._TABLE.items():
        assert folding.fold(f"a{chr(code)}文") == f"a{chr(twin)}文".lower()
    for code in folding._UNSEEN:
        assert folding.drop_unseen(f"文{chr(code)}a") == "文a"
    for code, new in script._table().items():
        assert script.simplify(f"文{chr(code)}a") == f"文{new}a"


def test_every_other_character_stays() -> None:
    plain = [chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000]
    for char in plain[::3]:
        if ord(char) not in folding._UNSEEN:
            assert folding.drop_unseen(char) == char
        if ord(char) not in script._table():
            assert script.simplify(char) == char
