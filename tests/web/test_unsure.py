"""A figure whose purpose is not certain is shown as such, and counts for nothing that is granted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from search_app import create_app
from search_app.estimate.estimate import estimate
from search_app.estimate.thresholds import money_thresholds
from search_app.estimate.work import Inputs
from search_app.library.draft import find_headline
from search_app.library.figures import read_figures
from search_app.library.settlement import find_settlement
from search_app.library.totals import with_totals
from search_app.model import Amount, Clause, Library, Limit, Open, Role
from search_app.search.engine import make_record
from search_app.search.published.generations import build_generation, publish
from search_app.search.query.figure_keys import figure_key
from search_app.web.benefits import headline_sums

TODAY = date(2026, 11, 26)
DOUBTED = "financial-opening/1"  # 1.5 % of the capital paid in, up to 75 million


def doubt(clause: Clause, sure: float = 0.5) -> Clause:
    """``clause`` as a reader has it that is not sure what its largest sum is for."""
    largest = max((a for a in clause.amounts if a.kind == "money"), key=lambda a: a.value)
    amounts = tuple(
        replace(a, role="unsure", sure=sure, maybe=("condition", "cap")) if a is largest else a for a in clause.amounts
    )
    benefits = tuple(
        replace(
            b,
            limits=(),
            total=None,
            sure=sure,
            reading_sure=sure,
            why="figure",
            open=(*b.open, Open("unsure", largest.text)),
        )
        for b in clause.benefits
    )
    return replace(
        clause, amounts=amounts, benefits=benefits, headline=find_headline(clause.text.zh, amounts, benefits)
    )


@pytest.fixture(scope="module")
def doubted(library: Library) -> Clause:
    return doubt(next(c for c in library.clauses if c.id == DOUBTED))


@pytest.fixture(scope="module")
def client(library: Library, doubted: Clause, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    home = tmp_path_factory.mktemp("unsure")
    documents = tuple(
        replace(d, clauses=tuple(doubted if c.id == DOUBTED else c for c in d.clauses)) for d in library.documents
    )
    publish(build_generation(replace(library, documents=documents), home, "unsure"))
    yield create_app(index=home, today=lambda: TODAY).test_client()


def test_it_is_no_headline_no_token_of_a_grant_and_no_amount_of_the_index(doubted: Clause) -> None:
    figure = next(a for a in doubted.amounts if a.role == "unsure")
    assert doubted.headline is None and headline_sums(doubted, "zh") == ()
    assert not figure_key(figure).granted
    record = make_record(doubted, doubted.text, lambda text: (text,), lambda text: (text,))
    assert record.amount is None and f"g:CNY:{figure.value:f}" not in record.figures


def test_it_is_in_no_facet_and_no_bound_and_comes_last_by_amount(client: FlaskClient) -> None:
    def ids(query: str) -> list[str]:
        return [
            hit["id"]
            for hit in client.get(f"/api/v1/search?document=financial-opening&per_page=100&{query}").get_json()["hits"]
        ]

    assert DOUBTED not in ids("amount=10000000-") and DOUBTED not in ids("amount_min=1000000")
    assert DOUBTED in ids("amount=none")
    ranked = ids("sort=amount")
    assert ranked.index(DOUBTED) > ranked.index("financial-opening/2")


def test_it_is_no_sum_of_an_estimate_and_no_threshold(doubted: Clause) -> None:
    (benefit, *_) = doubted.benefits
    answer = estimate(doubted, benefit, Inputs(base=(Decimal(10**11),)))
    assert answer.limited_by is None and answer.amount == 1_500_000_000
    assert any("7500万元" in note.zh for note in answer.notes)
    assert money_thresholds(doubted, benefit) == ()


def test_it_is_no_total(doubted: Clause) -> None:
    once = replace(doubted.benefits[0], limits=(Limit(Decimal(75_000_000), "once"),), sure=1.0)
    assert with_totals(doubted.text.zh, doubted.amounts, (once,))[0].total is None


@pytest.mark.parametrize("role", ["award", "cap"])
def test_a_benefit_never_rests_on_it(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    """Whatever a reader of benefits makes of it."""
    from search_app.library import figures

    text = "对会展企业给予奖励40万元。"

    def unsure(text: str, heading: str = "", own: str | None = None) -> tuple[Amount, ...]:
        return tuple(replace(a, role="unsure", sure=0.5) for a in find(text, heading, own))

    find = figures.find_amounts
    monkeypatch.setattr(figures, "find_amounts", unsure)
    amounts, benefits = read_figures(text)
    assert [a.role for a in amounts] == ["unsure"]
    assert not [b for b in benefits if b.award or b.rate or b.limits or b.floor]
    settlement = find_settlement(text, "", ())
    assert settlement is None and find_headline(text, amounts, benefits) is None and role


@pytest.mark.parametrize(
    ("lang", "words", "check"),
    [
        ("zh", "用途不能确定：可能是条件或上限", "请核对原文"),
        ("en", "not certain: may be a condition or a cap", "Please check it against the text"),
    ],
)
def test_the_page_says_so_in_plain_words(client: FlaskClient, lang: str, words: str, check: str) -> None:
    page = client.get(f"/{lang}/policies/{DOUBTED}").get_data(as_text=True)
    text, benefits = page[page.index('id="text"') :], page[page.index('id="benefits"') : page.index('id="text"')]
    assert text.count(f'class="figure unsure" value="7500万元" title="{words}"') == 1
    assert text.count('class="figure unsure" value=') == 2  # in the English too
    assert len(re.findall(f">[^<]*{words}", benefits)) == 1  # below what is paid
    assert check in benefits and "figure cap" not in page


def test_the_json_says_so(client: FlaskClient) -> None:
    clause = client.get(f"/api/v1/clauses/{DOUBTED}").get_json()
    figure = next(a for a in clause["amounts"] if a["role"] == "unsure")
    assert figure["sure"] == 0.5 and figure["maybe"] == ["condition", "cap"] and clause["headline"] is None
    assert clause["benefits"][0]["limits"] == [] and clause["benefits"][0]["sure"] == 0.5


def test_what_is_sure_is_not_marked(client: FlaskClient) -> None:
    sure = client.get("/zh/policies/bio-economy/6").get_data(as_text=True)
    assert "不能确定" not in sure and "请核对原文" not in sure


def test_a_yearly_ceiling_over_years_says_what_it_comes_to(client: FlaskClient) -> None:
    page = client.get("/zh/policies/bio-economy/9").get_data(as_text=True)
    assert "每年最高1,000万元 × 5年 = 5,000万元" in page
    row = page[page.index('id="b-1"') : page.index('id="b-2"')]
    assert "合计" in row and ">5,000万元<" in row and "1,000万元 × 5年" in row
    assert ">RMB 50 million<" in client.get("/en/policies/bio-economy/9").get_data(as_text=True)


def test_references_are_links(client: FlaskClient) -> None:
    page = client.get("/en/policies/financial-opening/11").get_data(as_text=True)
    assert re.search(r'Same as</span> <a href="/id/financial-opening/1/b1">Clause 1</a>: <strong>1\.5% of', page)
    assert '<a href="/id/financial-opening/10">Clause 10</a>: up to RMB 2 million, one-off' in page
    back = client.get("/en/policies/financial-opening/1").get_data(as_text=True)
    assert "refer to this one" in back and 'href="/en/policies/financial-opening/11"' in back


# ── where it is listed ──


@pytest.fixture(scope="module")
def listed(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A library in which the first benefit of one clause is read unsurely, and the recipient of one of another."""
    home = tmp_path_factory.mktemp("listed")
    doubts = {
        "bio-economy/6": (0.6, 1.0),
        "bio-economy/8": (1.0, 0.6),
        "financial-opening/12": (0.6, 1.0),
    }  # of what is given, of who gets it

    def unsure(clause: Clause) -> Clause:
        benefits = tuple(
            replace(b, sure=0.6, reading_sure=doubts[clause.id][0], recipient_sure=doubts[clause.id][1])
            for b in clause.benefits
        )
        return replace(clause, benefits=benefits)

    documents = tuple(
        replace(d, clauses=tuple(unsure(c) if c.id in doubts else c for c in d.clauses)) for d in library.documents
    )
    publish(build_generation(replace(library, documents=documents), home, "listed"))
    yield create_app(index=home, today=lambda: TODAY).test_client()


@pytest.mark.parametrize("view", ["", "/table"])
@pytest.mark.parametrize("sort", ["", "&sort=amount"])
@pytest.mark.parametrize(
    ("lang", "reading", "whom"),
    [("zh", "识读待核对", "支持对象待核对"), ("en", "Reading not certain", "Recipient not certain")],
)
def test_lists_and_tables_mark_what_is_not_certain(
    listed: FlaskClient, lang: str, reading: str, whom: str, sort: str, view: str
) -> None:
    page = listed.get(f"/{lang}/search{view}?document=bio-economy&per_page=50{sort}").get_data(as_text=True)
    rows = re.findall(r"<tr class=.*?</tr>|<li class=\"hit.*?</li>", page, re.DOTALL)
    for clause, mark in (("6", {reading}), ("8", {whom} if view else set()), ("5", set())):
        its = [row for row in rows if re.search(rf"/policies/bio-economy/{clause}\b", row)]
        assert its and (view or len(its) == 1)
        for row in its:  # a list names a recipient only of an answer
            assert set(re.findall(r"unsure-mark[^>]*>([^<]*)<", row)) == mark


def test_the_largest_sum_of_a_clause_beside_another_answer_is_marked_too(listed: FlaskClient) -> None:
    asked = "q=首购自用办公用房 金融专业公司&document=financial-opening&per_page=1"
    page = listed.get(f"/zh/search?{asked}").get_data(as_text=True)
    assert re.search(r'本条最高金额：一次性最高1,000万元 <span class="unsure-mark"', page)


@pytest.mark.parametrize("path", ["/zh/policies/bio-economy", "/zh/policies/bio-economy/6"])
def test_the_largest_sum_of_a_clause_bears_the_mark(listed: FlaskClient, path: str) -> None:
    assert listed.get(path).get_data(as_text=True).count(">识读待核对</span>") == 1
