"""Who gets what an English sentence gives, on what is it computed, for each what, for how long, and who pays?

The closed forms are rows of ``data/slots_en.toml``; who gets it is a noun phrase about a word of the class ``company``.
Places are those of the passage; where the text is silent the answer is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import dropwhile, islice, takewhile

from search_app.data import read_table
from search_app.model import Amount, BenefitKind, Compare, Condition, Payer, Period, Promise
from search_app.reading.slots.anchor import Anchor, Slot
from search_app.reading.words.lexicon import Token
from search_app.reading.words.provision import Provision
from search_app.reading.words.units import Unit

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LONGEST = 50  # years
_NEAR = 4  # words before a figure that may compare it
_BESIDE = 60  # characters behind a figure that say for each what it is
_FOR_EACH = {"company": "company-year", "item": "item-year", "person": "person-year"}
# Words behind which something else than the name begins.
_GIVING = {"give", "aid", "interest_aid", "return", "shall", "may", "encourage", "endeavour"}
_CLAUSE = {"which", "if", "apply", *_GIVING}
_NOT_INSIDE = {",", "(", ")", ":", "by", "to", "per", "or", "same", "step", "over", "under", "not", *_CLAUSE}
_ARTICLE = re.compile(r"\s*(?:(?:and|the|an?|each|every|any|such|its|their|all|for|one|both|to|of|those|among)\s+)*")
_TRAIL = re.compile(r"(?:[\s,;:.]|\b(?:and|or|for|is|are|the|an?|but|subject|to|shall|be|up|in|as)(?=[\s,;:.]*$|\s))+$")
_VERB = re.compile(
    r"\s+(?:is|are|be|was|were|has|have|had|do|does|in|at|with|on|from|within|under|by|as|not|[a-z]+ing)\b"
)
_OF = re.compile(r"\s+of\s")
_BASE_ENDS = {
    "cap",
    "not_over",
    "which",
    "if",
    "give",
    "shall",
    "may",
    ",",
    "(",
    ")",
    ":",
    "per",
    "or",
    "over",
    "to",
    "return",
}
_BASE = re.compile(r"\s*(?:subsidy |grant |award |support |rebate |relief |interest |subvention )*(?:of|on|off)\s+")
_RIGHT: Mapping[str, Compare] = {"upward": "ge", "downward": "le"}
_LEFT: Mapping[str, Compare] = {
    "over": "gt", "under": "lt", "at_least": "ge", "not_over": "le", "cap": "le", "upward": "ge", "downward": "le"
}  # fmt: skip
_REACHES = ("reach", "amount", "come", "at or")  # reaching RMB 5 million is at least that
# Words by which a sentence promises something.
_PROMISES = {"give", "aid", "interest_aid", "return", "endeavour", "case", "by_rule", "tax_term", "land"}
_SAID = re.compile(r"\s*(?:the|this|these|such)\s")


@cache
def forms_of(slot: str) -> Mapping[str, re.Pattern[str]]:
    """By value, the pattern of each answer to ``slot``."""
    nouns = {row["name"]: "|".join(row["words"]) for row in read_table("slots_en", "noun")}
    number = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
    found = {}
    for row in read_table("slots_en", "pattern"):
        if row["slot"] == slot:
            pattern = re.sub("ITEM|COMPANY|PERSON|YEAR", lambda m: nouns[m.group()], row["pattern"])
            found[row["value"]] = re.compile(re.sub(r"\bN\b", lambda _: number, pattern))
    return found


def _first(slot: str, words: str, offset: int) -> tuple[str, int, int] | None:
    found = [(m.start(), m.end(), value) for value, pattern in forms_of(slot).items() if (m := pattern.search(words))]
    if not found:
        return None
    start, end, value = min(found)
    return value, offset + start, offset + end


# ── for each what, for how long ──


def find_per(words: str) -> str | None:
    """For each what ``words`` beside a sum say that it is given."""
    found = {value for value, pattern in forms_of("per").items() if pattern.search(words)}
    whom = next((one for one in ("item", "person", "company", "area") if one in found), None)
    if whom and "year" in found:
        return _FOR_EACH.get(whom, whom)
    return whom or ("year" if "year" in found else "once" if "once" in found else None)


def find_scope(provision: Provision, amount: Amount) -> str | None:
    """For each what ``amount`` is, by the words of its phrase."""
    return find_per(_beside(provision, amount))


def _beside(provision: Provision, amount: Amount) -> str:
    """The words of the phrase of ``amount`` that may say for each what it is: up to the figures on its sides."""
    unit = provision.units[provision.unit_at(amount.start)]
    figures = provision.quantities_in(unit.start, unit.end)
    left = max((q.end for q in figures if q.end <= amount.start), default=unit.start)
    right = min((q.start for q in figures if q.start >= amount.end), default=unit.end)
    text = provision.passage.text
    before = text[max(left, unit.segment_at(amount.start).start) : amount.start]
    return f"{before} | {text[amount.end : min(right, amount.end + _BESIDE)].split(',')[0]}"


def find_duration(provision: Provision, anchor: Anchor) -> Slot[Period] | None:
    """For how long it is paid: for three years, for 36 months."""
    for found in forms_of("years")["paid"].finditer(anchor.unit.text):
        number = next(group for group in (found[1], found[3]) if group)
        count = int(number) if number.isdigit() else _NUMBERS.index(number) + 1
        months = count if (found["unit"] or "years").startswith("month") else 12 * count
        if not months % 12 and 0 < months // 12 <= _LONGEST:
            start = anchor.unit.start
            return Slot(Period(months // 12), start + found.start(), start + found.end())
    return None


# ── who pays, how firmly, what kind ──


def find_payer(anchor: Anchor, promise: Promise) -> Payer | None:
    """Who pays, as far as the sentence says; whom one seeks it from where it is only sought."""
    values: Mapping[str, Payer] = {"city": "city", "province": "province", "state": "state", "county": "county"}
    slot = "payer_sought" if promise == "endeavour" else "payer"
    found = _first(slot, anchor.unit.text, 0) or _first("payer", anchor.unit.text, 0)
    return values[found[0]] if found else None


def find_promise(anchor: Anchor) -> Promise | None:
    """How firmly it is promised, where the words up to the grant's end say that it is not simply given."""
    words = anchor.unit.text[: anchor.end - anchor.unit.start]
    if forms_of("promise")["case_by_case"].search(words):
        return "case_by_case"
    return "endeavour" if forms_of("promise")["endeavour"].search(words) else None


def follows_other_rule(words: str) -> bool:
    """Whether ``words`` leave it to another rule."""
    return bool(forms_of("promise")["by_other_rule"].search(words))


def find_kind(words: str) -> BenefitKind:
    """What is given. Money words outweigh: a grant for office space is a grant."""
    kinds: Mapping[str, BenefitKind] = {
        "interest": "interest", "guarantee": "guarantee", "tax": "tax", "land": "land", "other": "other"
    }  # fmt: skip
    money = bool(forms_of("money")["money"].search(words))
    found = _first("kind", words, 0) or (None if money else _first("kind_without_money", words, 0))
    return kinds[found[0]] if found else "grant"


def speaks_of_money(words: str) -> bool:
    """Whether ``words`` name money as what is given."""
    return bool(forms_of("money")["money"].search(words))


# ── on what it is computed ──


def find_basis(provision: Provision, rate: Amount) -> Slot[str] | None:
    """What ``rate`` is a share of, as printed: 30% of the rent actually paid."""
    text = provision.passage.text
    opened = _BASE.match(text, rate.end)
    if not opened:
        return None
    unit = provision.units[provision.unit_at(rate.start)]
    behind = list(provision.tokens_in(opened.end(), unit.end))
    stop = next((t.start for t in behind if t.name in _BASE_ENDS or t.name[0] == "#" or t.name == "span"), unit.end)
    return _clipped(provision, opened.end(), stop)


def _clipped(provision: Provision, start: int, stop: int) -> Slot[str] | None:
    """What stands there without an article before it and without small words behind it."""
    text = provision.passage.text
    article = _ARTICLE.match(text, start, stop)
    start = article.end() if article else start
    near = max(
        start, stop - _BESIDE
    )  # what trails is short, and a long text of such words must not be read again and again
    trail = _TRAIL.search(text[near:stop])
    end = near + trail.start() if trail else stop
    return Slot(provision.passage.printed[start:end], start, end) if end > start else None


# ── what must be reached ──


def make_conditions(provision: Provision, amounts: Sequence[Amount]) -> tuple[Condition, ...]:
    """What each of ``amounts`` asks for; of a range both ends."""
    return tuple(condition for amount in amounts for condition in _make_condition(provision, amount))


def _make_condition(provision: Provision, amount: Amount) -> Iterator[Condition]:
    unit = provision.units[provision.unit_at(amount.start)]
    before = [t for t in provision.tokens_in(unit.start, amount.start) if t.end <= amount.start]
    behind = next(iter(provision.tokens_in(amount.end, amount.end + 200)), None)
    right = behind if behind and behind.name in _RIGHT and behind.start - amount.end <= 2 else None
    nearest = dropwhile(lambda t: t.name[0] == "#" or t.name in (",", "and", "or"), reversed(before))  # of a list
    bound = next((t for t in islice(nearest, _NEAR) if t.name in _LEFT or t.name == "step"), None)
    opens = next((t for t in reversed(before) if t.name in ("which", "if", ",", "step") or t.name[0] == "#"), None)
    start = unit.start if opens is None else opens.start if opens.name == "step" else opens.end
    said = _clipped(provision, start, right.end if right else amount.end)
    words = said.value if said else amount.text
    if amount.value_hi is not None:
        yield Condition(words, amount.value, "ge")
        yield Condition(words, amount.value_hi, "le")
    elif bound and bound.name == "step" and not right:
        yield Condition(words, amount.value)
    elif right:
        yield Condition(words, amount.value, _RIGHT[right.name])
    else:
        compare = _LEFT[bound.name] if bound else None
        yield Condition(
            words, amount.value, "ge" if compare == "gt" and bound and bound.word.startswith(_REACHES) else compare
        )


# ── who gets it ──


def find_recipient(provision: Provision, anchor: Anchor, since: int) -> Slot[str] | None:
    """Who gets what stands at ``anchor``; ``since`` is where its own part of the sentence begins. Whom the sum is given
    to right behind it, then who is named before it with a word of giving, then any name of the sentence."""
    unit = anchor.unit
    tokens = list(provision.tokens_in(unit.start, unit.end))
    return (
        given_to(provision, anchor, near=True)
        or _subject(provision, tokens, since, anchor.start)
        or given_to(provision, anchor, near=False)
        or _subject(provision, tokens, unit.start, anchor.start)
    )


def given_to(provision: Provision, anchor: Anchor, near: bool) -> Slot[str] | None:
    """Who is named behind the end of ``anchor``: to SMEs, for holders of a degree. ``near``: nothing stands between."""
    tokens = list(provision.tokens_in(anchor.unit.start, anchor.unit.end))
    n = next((n for n, t in enumerate(tokens) if t.start >= anchor.end and t.name == "to"), None)
    if n is None:
        return None
    between = [t.name for t in tokens if anchor.end <= t.start < tokens[n].start]
    apart = provision.passage.text[anchor.end : tokens[n].start].strip() if near else ""
    behind = list(takewhile(lambda t: t.name not in _NOT_INSIDE and t.name[0] != "#", tokens[n + 1 :]))
    head = next((t for t in behind if t.name == "company"), None)
    if apart or not head or any(name in (",", ":") or name[0] == "#" for name in between):
        return None
    return _name(provision, tokens, head, tokens[n].end)


def _subject(provision: Provision, tokens: Sequence[Token], since: int, until: int) -> Slot[str] | None:
    """Between ``since`` and ``until``: the first name in a phrase that gives, else the first name."""
    inside = [t for t in tokens if since <= t.start < until]
    names = [t for n, t in enumerate(inside) if t.name == "company" and not _is_counted(inside, n)]
    for name in names:
        rest = [t.name for t in inside if t.start >= name.end]
        phrase = takewhile(lambda one: one not in (",", ":"), rest)
        if any(one in _GIVING for one in phrase):
            return _name(provision, tokens, name, since)
    return _name(provision, tokens, names[0], since) if names else None


def _is_counted(tokens: Sequence[Token], n: int) -> bool:
    """Whether the n-th name only says for each of whom (RMB 5 per enterprise); what opens is the subject (each
    enterprise receives)."""
    return n > 1 and tokens[n - 1].name in ("per", "same", "step", "total")


def _name(provision: Provision, tokens: Sequence[Token], head: Token, since: int) -> Slot[str] | None:
    """The noun phrase about ``head``: from the mark or word before it that is no part of a name, to the end of what it
    is of (developer of a food park)."""
    text = provision.passage.text
    before = [t for t in tokens if since <= t.start and t.end <= head.start]
    opens = next((t for t in reversed(before) if t.name in _NOT_INSIDE or t.name[0] == "#"), None)
    start, end = (opens.end if opens else since), head.end
    behind = [t for t in tokens if t.start >= end]
    stop = next((t.start for t in behind if t.name in _NOT_INSIDE or t.name[0] == "#" or t.name == "and"), None)
    stop = stop if stop is not None else provision.units[provision.unit_at(head.start)].end
    while behind and (follows := next((t for t in behind if t.start == end + 1), None)) and follows.name == "company":
        end = follows.end  # software enterprises, travel agency
    if _OF.match(text, end, stop):
        verb = _VERB.search(text, end + 4, stop)
        end = verb.start() if verb else stop
    return _clipped(provision, start, end)


def promises(provision: Provision, unit: Unit) -> bool:
    """Whether ``unit`` promises something in so many words: an opening "Support" only asks somebody to, what is not
    given is no promise, and "The subsidy …" speaks of what another sentence gives."""
    tokens = provision.tokens_in(unit.start, unit.end)
    if any(t.name == "not" for t in tokens) or (tokens and tokens[0].name == "aid" and _SAID.match(unit.text)):
        return False
    said = [t.name for t in tokens if unit.text[: t.start - unit.start].strip() or t.name == "endeavour"]
    return not _PROMISES.isdisjoint(said)
