"""The programs that compare a reading with gold say what they should."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from search_app.files.read import SourceText
from search_app.model import Clause
from tests.evaluate.benefits import score_benefits
from tests.evaluate.calibration import count_steps
from tests.evaluate.cases import FIELDS, assemble_all, find_cases
from tests.evaluate.figures import score_figures
from tests.evaluate.reading import score_cases
from tests.evaluate.real import convert, find_real
from tests.evaluate.score import Score, alike, near

TEXT = "某市办法\n第一条 对新建码头的企业，投资超过300万元的，给予20万元补助；对港口给予最高50万元奖励。\n"
AMOUNTS = [
    {"text": "300万元", "kind": "money", "value": 3_000_000, "role": "condition"},
    {"text": "20万元", "kind": "money", "value": 200_000, "role": "award"},
    {"text": "50万元", "kind": "money", "value": 500_000, "role": "cap"},
]
EMPTY: dict[str, Any] = {
    "kind": "grant", "award": None, "rate": None, "basis": None, "limits": [], "conditions": [], "per": None,
    "duration": None, "payer": None, "promise": "committed",
}  # fmt: skip
FIRST = EMPTY | {
    "n": 1, "recipient": "企业", "award": 200_000, "amounts": [0, 1],
    "conditions": [{"text": "投资超过300万元", "value": 3_000_000, "compare": "gt"}],
}  # fmt: skip
SECOND = EMPTY | {
    "n": 2, "recipient": "港口", "promise": "up_to", "amounts": [2], "limits": [{"value": 500_000, "per": None}],
}  # fmt: skip


@pytest.fixture
def clause() -> Clause:
    (document,) = assemble_all(SourceText("a.txt", TEXT, ""))
    (clause,) = document.clauses
    assert [a.role for a in clause.amounts] == ["condition", "award", "cap"] and len(clause.benefits) == 2
    return clause


def compare(clause: Clause | None, benefits: list[dict[str, Any]], amounts: Any = AMOUNTS) -> Score:
    score = Score()
    gold = {"amounts": amounts, "benefits": benefits}
    score_benefits(score, "here", clause, gold, score_figures(score, "here", clause, gold), FIELDS)
    return score


def with_role(clause: Clause, place: int, role: Any, sure: float = 1.0) -> Clause:
    amounts = list(clause.amounts)
    amounts[place] = replace(amounts[place], role=role, sure=sure, maybe=("condition",))
    return replace(clause, amounts=tuple(amounts))


def test_a_reading_as_in_the_gold_has_no_error(clause: Clause) -> None:
    score = compare(clause, [FIRST, SECOND])
    assert score.errors == []
    assert [score.f1(one) for one in ("figures", "values", "roles", "benefits", "limits")] == [1.0] * 5


def test_a_condition_that_is_read_as_an_award_is_shown_as_a_grant(clause: Clause) -> None:
    assert compare(with_role(clause, 0, "award"), [FIRST, SECOND]).read["shown as grants"] == 1
    both = [AMOUNTS[0] | {"alt_roles": ["award"]}, *AMOUNTS[1:]]
    assert compare(with_role(clause, 0, "award"), [FIRST, SECOND], both).read["shown as grants"] == 0


def test_an_unsure_figure_is_no_error_of_what_is_shown(clause: Clause) -> None:
    score = compare(with_role(clause, 0, "unsure", 0.55), [FIRST, SECOND])
    assert (score.recall("roles"), score.recall("roles shown"), score.read["unsure"]) == (2 / 3, 1.0, 1)
    assert (0.55, True) in score.judged["figures"]


def test_the_same_sum_twice_is_two_figures(clause: Clause) -> None:
    score = compare(clause, [], [AMOUNTS[0], AMOUNTS[1], AMOUNTS[1], AMOUNTS[2]])
    assert (score.right["figures"], score.gold["figures"]) == (3, 4)
    assert score.errors[0] == "here: figure not found: 20万元 (award)"


def test_what_the_gold_does_not_have_is_a_phantom(clause: Clause) -> None:
    score = compare(clause, [SECOND])
    assert (score.precision("benefits"), score.recall("benefits")) == (0.5, 1.0)
    assert any("phantom: " in error for error in score.errors)


def test_what_is_not_read_is_missed_and_what_is_optional_counts_neither_way(clause: Clause) -> None:
    assert compare(None, [FIRST, SECOND]).recall("benefits") == 0.0
    score = compare(replace(clause, benefits=clause.benefits[1:]), [FIRST | {"optional": True}, SECOND])
    assert (score.precision("benefits"), score.recall("benefits")) == (1.0, 1.0)
    score = compare(clause, [FIRST | {"optional": True}, SECOND])
    assert (score.read["benefits"], score.gold["benefits"]) == (1, 1)


def test_a_benefit_that_rests_on_a_threshold_alone_is_not_the_one_with_the_sum(clause: Clause) -> None:
    wrong = replace(clause, benefits=(replace(clause.benefits[0], amounts=(0,)), clause.benefits[1]))
    score = compare(wrong, [FIRST, SECOND])
    assert (score.right["benefits"], score.read["benefits"]) == (1, 2)


def test_an_alternative_value_is_right_and_any_other_is_wrong(clause: Clause) -> None:
    other = FIRST | {"award": 1, "recipient": "新建码头的企业", "alt": [{"award": 200_000}, {"per": "year"}]}
    assert compare(clause, [other, SECOND]).errors == []
    score = compare(clause, [FIRST | {"award": 1}, SECOND])
    assert score.errors == ["here #1 award: 200000, by reading 1"]


def test_benefits_without_figures_are_known_by_their_sentence_or_their_recipient() -> None:
    text = "某市办法\n第一条 对码头企业，按规定给予税收优惠。对船员，按规定给予住房保障。\n"
    (document,) = assemble_all(SourceText("a.txt", text, ""))
    (clause,) = document.clauses
    assert len(clause.benefits) == 2
    named = EMPTY | {"n": 1, "recipient": "船员", "promise": "by_other_rule", "amounts": []}
    assert compare(clause, [named], []).right["benefits"] == 1
    said = named | {"recipient": "某人", "evidence": "按规定给予住房保障"}
    assert compare(clause, [said], []).right["benefits"] == 1
    assert compare(clause, [named | {"recipient": "某人"}], []).right["benefits"] == 0


def test_numbers_and_names_that_are_the_same() -> None:
    assert near(Decimal("0.666667"), 2 / 3) and near(None, None)
    assert not near(None, 0) and not near(1, 2)
    assert alike("新认定的船厂", "船厂") and alike(None, "")
    assert not alike("船厂", None) and not alike("船厂", "码头运营单位")


def test_each_decision_falls_into_one_step_of_sureness() -> None:
    judged = [(0.2, False), (0.55, True), (0.9, True), (0.949, False), (0.99, True), (1.0, True)]
    rows = {name: (count, right) for name, count, right in count_steps(judged)}
    assert sum(count for count, _ in rows.values()) == len(judged)
    assert rows["90–95%"] == (2, 1) and rows["99–100%"] == (2, 2) and rows["0–50%"] == (1, 0)


def test_a_folder_of_documents_in_our_format_is_read_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "pier.txt").write_text(TEXT, encoding="utf-8")
    one = {"number": "1", "label": "第一条", "path": [], "starts": "对新建码头的企业", "ends": "50万元奖励。"}
    gold = {
        "title": "某市办法", "number": None, "issued": None, "validity": {"from": None, "until": None}, "headings": [],
        "clauses": [one | {"departments": [], "amounts": AMOUNTS, "benefits": [FIRST, SECOND]}],
    }  # fmt: skip
    (tmp_path / "pier.json").write_text(json.dumps(gold), encoding="utf-8")
    score = score_cases(find_cases(tmp_path))["pier"]
    assert score.errors == [] and score.right["clauses"] == 1


def test_real_gold_counts_its_figures_within_each_clause() -> None:
    clauses = [
        {"cid": n, "n": str(n), "label": f"第{n}条", "heading": [], "first_chars": "甲", "last_chars": "乙", "departments": []}
        for n in (1, 2)
    ]  # fmt: skip
    amounts = [
        {"cid": cid, "pos": pos, "text": "1万元", "kind": "money", "value": pos, "role": "award"}
        for cid, pos in ((1, 9), (1, 2), (2, 4))
    ]
    gold = {
        "title": None, "doc_number": None, "issued": None, "clauses": clauses, "amounts": amounts,
        "amounts_complete": True, "validity": {"effective": None, "expires": None},
    }  # fmt: skip
    paid = [
        {"cid": 2, "benefits": [{"amounts": [2]}]},
        {"cid": 1, "benefits": [{"amounts": [0], "alt_amounts": [[0, 1]]}]},
    ]
    first, second = convert(gold, paid)["clauses"]
    assert [a["value"] for a in first["amounts"]] == [2, 9]
    assert (first["benefits"][0]["amounts"], first["benefits"][0]["alt_amounts"]) == ([1], [[1, 0]])
    assert second["benefits"][0]["amounts"] == [0]
    assert list(find_real(Path("nowhere"))) == []


@pytest.mark.parametrize("case", list(find_cases()), ids=lambda case: case.name)
def test_gold_holds_together(case: Any) -> None:
    """Benefits rest on figures of their clause, in the words of docs/annotating.md, and those without say where."""
    scopes = {
        None,
        "once",
        "year",
        "item",
        "item-year",
        "company",
        "company-year",
        "person",
        "person-year",
        "area",
        "unit",
    }
    for clause in case.gold["clauses"]:
        benefits = clause.get("benefits", [])
        assert [b["n"] for b in benefits] == list(range(1, len(benefits) + 1))
        for b in benefits:
            assert all(n < len(clause["amounts"]) for some in (b["amounts"], *b.get("alt_amounts", ())) for n in some)
            values = [b, *b.get("alt", ())]
            assert {one.get("per") for one in values} <= scopes
            assert {limit["per"] for one in values for limit in one.get("limits", ())} <= scopes
            assert b["amounts"] or "evidence" in b or case.set == "m"  # written before it was asked for
