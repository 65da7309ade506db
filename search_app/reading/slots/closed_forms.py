"""Who pays, how firmly is it promised, for how long, for each what, and what kind of benefit is it?

Every question has the same shape: ``find_*(provision, anchor) -> Slot | None``. The closed forms that answer are rows
of ``data/slots.toml``; the words nearest to the figure decide, and where the provision is silent the answer is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from search_app.data import read_table
from search_app.model import BenefitKind, Payer, Period, Promise
from search_app.reading.slots.anchor import Anchor, Slot
from search_app.reading.words.provision import Provision
from search_app.reading.words.units import Unit
from search_app.text.numerals import HAN_NUMERALS, parse_number

_LONGEST = 50  # years
_GIVING = {"give", "aid", "return", "interest_aid", "#money", "#percent"}
_ASIDE = re.compile(r"\([^()]*\)")
_CEILING = ("cap", "not_over")
_DESCRIBES = re.compile("[的者时]$")  # 对企业争取国家专项的: what somebody else does, no endeavour of ours


@cache
def forms_of(slot: str) -> Mapping[str, re.Pattern[str]]:
    """By value, in the order of the table, the pattern of each answer to ``slot``."""
    nouns = {row["name"]: "|".join(map(re.escape, row["words"])) for row in read_table("slots", "noun")}
    found = {}
    for row in read_table("slots", "pattern"):
        if row["slot"] == slot:
            pattern = re.sub("ITEM|COMPANY", lambda m: nouns[m.group()], row["pattern"])
            found[row["value"]] = re.compile(re.sub(r"N(?=年|个月)", rf"(\\d{{1,2}}|[{HAN_NUMERALS}]{{1,3}})", pattern))
    return found


def _last(words: str, forms: Mapping[str, re.Pattern[str]]) -> tuple[int, int, str] | None:
    """(start, end, value) of the form that ends last in ``words``."""
    found = [(m.end(), m.start(), value) for value, pattern in forms.items() for m in pattern.finditer(words)]
    if not found:
        return None
    end, start, value = max(found)
    return start, end, value


# ── for each what ──


_FOR_EACH = {"company": "company-year", "item": "item-year", "person": "person-year"}


def find_per(left: str, right: str = "") -> str | None:
    """The scope of a sum that stands between ``left`` and ``right``, words of a passage, or None. Later words of
    ``left`` win; of forms that match at the same place the more specific one does, and what is for each of somebody and
    for a year is both (同一企业一年). ``right`` decides only where ``left`` is silent."""
    forms = list(forms_of("per").items())
    for words, from_end in ((left, True), (right, False)):
        found = [
            (match.end() if from_end else -match.start(), -order, per)
            for order, (per, pattern) in enumerate(forms)
            for match in pattern.finditer(words)
        ]
        # "Once" says how often, the others for each what: 每个品种给予一次性 is per item.
        telling = [one for one in found if one[2] != "once"] or found
        if telling:
            per, others = max(telling)[2], {one[2] for one in telling}
            if per == "year" and (whom := next((one for one in _FOR_EACH if one in others), None)):
                return _FOR_EACH[whom]
            return _FOR_EACH.get(per, per) if "year" in others else per
    return None


# 三年累计不超过…: a ceiling over all years. 每年累计 and 全年合计 are one for each year.
_TOTAL = re.compile("累计|合计|总计|总额|共计")
_TERM = re.compile(rf"(?:\d{{1,2}}|[{HAN_NUMERALS}])年")
_YEARLY = ("year", *_FOR_EACH.values())
_WITHOUT_YEAR = {"year": None, **{yearly: whom for whom, yearly in _FOR_EACH.items()}}


def spans_all_years(before: str) -> bool:
    """Whether a ceiling that stands behind ``before`` holds for all years together: its own phrase adds up, and not
    for each year."""
    own = re.split("[,。;]", before)[-1]
    return bool(_TOTAL.search(own)) and find_per(_TERM.sub("", own)) not in _YEARLY


def find_cap_per(left: str, right: str = "") -> str | None:
    """The scope of a ceiling between ``left`` and ``right``: of one over all years the year is none."""
    per = find_per(left, right)
    return _WITHOUT_YEAR.get(per, per) if per and spans_all_years(left) else per


def find_scope(provision: Provision, anchor: Anchor) -> Slot[str] | None:
    """For each what it is given: the words of its own phrase, those up to its ceiling, those before it."""
    unit = anchor.unit
    segment = unit.segment_at(anchor.start)
    own = _ASIDE.sub("", segment.text[: anchor.start - segment.start])
    ceiling = next((t.start for t in provision.tokens_in(anchor.start, unit.end) if t.name in _CEILING), unit.end)
    behind = re.split("[,、]", unit.text[anchor.start - unit.start : ceiling - unit.start])[0]
    between = ",".join(unit.text[anchor.start - unit.start : max(0, anchor.end - unit.start)].split(",")[1:-1])
    before = _ASIDE.sub("", unit.text[: anchor.start - unit.start])
    for words in ((own, behind), (between, ""), (before, "")):
        if per := find_per(*words):
            return Slot(per, segment.start, anchor.start)
    return None


# ── for how long ──


def find_duration(provision: Provision, anchor: Anchor) -> Slot[Period] | None:
    """For how long it is paid (五年内), else over how long in parts (分三年发放). What the grant's own phrase says
    goes first: 前两年每年15万元，后三年每年8万元."""
    unit = anchor.unit
    own = unit.segment_at(anchor.start)
    stop = unit.segment_at(anchor.end - 1).end
    last = not provision.quantities_in(anchor.end, unit.end)
    words = unit.text if last else unit.text[: stop - unit.start]
    found = (
        *_years(words, unit.start, "years", "paid"),
        *_years(words, unit.start, "months", "paid"),
        *_years(unit.text, unit.start, "years", "spread"),
    )
    paid = [one for one in found if not _is_past(provision, unit, one)]
    return next((one for one in paid if own.start <= one.start < own.end), paid[0] if paid else None)


def _is_past(provision: Provision, unit: Unit, period: Slot[Period]) -> bool:
    """Whether a period says since when somebody is what he is: 连续三年获评的酒店, and not 连续三年给予的补贴."""
    segment = unit.segment_at(period.start)
    of = provision.passage.text.find("的", period.end, segment.end)
    giving = [t for t in provision.tokens_in(period.end, segment.end) if t.name in _GIVING]
    verb_behind = bool(giving) and giving[0].name[0] != "#" and period.end < of == giving[0].start - 1
    return of >= 0 and (not giving or verb_behind)  # 连续两年在库的再奖5万元


def _years(words: str, offset: int, slot: str, value: str) -> Iterator[Slot[Period]]:
    """The periods that ``words`` state; months where they make up whole years."""
    for found in forms_of(slot)[value].finditer(words):
        number = parse_number(next(filter(None, found.groups())))
        years = number / 12 if number is not None and slot == "months" else number
        if years is not None and 0 < years <= _LONGEST and years == int(years):
            yield Slot(Period(int(years)), offset + found.start(), offset + found.end())


# ── who pays, and how firmly ──


def find_payer(provision: Provision, anchor: Anchor, whom: Slot[str] | None = None) -> Slot[Payer] | None:
    """Who pays, as far as the words up to the grant say, without the name of the recipient ``whom``: 获市级表彰的企业
    says nothing of it. The city where it tops up what is sought elsewhere."""
    words, offset = _words_before(anchor, whom), anchor.unit.start
    city = _last(words[: anchor.start - offset], forms_of("payer")) or _last(words, forms_of("payer"))
    sought = _last(words, {"endeavour": forms_of("promise")["endeavour"]})
    if city and not (sought and city[2] == "city" and sought[1] > city[1]):
        return _payer(city, offset)
    if sought and (province := _last(words, forms_of("payer_sought"))):
        return _payer(province, offset)
    return None


def _payer(found: tuple[int, int, str], offset: int) -> Slot[Payer]:
    values: Mapping[str, Payer] = {"city": "city", "province": "province", "state": "state", "county": "county"}
    return Slot(values[found[2]], offset + found[0], offset + found[1])


def _words_before(anchor: Anchor, whom: Slot[str] | None) -> str:
    """The sentence up to the end of the grant's phrase, the name of who gets it blotted out at its length."""
    unit = anchor.unit
    words = unit.text[: unit.segment_at(anchor.start).end - unit.start]
    if whom is None or whom.end > anchor.start or whom.start < unit.start:
        return words
    start, end = whom.start - unit.start, whom.end - unit.start
    return words[:start] + "一" * (end - start) + words[end:]


def find_promise(provision: Provision, anchor: Anchor, whom: Slot[str] | None = None) -> Slot[Promise] | None:
    """How firmly it is promised, where the words say that it is not simply given. An endeavour for others, before
    ``whom`` is addressed, is left out; one that opens the sentence (争取省级资金，对…分别给予…) governs it all."""
    words, offset = _words_before(anchor, None), anchor.unit.start
    opening = forms_of("promise")["endeavour"].search(anchor.unit.segments[0].text)
    if whom and not opening and offset < whom.start < anchor.start:
        words, offset = words[whom.start - offset :], whom.start
    if case := _last(words, {"case_by_case": forms_of("promise")["case_by_case"]}):
        return Slot("case_by_case", offset + case[0], offset + case[1])
    spoken = "".join(
        phrase if not _DESCRIBES.search(phrase) else "一" * len(phrase) for phrase in re.split("(,)", words)
    )
    sought = _last(spoken, {"endeavour": forms_of("promise")["endeavour"]})
    city = _last(spoken, {"city": forms_of("payer")["city"]})
    if sought and not (city and city[1] > sought[1]):
        return Slot("endeavour", offset + sought[0], offset + sought[1])
    return None


def find_other_rule(words: str) -> tuple[int, int] | None:
    """Where ``words`` leave it to another rule (按有关规定), or None."""
    found = forms_of("promise")["by_other_rule"].search(words)
    return found.span() if found else None


# ── what is given ──


def find_kind(provision: Provision, anchor: Anchor) -> Slot[BenefitKind]:
    """What is given. Money words outweigh: a subsidy for office space is a grant."""
    unit = anchor.unit
    stop = unit.segment_at(max(anchor.start, anchor.end - 1)).end
    return kind_of(unit.text[: stop - unit.start], unit.start)


def kind_of(words: str, offset: int = 0) -> Slot[BenefitKind]:
    """The kind that ``words`` speak of."""
    kinds: Mapping[str, BenefitKind] = {
        "interest": "interest", "guarantee": "guarantee", "tax": "tax", "land": "land", "other": "other"
    }  # fmt: skip
    for slot in ("kind", "kind_without_money"):
        if slot == "kind_without_money" and speaks_of_money(words):
            continue
        for value, pattern in forms_of(slot).items():
            if found := pattern.search(words):
                return Slot(kinds[value], offset + found.start(), offset + found.end())
    return Slot("grant", offset, offset)


def speaks_of_money(words: str) -> bool:
    """Whether ``words`` name money as what is given."""
    return bool(forms_of("money")["money"].search(words))
