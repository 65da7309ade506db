"""What was learned is what the labelled examples teach, and every decision says how sure it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import TableError
from search_app.model import LANGS, Lang
from search_app.reading.learned.examples import OPEN, parse_example, read_examples
from search_app.reading.learned.learn import EXAMPLES, learn_all
from search_app.reading.learned.learning import Example, learn
from search_app.reading.roles import ROLES, find_amounts
from search_app.reading.words import scorer as scorers
from search_app.reading.words.provision import FUNCTIONS, read_bare, read_provision
from search_app.reading.words.scorer import format_weights, read_scorer
from tests.evaluate.cases import find_cases
from tests.evaluate.reading import score_cases


def test_the_weights_are_what_the_examples_teach() -> None:
    """Run ``index_build.py learn`` when this fails."""
    for name, scorer in learn_all().items():
        assert format_weights(scorer) == (scorers.FOLDER / f"{name}.tsv").read_text(encoding="utf-8"), name


@pytest.mark.parametrize("lang", LANGS)
def test_every_example_is_labelled_with_known_words_at_its_figures(lang: Lang) -> None:
    for one in read_examples(EXAMPLES[lang]):
        assert set(one.functions) <= {*FUNCTIONS, OPEN}, one
        assert set(one.roles) <= {*ROLES, OPEN}, one
        read = read_bare(one.text, one.heading, lang=lang)
        found = {read.passage.span(q.start, q.end).start for q in read.quantities}
        assert {start for start, _ in one.figures} <= found, one


def test_examples_are_many_and_written_for_the_purpose() -> None:
    sources = [one.source for one in read_examples("chinese") for _ in one.roles]
    assert len(sources) > 6000
    assert sum(source.startswith("written-") for source in sources) > 1500


def test_a_broken_example_is_named_with_its_remedy() -> None:
    for line, says in (
        ("a\tb\tc", "has 3 cells"),
        ("s\t2026-11-26\t\tgrant\taward,cap\t给予⟨10万元⟩奖励。", "has 2 roles for 1 figures"),
    ):
        with pytest.raises(TableError, match=says):
            parse_example(line, "chinese.tsv, line 9")


def test_missing_weights_are_named_with_their_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorers, "FOLDER", tmp_path)
    read_scorer.cache_clear()
    try:
        with pytest.raises(TableError, match=r"index_build\.py learn"):
            read_scorer("figures")
    finally:
        read_scorer.cache_clear()


def test_the_order_of_cues_makes_no_difference() -> None:
    scorer = read_scorer("figures")
    cues = ["m.left1:cap", "m.right1:aid", "m.leftword:最高"]
    assert scorer.decide(cues) == scorer.decide(cues[::-1])
    assert scorer.decide(cues).label == "cap"


def test_examples_teach_what_they_say_and_nothing_is_sure_that_was_never_seen() -> None:
    taught = learn([Example(("wet",), "rain"), Example(("dry",), "sun")] * 20, ("rain", "sun"))
    assert taught.decide(["wet"]).label == "rain" and taught.decide(["dry"]).label == "sun"
    assert taught.decide(["green"]).sure == 0.5


@given(
    st.text(
        alphabet="对企业给予奖励补助最高不超过达到以上按的投资额，。；：0123456789万元%分别每年或追回申请", max_size=90
    )
)
def test_chances_are_chances_and_an_unsure_figure_says_what_it_may_be(text: str) -> None:
    for amount in find_amounts(text):
        assert 0 <= amount.sure <= 1 and amount.why
        assert (amount.role == "unsure") == bool(amount.maybe)
    assert all(0 < function.sure <= 1 for function in read_provision(text).functions)


def test_what_is_sure_is_right_on_documents_that_taught_nothing() -> None:
    """Of the figures called 95 % sure and more, and of all that is called less, as many are right as is said."""
    (score,) = score_cases(find_cases(wanted=("q",))).values()
    sure = [right for chance, right in score.judged["figures"] if chance >= 0.95]
    rest = [(chance, right) for chance, right in score.judged["figures"] if chance < 0.95]
    assert len(sure) > 250 and sum(sure) / len(sure) >= 0.95
    assert sum(right for _, right in rest) / len(rest) >= sum(chance for chance, _ in rest) / len(rest) - 0.05
