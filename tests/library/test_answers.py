"""Of what a language model answers the English of the sentence alone is taken, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from search_app.data import read_table
from search_app.library.translation.answers import read_answer
from tests.library.altered import read_pairs

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
        f"[THINK]Hm.[/THINK]{EN}",
        f"◁think▷Hm.◁/think▷{EN}",
        f"<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>{EN}<|return|>",
        f"<thinking>a\n\nb</thinking><answer>{EN}</answer>",
        "“Recruiting teams”.",
        f"**{EN}**",
        f"**English translation:**\n{EN}",
        f"**Translation**: {EN}",
        f'```text\n"{EN}"\n```',
        f'{{"en": "{EN}"}}',
        f"```{EN}```",
        f"- {EN}",
        f"> {EN}",
        f"{EN}\n\nNote: “team” is the house term.",
        f"{EN} (Note: literal.)",
        f"{EN}\n\n---\n*Notes:* one\n- two",
    ],
)
def test_what_stands_around_the_english_is_taken_off(answer: str) -> None:
    assert read_answer(ZH, answer) == (EN, None)


@pytest.mark.parametrize(
    "answer",
    [
        f"<think>Never ended. {EN}",
        f"{EN}\nForming teams.",
        f"1. {EN}\n2. Forming teams.",
        f"{EN} Alternatively: Forming teams.",
        f"<b>{EN}</b>",
        f"**Recruiting** {EN}",
        f"# Result {EN}",
        f"<think>{EN}</think>",
        "<think></think>\n\n",
        f"{EN} <think>Is it?</think>",
        f"{EN}&nbsp;",
        f"{EN} Alternatively, teams are formed.",
        f"“{EN}",
        f'"{EN}" or "Forming teams."',
        "Recruiting / forming teams.",
        f"Suggested wording: {EN}",
        f'{{"en": "{EN}", "note": "x"}}',
        f"```\n{EN}\n```\n```\nForming teams.\n```",
        f"{EN} Note: as approved.",
        f"The user wants one sentence. {EN}",
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


@pytest.mark.parametrize("row", read_table("drafting", "around"), ids=lambda row: row["kind"])
def test_each_kind_does_what_its_row_says(row: dict[str, Any]) -> None:
    assert read_answer("引进团队。", row["yes"])[0] in ("Teams are recruited.", "")
    assert read_answer("引进团队。", row["no"]) == (row["no"], None)


def test_what_people_wrote_here_is_taken_as_it_is() -> None:
    assert [pair for pair in read_pairs() if read_answer(*pair) != (pair[1], None)] == []
