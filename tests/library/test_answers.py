"""Of what a language model answers the English of the sentence alone is taken, or nothing."""

from __future__ import annotations

import pytest

from search_app.library.translation.answers import read_answer

ZH, EN = "组建人才团队。", "Recruiting teams."


@pytest.mark.parametrize(
    "answer",
    [
        EN,
        f"  {EN}\n",
        f"<think>The term is team.\n\nSo: teams.</think>\n\n{EN}",
        f"<thinking>a</thinking><reasoning effort='low'>b</reasoning>{EN}",
        f"The term is team.</think>\n{EN}",
        f'"{EN}"',
        f"“{EN}”",
        f"**{EN}**".replace("**", "*"),
        f"`{EN}`",
        f"Translation: {EN}",
        f'English translation: "{EN}"',
        f"```\n{EN}\n```",
        f"```text\n{EN}\n```",
    ],
)
def test_what_stands_around_the_english_is_taken_off(answer: str) -> None:
    assert read_answer(ZH, answer) == (EN, None)


@pytest.mark.parametrize(
    "answer",
    [
        f"<think>Never ended. {EN}",
        f"{EN}\n\nNote: “team” is the house term.",
        f"{EN}\nForming teams.",
        f"{EN} (Note: literal.)",
        f"1. {EN}\n2. Forming teams.",
        f"{EN} Alternatively: Forming teams.",
        f"<b>{EN}</b>",
        f"**Recruiting** {EN}",
        f"# Result {EN}",
    ],
)
def test_what_may_be_something_else_is_refused(answer: str) -> None:
    en, refused = read_answer(ZH, answer)
    assert en == "" and refused


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("“独角兽”企业给予奖励。", "“Unicorn” enterprises are granted an award."),
        ("鼓励“专精特新”。", "Encourage “specialised and new”"),
        ("企业的奖励。", "The enterprises’ awards."),
        ("“放管服”", "“Streamlining and services”"),
        ("注：以上含本数。", "Notes on figures: “or more” includes the figure."),
    ],
)
def test_what_belongs_to_the_sentence_stays(zh: str, en: str) -> None:
    assert read_answer(zh, en) == (en, None)
