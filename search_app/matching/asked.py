"""What does each benefit of a clause ask, read from the sentences it rests on and from what stands above them?

Invariant: the same for every company, so it is made once for a clause and kept. What a sentence takes from before
itself (其他企业, 达到的, a list below a colon) is asked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from search_app.matching.phrases import ASKED, PAID, make_obtainable, read_phrase, split_phrases
from search_app.matching.requirements import OTHER, PERSON, Bound, Place, Requirement, drop_repeated, other
from search_app.matching.words import TITLE, find_tokens
from search_app.model import PAID as PAID_ROLES
from search_app.model import Amount, Benefit, Clause
from search_app.text.passage import Passage, find_sentences, plain, read_passage

_PAIR = " / "  # between the two names of a benefit whose pairing is open
_OWN = ("对", "给予", "为")  # a phrase that begins so names its own recipient
_LIST_MARKS = frozenset("、和或及以与等,分别/的为")
_JOINS = frozenset("、和或及")
_QUOTED = 80  # characters of a later sentence that binds


@dataclass(frozen=True, slots=True)
class Asked:
    """What the benefit ``n`` of a clause asks, and the sentences that say so. ``names``: what its own row of a list
    names, where the text leaves open which names go with which sums: each name may decide by itself."""

    n: int
    requirements: tuple[Requirement, ...]
    quote: str
    names: tuple[tuple[Requirement, ...], ...] = ()


def find_asked(clause: Clause) -> tuple[Asked, ...]:
    """What every benefit of ``clause`` asks, in their order."""
    passage = read_passage(clause.text.zh)
    later = tuple(_find_binding(passage, clause))
    headings = tuple(_find_in_headings(clause))
    return tuple(_read(passage, clause, benefit, (*headings, *later)) for benefit in clause.benefits)


def _read(passage: Passage, clause: Clause, benefit: Benefit, around: Sequence[Requirement]) -> Asked:
    spans = [(passage.place(span.start), passage.place(span.end)) for span in benefit.evidence]
    sentences = [_Sentence.make(passage, clause, benefit, start, end) for start, end in spans]
    found = [one for sentence in sentences for one in sentence.read()]
    found = [replace(one, firm=_is_firm(one, benefit)) for one in _spread(found)]
    found += _find_before(passage, clause, spans[0][0]) if spans else ()
    printed = "".join(passage.text[start:end] for start, end in spans)
    found += _find_recipient(benefit, (printed, *(sentence.text for sentence in sentences)))
    quote = " ".join(clause.text.zh[span.start : span.end].strip() for span in benefit.evidence)
    names = tuple(_read_whole(name) for name in benefit.recipient.split(_PAIR)) if _is_paired(benefit) else ()
    return Asked(benefit.n, tuple(drop_repeated([*found, *around])), quote, names)


def _spread(found: Sequence[Requirement]) -> Iterator[Requirement]:
    """What one phrase says is obtained (经认定的智能工厂) can still be obtained where another only names it."""
    titles = [one for one in found if one.kind == TITLE]
    later = {value for one in titles for row in one.rows if row.sense in ("weak", "hint") for value in row.values}
    for one in found:
        if one.kind == TITLE and all(set(row.values) & later for row in one.rows):
            yield replace(one, rows=tuple(map(make_obtainable, one.rows)))
        else:
            yield one


def _is_firm(requirement: Requirement, benefit: Benefit) -> bool:
    named = _is_recipient(requirement, benefit)
    return named if requirement.kind == PERSON else requirement.firm or named


def _is_recipient(requirement: Requirement, benefit: Benefit) -> bool:
    words, recipient = plain(requirement.words), plain(benefit.recipient)
    return bool(words) and (recipient.endswith(words) if requirement.kind == PERSON else words in recipient)


def _is_paired(benefit: Benefit) -> bool:
    return any(point.kind == "pairing" for point in benefit.open)


def _read_whole(words: str, place: Place = "sentence") -> tuple[Requirement, ...]:
    """What some words ask by themselves."""
    read = plain(words)
    return tuple(
        one
        for at, phrase in split_phrases(read)
        for one in read_phrase(phrase, {}, words[at : at + len(phrase)], place)
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence for one benefit: what is paid, and what its neighbours in the list are called, is masked."""

    text: str
    printed: str
    bounds: dict[int, Bound]

    @classmethod
    def make(cls, passage: Passage, clause: Clause, benefit: Benefit, start: int, end: int) -> _Sentence:
        alike = [one for one in clause.benefits if one.n != benefit.n and _share(one, benefit)]
        text, bounds = list(passage.text[start:end]), {}
        for amount in passage.seen(clause.amounts):
            if start <= amount.start and amount.end <= end:
                bound = _bound(amount, benefit)
                asked = bound is not None or not _is_paid(amount, alike)
                text[amount.start - start : amount.end - start] = (ASKED if asked else PAID) * (
                    amount.end - amount.start
                )
                if bound:
                    bounds[amount.start - start] = bound
        masked, printed = "".join(text), passage.printed[start:end]
        return cls(*_leave_neighbours_out(masked, printed, benefit, alike), bounds)

    def read(self) -> Iterator[Requirement]:
        phrases = list(split_phrases(self.text))
        for n, (at, phrase) in enumerate(phrases):
            bounds = {place - at: bound for place, bound in self.bounds.items() if at <= place < at + len(phrase)}
            found = read_phrase(phrase, bounds, self.printed[at : at + len(phrase)])
            goal = _is_goal(phrase) and any(one.startswith(_OWN[0]) for _, one in phrases[n + 1 :])
            yield from (one.soften() for one in found if one.kind != OTHER) if goal else found


def _share(one: Benefit, other_one: Benefit) -> bool:
    return bool({(s.start, s.end) for s in one.evidence} & {(s.start, s.end) for s in other_one.evidence})


def _is_goal(phrase: str) -> bool:
    """Whether a phrase begins with words like 支持, 鼓励: before one that names its own recipient it is a goal."""
    first = next(iter(find_tokens(phrase)), None)
    return first is not None and first.start == 0 and first.row.kind == "lead"


def _bound(amount: Amount, benefit: Benefit) -> Bound | None:
    """What ``benefit`` asks with a figure; None where it asks nothing with it."""
    if amount.role != "condition" or amount.kind != "money" or amount.currency not in (None, "CNY"):
        return None
    for condition in benefit.conditions:
        if condition.value in (amount.value, amount.value_hi) and condition.value is not None and condition.compare:
            return Bound(condition.compare, condition.value)
    return None


def _is_paid(amount: Amount, alike: Sequence[Benefit]) -> bool:
    """Whether a figure says nothing of this applicant: it is paid, or it is what a neighbour in the list asks."""
    theirs = {condition.value for one in alike for condition in one.conditions}
    return amount.role in PAID_ROLES or (amount.role == "condition" and amount.value in theirs)


def _leave_neighbours_out(text: str, printed: str, benefit: Benefit, alike: Sequence[Benefit]) -> tuple[str, str]:
    """(text, printed) with the names of the neighbours masked; where the list does not print the names whole
    (国家级、省级战略联盟), the list is replaced by the own name, padded to its length."""
    if _is_paired(benefit):
        return text, printed
    own = plain(benefit.recipient)
    others = [name for one in alike if (name := plain(one.recipient)) and name != own and name not in own]
    if not others:
        return text, printed
    if own in text and all(name in text for name in others):
        for name in sorted(others, key=len, reverse=True):
            kept = text.replace(own, "\ue002" * len(own)) if own in name else text
            text = kept.replace(name, PAID * len(name)).replace("\ue002" * len(own), own)
        return text, printed
    return _put_own_name(text, printed, own, others)


def _put_own_name(text: str, printed: str, own: str, others: Sequence[str]) -> tuple[str, str]:
    names = [own, *others]
    parts = [part for part in (_longest_common(name, text) for name in names) if len(part) > 1]
    places = [text.find(part) for part in parts]
    if len(parts) < len(names):
        return text, printed
    start, end = min(places), max(at + len(part) for at, part in zip(places, parts, strict=True))
    while start and text[start - 1] in {*"".join(names), *_JOINS}:
        start -= 1
    known = set("".join(names)) | _LIST_MARKS
    if set(text[start:end]) - known or len(own) > end - start:
        return text, printed
    pad = PAID * (end - start - len(own))
    return text[:start] + own + pad + text[end:], printed[:start] + own + pad + printed[end:]


def _longest_common(name: str, text: str) -> str:
    for size in range(len(name), 1, -1):
        for at in range(len(name) - size + 1):
            if name[at : at + size] in text:
                return name[at : at + size]
    return ""


# ── what stands around it ──


def _find_before(passage: Passage, clause: Clause, start: int) -> Iterator[Requirement]:
    """What a sentence before ``start`` asks that ends in a colon: it holds for the list below it."""
    for sentence in find_sentences(passage):
        if sentence.start < start:
            said = passage.text[sentence.start : min(sentence.end, start)]
            head, colon, _ = said.rpartition(":")
            if colon and sentence.start + len(head) < start:
                yield from _read_whole(passage.printed[sentence.start : sentence.start + len(head)], "before")


def _find_recipient(benefit: Benefit, said: Sequence[str]) -> Iterator[Requirement]:
    """What the name of the recipient asks where the sentence takes it from before."""
    if not benefit.recipient:
        yield other("", "before")
    names = benefit.recipient.split(_PAIR)
    if not all(any(plain(name) in text for text in said) for name in names):
        yield other(benefit.recipient, "before")
        for name in names:
            yield from (replace(one, place="before", firm=_is_firm(one, benefit)) for one in _read_whole(name))


def _find_in_headings(clause: Clause) -> Iterator[Requirement]:
    """What the headings name that a company can answer; they are goals, so that nothing is excluded by them."""
    texts = [heading.zh for heading in clause.path] + ([clause.title.zh] if clause.title else [])
    for text in texts:
        read = plain(text)
        for at, phrase in split_phrases(read):
            for one in read_phrase(phrase, {}, text[at : at + len(phrase)], "heading", topics=True):
                if one.kind not in (OTHER, "newly") and any(row.sense != "weak" for row in one.rows):
                    yield one


def _find_binding(passage: Passage, clause: Clause) -> Iterator[Requirement]:
    """Sentences beside those that grant, which ask or forbid something (须, 不得)."""
    granting = [(passage.place(s.start), passage.place(s.end)) for one in clause.benefits for s in one.evidence]
    for sentence in find_sentences(passage):
        if not any(start < sentence.end and end > sentence.start for start, end in granting):
            said = passage.text[sentence.start : sentence.end]
            if any(token.row.kind == "binds" for token in find_tokens(said)):
                yield other(re.sub(r"\s+", "", passage.printed[sentence.start : sentence.end])[:_QUOTED], "clause")
