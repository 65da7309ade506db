"""Which company does an address, or a JSON body, speak of? The ten questions as fields, all faults at once.

Invariant: ``parse_answers(to_args(company)).company == company``. An empty field is no answer; ``none`` and 0 are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from search_app.matching.facts import FACTS, Company, Fact, choices
from search_app.model import Bilingual
from search_app.web.bodies import MAX_COUNT, MAX_SUM
from search_app.web.params import NOT_TEXT, Fault, no_such_parameter
from search_app.web.sums import parse_sum

NONE = "none"
PRODUCT = "products."
MAX_TRADE = 100  # characters of its trades in its own words
MAX_TRADES = 10
MAX_HELD = 60  # benefits whose other words a company says it meets
_BENEFIT = re.compile(r"[a-z0-9][a-z0-9-]{0,79}/[a-z0-9-]{1,20}/b[1-9][0-9]{0,3}")
CHOSEN: tuple[Fact, ...] = ("industry", "rank", "headquarters", "titles", "new_titles")
_BETWEEN = re.compile(r"[,，、;；\n]+")
_YES = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, and what is wrong with it: by field, so that each stands where it was typed. ``typed`` gives
    the fields back as they were."""

    company: Company
    faults: Mapping[str, Bilingual]
    unknown: tuple[Fault, ...]
    typed: Mapping[str, tuple[str, ...]]


def parse_answers(args: Iterable[tuple[str, str]]) -> Answers:
    """The company of the parameters of an address."""
    typed: dict[str, list[str]] = {}
    for name, value in args:
        if value.strip():
            typed.setdefault(name, []).append(value.strip())
    reader = _Reader({name: tuple(dict.fromkeys(values)) for name, values in typed.items()})
    company = Company(
        industry=reader.chosen("industry"),
        foreign_owned=reader.truth("foreign_owned"),
        rank=reader.chosen("rank"),
        headquarters=reader.chosen("headquarters"),
        revenue=reader.sum("revenue"),
        investment=reader.sum("investment"),
        loans=reader.sum("loans"),
        products=reader.products(),
        people=reader.count("people"),
        talents=reader.count("talents"),
        county=reader.county(),
        titles=reader.chosen("titles"),
        newly_founded=reader.truth("newly_founded"),
        trade=reader.trade(),
        revenue_before=reader.sum("revenue_before"),
        new_titles=reader.chosen("new_titles"),
        holds=reader.holds(),
    )
    return Answers(company, reader.faults, tuple(reader.unknown()), reader.given)


def to_args(company: Company) -> list[tuple[str, str]]:
    """The parameters that give ``company`` back."""
    args: list[tuple[str, str]] = []
    for fact in FACTS:
        value = getattr(company, fact)
        if value is None:
            continue
        if fact == "holds":
            args += [(fact, one) for one in value]
        elif fact in CHOSEN:
            args += [(fact, one) for one in value] or [(fact, NONE)]
        elif fact == "products":
            args += [(PRODUCT + name, str(count)) for name, count in value] or [("products", NONE)]
        elif fact == "trade":
            args.append((fact, "、".join(value)))
        elif isinstance(value, bool):
            args.append((fact, "yes" if value else "no"))
        else:
            args.append((fact, _write(value)))
    return args


def _write(value: Decimal | int | str) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class _Reader:
    """Takes one answer after the other and notes every fault at its field."""

    def __init__(self, given: Mapping[str, tuple[str, ...]]) -> None:
        self.given = given
        self.faults: dict[str, Bilingual] = {}
        for name, values in given.items():
            if any(NOT_TEXT.search(value) for value in values):
                self._fault(name, "含有无法识别的字符", "contains characters that cannot be read")

    def _fault(self, name: str, zh: str, en: str) -> None:
        self.faults.setdefault(name, Bilingual(zh, en))

    def unknown(self) -> Iterable[Fault]:
        products = {PRODUCT + name for name in choices()["products"]}
        for name in self.given:
            if name not in FACTS and name not in products:
                yield no_such_parameter(NOT_TEXT.sub("?", name[:40]))

    def _one(self, name: str) -> str:
        values = self.given.get(name, ())
        if len(values) > 1:
            self._fault(name, "只能填写一个", "takes one answer only")
        return values[0] if values and name not in self.faults else ""

    def chosen(self, fact: Fact) -> tuple[str, ...] | None:
        values, known = self.given.get(fact, ()), choices()[_choices_of(fact)]
        if not values or fact in self.faults:
            return None
        if any(value not in known and value != NONE for value in values):
            self._fault(fact, "没有这个选项", "there is no such choice")
            return None
        if NONE in values and len(values) > 1:
            self._fault(fact, "选了“都没有”，就不能再选其他项", "“None” cannot be chosen beside others")
            return None
        return tuple(value for value in known if value in values)

    def truth(self, fact: Fact) -> bool | None:
        value = self._one(fact)
        if value and value not in _YES:
            self._fault(fact, "只能选“是”或“否”", "must be yes or no")
        return _YES.get(value)

    def sum(self, fact: Fact) -> Decimal | None:
        value = self._one(fact)
        if not value:
            return None
        yuan = Decimal(0) if value == NONE else parse_sum(value)
        if yuan is None:
            self._fault(
                fact,
                "看不懂这个金额，请写成 3亿、3000万元 这样",
                "not understood as a sum; write it like RMB 300 million",
            )
        elif not 0 <= yuan <= MAX_SUM:
            self._fault(fact, "金额须在0到10万亿元之间", "must lie between 0 and RMB 10 trillion")
            return None
        return yuan

    def count(self, fact: str) -> int | None:
        value = self._one(fact)
        if not value:
            return None
        if not re.fullmatch("[0-9]{1,6}", value) or int(value) > MAX_COUNT:
            self._fault(fact, f"须是0到{MAX_COUNT}之间的整数", f"must be a whole number from 0 to {MAX_COUNT:,}")
            return None
        return int(value)

    def products(self) -> tuple[tuple[str, int], ...] | None:
        none = self._one("products")
        if none not in ("", NONE):
            self._fault("products", "没有这个选项", "there is no such choice")
        counts = {name: self.count(PRODUCT + name) for name in choices()["products"]}
        said = tuple((name, count) for name, count in counts.items() if count is not None)
        if none == NONE and any(count for _, count in said):
            self._fault("products", "选了“都没有”，就不能再填数量", "“None of these” cannot be combined with a number")
            return None
        return said if said else () if none == NONE else None

    def county(self) -> str | None:
        value = self._one("county")
        if value and value not in choices()["county"]:
            self._fault("county", "没有这个县（区）", "there is no such county or district")
            return None
        return value or None

    def trade(self) -> tuple[str, ...] | None:
        value = self._one("trade")
        words = tuple(dict.fromkeys(word.strip() for word in _BETWEEN.split(value) if word.strip()))
        if len(value) > MAX_TRADE or len(words) > MAX_TRADES:
            self._fault(
                "trade",
                f"最多{MAX_TRADES}个词，共{MAX_TRADE}个字",
                f"at most {MAX_TRADES} words and {MAX_TRADE} characters",
            )
            return None
        return words or None

    def holds(self) -> tuple[str, ...] | None:
        values = self.given.get("holds", ())
        if len(values) > MAX_HELD or not all(map(_BENEFIT.fullmatch, values)):
            self._fault(
                "holds", f"最多{MAX_HELD}项，且须是扶持事项的编号", f"must be ids of benefits, at most {MAX_HELD}"
            )
            return None
        return values or None


def _choices_of(fact: Fact) -> Fact:
    return "titles" if fact == "new_titles" else fact


# ── as JSON ──


def parse_facts(body: Any) -> tuple[Company, list[Fault]]:
    """The company of ``{"facts": {…}}``, and every fault. Sums are numbers of yuan, or words as in an address."""
    if not isinstance(body, Mapping) or not isinstance(body.get("facts"), Mapping):
        return Company(), [Fault("facts", Bilingual("必须是 JSON 对象", "must be a JSON object"))]
    faults = [_unknown(str(name)) for name in body if name != "facts"]
    args: list[tuple[str, str]] = []
    for name, value in body["facts"].items():
        if value is None:
            continue
        if not isinstance(name, str) or name not in FACTS:
            faults.append(_unknown(f"facts.{str(name)[:40]}"))
        elif (given := _flatten(name, value)) is None:
            faults.append(Fault(f"facts.{name}", Bilingual("类型不对", "is of the wrong type")))
        else:
            args += given
    answers = parse_answers(args)
    faults += [Fault(f"facts.{name}", words) for name, words in answers.faults.items()]
    faults += [replace(one, name=f"facts.{one.name}") for one in answers.unknown]
    return answers.company, faults


def _unknown(name: str) -> Fault:
    return Fault(NOT_TEXT.sub("?", name[:60]), Bilingual("没有这个字段", "is not a field of this request"))


def _flatten(name: str, value: Any) -> list[tuple[str, str]] | None:
    """A value of JSON as parameters of an address; None for what cannot be one."""
    if name == "products" and isinstance(value, Mapping):
        return _flatten_counts(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        if name not in (*CHOSEN, "trade", "holds") or len(value) > len(choices()["titles"]) + 1:
            return None
        words = [word for one in value if (word := _scalar(one))]
        if len(words) < len(value):
            return None
        if name == "trade":
            return [(name, "、".join(words))]
        return [(name, word) for word in words] or ([] if name == "holds" else [(name, NONE)])
    scalar = _scalar(value)
    return None if scalar is None else [(name, scalar)]


def _flatten_counts(value: Mapping[Any, Any]) -> list[tuple[str, str]] | None:
    counts = [(f"{PRODUCT}{key}"[:60], _scalar(count)) for key, count in value.items() if count is not None]
    given = [(name, count) for name, count in counts if count]
    return None if len(given) < len(counts) else given or [("products", NONE)]


def _scalar(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}"
    return value[: MAX_TRADE + 1] if isinstance(value, str) and value.strip() else None


def is_empty(company: Company) -> bool:
    """Whether nothing was answered."""
    return all(getattr(company, one.name) is None for one in fields(company))
