"""What is measured, and with which questions: a larger library made from the real one, and a mix of 200 queries.

Everything is drawn from seeded generators, so that two runs measure the same. The larger library repeats the
vocabulary of the real one: its words stand in more clauses than those of 10,000 different clauses would, so that an
OR of words has more matches to rank and count than in real life.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import cycle
from random import Random
from urllib.parse import urlencode

from search_app.clauses.industries import find_industries
from search_app.library.draft import find_headline
from search_app.model import Bilingual, Clause, Document, Library
from search_app.reading.roles import find_amounts
from search_app.search.words.stopwords import stop_words
from search_app.text.tokens import find_words, is_han

SEED = 20261122
# How often each kind of query is asked, of 200.
MIX: Mapping[str, int] = {
    "words": 70,
    "quoted": 25,
    "sum": 20,
    "filtered": 30,
    "empty": 15,
    "question": 25,
    "english": 15,
}
# Kinds without filters and quotes: what every engine of the comparison can be asked alike.
PLAIN_KINDS = ("words", "sum", "question", "english")

_PLACES = (
    "哈尔滨",
    "齐齐哈尔",
    "牡丹江",
    "佳木斯",
    "大庆",
    "鸡西",
    "双鸭山",
    "伊春",
    "七台河",
    "黑河",
    "绥化",
    "鹤岗",
)
_FIELDS = ("数字经济", "生物经济", "冰雪", "创意设计", "金融", "科技")
_NEW_FIELDS = (
    "石墨新材料", "绿色食品", "航空航天", "工业机器人", "氢能", "文化旅游", "现代农业", "林下经济", "煤化工", "装备制造",
    "电子信息", "跨境电商", "节能环保", "现代物流", "中药材", "体育", "康养", "影视", "低空经济", "再生资源", *_FIELDS,
)  # fmt: skip
_NAMES = re.compile("|".join(("鹤岗", *_FIELDS)))
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?=[万亿]|元)")
_FACTORS = tuple(Decimal(factor) for factor in ("0.5", "0.8", "1", "1.2", "1.5", "2", "3", "5"))
_QUESTIONS = (
    "我们企业想申请{0}，最高可以给多少钱？",
    "鹤岗市对{0}和{1}有什么支持政策？",
    "{0}的奖励资金由哪个部门负责？",
    "新认定的{0}一次性奖励多少万元？",
    "在鹤岗投资{0}项目，可以享受{1}方面的补贴吗？",
)
_ENGLISH = (
    "loan interest subsidy", "talent housing", "IPO", "5G", "headquarters reward", "R&D investment",
    "venture capital fund", "digital economy", "PPP", "financing guarantee", "ice and snow tourism", "design award",
)  # fmt: skip


# ── the larger library ────────────────────────────────────────────────────────────────────────────────


def make_library(real: Library, numbered: int) -> Library:
    """Variations of the documents of ``real``, in turn, until there are ``numbered`` numbered clauses.

    Preambles and closings come along, as they do in real documents.
    """
    rng = Random(SEED)
    documents: list[Document] = []
    left = numbered
    for n, document in enumerate(cycle(real.documents), start=1):
        made = _vary_document(document, f"synthetic-{n}", left, rng)
        documents.append(made)
        left -= count_numbered(made)
        if left == 0:
            break
    return Library(tuple(documents))


def count_numbered(of: Library | Document) -> int:
    """Clauses that carry a number: what the corpus calls a clause."""
    return sum(clause.numbered for clause in of.clauses)


def _vary_document(document: Document, new_id: str, most: int, rng: Random) -> Document:
    names = {"鹤岗": rng.choice(_PLACES)} | {field: rng.choice(_NEW_FIELDS) for field in _FIELDS}
    clauses: list[Clause] = []
    left = most
    for clause in document.clauses:
        if clause.numbered and left == 0:
            continue
        left -= clause.numbered
        clauses.append(_vary_clause(clause, document, new_id, names, rng))
    return replace(
        document,
        id=new_id,
        title=_rename(document.title, names),
        rules=tuple(replace(rule, source=_move(rule.source, new_id)) for rule in document.rules),
        clauses=tuple(clauses),
    )


def _vary_clause(clause: Clause, document: Document, new_id: str, names: Mapping[str, str], rng: Random) -> Clause:
    text = _vary_text(clause.text.zh, names, rng)
    bracket = clause.printed.removeprefix(clause.label + clause.text.zh)
    amounts = find_amounts(text)
    benefits = [replace(b, amounts=tuple(n for n in b.amounts if n < len(amounts))) for b in clause.benefits]
    return replace(
        clause,
        id=_move(clause.id, new_id),
        document=new_id,
        path=tuple(_rename(heading, names) for heading in clause.path),
        title=_rename(clause.title, names) if clause.title else None,
        text=Bilingual(text, clause.text.en),
        sentences=(),
        printed=clause.label + text + bracket,
        industries=find_industries(text, document.industries),
        amounts=amounts,
        # Offsets into the old text mean nothing in the new one.
        benefits=tuple(replace(benefit, amounts=(), evidence=()) for benefit in clause.benefits),
        headline=find_headline(text, amounts, benefits),
        rules=tuple(replace(rule, source=_move(rule.source, new_id)) for rule in clause.rules),
        overlaps=(),
    )


def query_words(text: str) -> tuple[str, ...]:
    """Words of a query that every engine is asked for."""
    return tuple(word for word in dict.fromkeys(find_words(text)) if word not in stop_words())


def _vary_text(text: str, names: Mapping[str, str], rng: Random) -> str:
    """``text`` with other names, other figures, and its sentences after the first (the title) in another order."""
    first, *rest = re.findall(r"[^。]+。?", text)
    rng.shuffle(rest)
    # One factor for all figures of a clause keeps ranges and steps in order.
    factor = rng.choice(_FACTORS)
    scaled = _FIGURE.sub(lambda m: f"{(Decimal(m.group()) * factor).normalize():f}", "".join([first, *rest]))
    return _NAMES.sub(lambda m: names[m.group()], scaled)


def _rename(words: Bilingual, names: Mapping[str, str]) -> Bilingual:
    return replace(words, zh=_NAMES.sub(lambda m: names[m.group()], words.zh))


def _move(clause_id: str, document: str) -> str:
    return f"{document}/{clause_id.rpartition('/')[2]}"


# ── the queries ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ask:
    """One query, as the parameters of an address."""

    kind: str
    args: tuple[tuple[str, str], ...]

    @property
    def q(self) -> str:
        """What stands in the search box."""
        return dict(self.args).get("q", "")

    def path(self, page: str) -> str:
        """The address of this query on ``page``, say "/api/v1/search"."""
        return f"{page}?{urlencode(self.args)}"


def make_asks(library: Library, count: int, seed: int) -> list[Ask]:
    """``count`` queries, of the kinds of ``MIX``, from words that stand in ``library``."""
    rng = Random(seed)
    kinds = [kind for kind, often in MIX.items() for _ in range(often)]
    rng.shuffle(kinds)
    # A tenth of a large library holds all its words; more would only make the start slower.
    sample = rng.sample(library.clauses, min(300, len(library.clauses)))
    draw = _Draw(rng, sample)
    return [Ask(kind, _MAKERS[kind](draw)) for kind, _ in zip(cycle(kinds), range(count), strict=False)]


Args = tuple[tuple[str, str], ...]


class _Draw:
    """Draws words, strings and facet values from clauses."""

    def __init__(self, rng: Random, clauses: list[Clause]) -> None:
        self.rng = rng
        self.clauses = clauses
        self._words = {c.id: [w for w in query_words(c.text.zh) if len(w) > 1 and is_han(w)] for c in clauses}

    def words(self, count: int) -> list[str]:
        """``count`` words of one clause: what is asked together stands together somewhere."""
        words = self._words[self.rng.choice(self.clauses).id] or ["政策"]
        return self.rng.sample(words, min(count, len(words)))

    def string(self) -> str:
        """4 to 8 characters of a clause without punctuation, or with it when there are none."""
        text = self.rng.choice(self.clauses).text.zh
        runs = re.findall(r"[\u4e00-\u9fff0-9]{8,}", text) or [text[:20]]
        run: str = self.rng.choice(runs)
        length = self.rng.randint(4, 8)
        start = self.rng.randint(0, max(0, len(run) - length))
        return run[start : start + length]

    def filters(self) -> Args:
        """One to three filters that at least one clause passes, and now and then another order."""
        clause = self.rng.choice(self.clauses)
        possible = [("industry", self.rng.choice(clause.industries)), ("document", clause.document)]
        possible += [("department", department.id) for department in clause.departments[:1]]
        possible += [("validity", self.rng.choice(("in_force", "expired", "unknown")))]
        possible += [("amount_min", str(self.rng.choice((100_000, 500_000, 1_000_000))))]
        chosen = self.rng.sample(possible, self.rng.randint(1, 3))
        return (*chosen, ("sort", "amount")) if self.rng.random() < 0.4 else tuple(chosen)


def _sum(draw: _Draw) -> Args:
    figure = f"{draw.rng.choice((5, 10, 20, 30, 50, 100, 150, 200, 300, 500, 1000))}万元"
    return (("q", " ".join([figure, *draw.words(draw.rng.randint(0, 2))])),)


def _question(draw: _Draw) -> Args:
    return (("q", draw.rng.choice(_QUESTIONS).format(*draw.words(1), *draw.words(1))),)


_MAKERS: Mapping[str, Callable[[_Draw], Args]] = {
    "words": lambda draw: (("q", " ".join(draw.words(draw.rng.randint(1, 4)))),),
    "quoted": lambda draw: (("q", f'"{draw.string()}"'),),
    "sum": _sum,
    "filtered": lambda draw: (("q", " ".join(draw.words(draw.rng.randint(1, 2)))), *draw.filters()),
    "empty": lambda draw: draw.filters(),
    "question": _question,
    "english": lambda draw: (("q", draw.rng.choice(_ENGLISH)),),
}
