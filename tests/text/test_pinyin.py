"""The dictionary in the index says what pypinyin says, of whatever is typed."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT, RE_HANS

from search_app.text.pinyin import HAN, Dictionary, make_dictionary, syllables


@cache
def dictionary() -> Dictionary:
    return Dictionary(make_dictionary())


def make_texts(rng: Random) -> list[str]:
    """Phrases that overlap, break off or stand beside others, characters in any order, and what is not Chinese."""
    phrases, chars = sorted(PHRASES_DICT), [chr(code) for code in PINYIN_DICT]
    common = sorted({char for phrase in phrases for char in phrase})
    joined = ["".join(rng.choices(phrases, k=3)) for _ in range(3000)]
    cut = [text[at : at + rng.randint(2, 9)] for text in joined for at in [rng.randrange(len(text) - 1)]]
    begun = [phrase[: rng.randint(1, len(phrase))] for phrase in rng.choices(phrases, k=1000)]
    mixed = [f"{text}{rng.choice(['a1 ', 'É', '㐀', '，'])}{rng.choice(phrases)}" for text in begun]
    loose = ["".join(rng.choices(common, k=rng.randint(0, 8))) for _ in range(2000)]
    return cut + begun + mixed + loose + ["".join(rng.choices(chars, k=4)) for _ in range(1000)]


def test_it_says_what_pypinyin_says() -> None:
    texts = [
        *make_texts(Random(14)),
        *sorted(PHRASES_DICT)[::20],
        *map(chr, list(PINYIN_DICT)[::20]),
        "",
        "ＡＢ",
        "\U00030001贷",
    ]
    assert [text for text in texts if dictionary().syllables(text) != syllables(text)] == []


def test_it_takes_for_chinese_what_pypinyin_does() -> None:
    ours = re.compile(f"[{HAN}]")
    assert [char for char in map(chr, range(0x110000)) if bool(ours.match(char)) != bool(RE_HANS.match(char))] == []


@pytest.mark.parametrize(
    ("word", "sound"),
    [("贷款", "daikuan"), ("银行", "yinhang"), ("行长", "hangzhang"), ("绿色", "lvse"), ("5G专网", "5gzhuanwang")],
)
def test_words_sound_as_they_are_typed(word: str, sound: str) -> None:
    assert dictionary().sound(word) == sound
