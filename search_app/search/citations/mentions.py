"""Which documents does a text name, and how: 《title》, 文号, or words beside a number of a clause?

Places are those of the passage. Invariant: an unquoted name begins where a sentence does, or behind a word that leads
to one (依据, under), so that no name of ours is found inside that of somebody else (德阳市支持生物经济…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from search_app.search.citations.names import Names, find_telling, kind_words
from search_app.search.citations.numbers import find_numbers, one_of_words
from search_app.text.numerals import HAN_NUMERALS, write_dates

MAX_NAME = 160  # characters of a title and what stands around it
MAX_WORDS = 24
MAX_VERSION = 40
MOST_FOR_WORDS = 4_000  # points of looking for documents that are named only in words: an eighth of a second
_QUOTED = re.compile(r"《[^《》]{0,120}《[^《》]{1,120}》[^《》]{0,20}》|《(?P<title>[^《》]{1,120})》")
_ENDS = re.compile(r"[;:!?。\n\x00《》“”、]|\.(?=\s|$)|\s-+\s|-{2,}")  # Headquarters – Bio-economy clause 9
_BRACKETS = re.compile(r"\([^()]{1,30}\)\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a document in a text: the ids that it may mean (none: it is not held), and of which version."""

    start: int
    end: int
    name: str
    documents: tuple[str, ...]
    by: str  # title, number, words
    version: str = ""  # a year, a day, or "first"

    @property
    def telling(self) -> bool:
        """False for 《办法》, which says no more than what kind of document it is."""
        return bool(self.documents or self.by == "number" or find_telling(self.name) - kind_words())


def find_mentions(text: str, names: Names) -> list[Mention]:
    """What ``text`` names by 《title》 or 文号, in its order; a title and the number behind it are one."""
    found = sorted([*_find_titles(text, names), *_find_by_number(text, names)], key=lambda one: one.start)
    joined: list[Mention] = []
    for one in found:
        before = joined[-1] if joined else None
        if before and one.start < before.end:
            continue
        if before and {before.by, one.by} == {"title", "number"} and _beside(text[before.end : one.start]):
            joined[-1] = _join(before, one)
        else:
            joined.append(one)
    return joined


def _beside(gap: str) -> bool:
    return len(gap) <= 3 and not gap.strip(" ([)],")


def _join(title: Mention, number: Mention) -> Mention:
    """A title and a 文号 that stand together. Where they mean different documents, either may be meant."""
    both = tuple(document for document in title.documents if document in number.documents)
    either = tuple(dict.fromkeys(title.documents + number.documents))
    named = title if title.by == "title" else number
    return replace(named, start=title.start, end=number.end, documents=both or either)


def _find_titles(text: str, names: Names) -> Iterator[Mention]:
    defined: dict[str, Mention] = {}
    before: Mention | None = None
    for found in _QUOTED.finditer(text):
        title, start, end = found["title"], *found.span()
        if title is None:  # 《关于印发〈甲办法〉的通知》 is that letter where it is held, else what it forwards
            whole = names.meant(found.group()[1:-1], quoted=True)
            inner = re.search("《([^《》]+)》", found.group()[1:-1])
            title = found.group()[1:-1] if whole or not inner else inner[1]
        one = _name_title(start, end, title, names)
        if before and re.search(rf"{one_of_words('short')}[为“\s]*$", text[before.end : start][-12:]):
            defined[title] = before
        if title in defined:
            one = replace(one, documents=defined[title].documents, name=defined[title].name)
        before = before if title in defined else one
        yield one


def _name_title(start: int, end: int, title: str, names: Names) -> Mention:
    """The documents of a title in 《》; what stands in brackets at its end may say its version."""
    documents, version = names.meant(title, quoted=True), ""
    last = _BRACKETS.search(title)
    if last and not documents and (version := find_version(last.group())):
        documents = names.meant(title[: last.start()], quoted=True)
    return Mention(start, end, title, documents, "title", version)


def _find_by_number(text: str, names: Names) -> Iterator[Mention]:
    for number in find_numbers(text):
        held = [(issuer, document) for issuer, document in names.by_number(number) if _leads(number.issuer, issuer)]
        if held:
            longest = max(len(issuer) for issuer, _ in held)
            start = number.start + len(number.issuer.rstrip()) - longest
            ids = tuple(document for issuer, document in held if len(issuer) == longest)
            yield Mention(start, number.end, text[start : number.end], ids, "number")
        elif number.whole:
            start = number.start + _skip_leads(number.issuer)
            yield Mention(start, number.end, text[start : number.end], (), "number")


def _leads(words: str, issuer: str) -> bool:
    """Whether what stands before ``issuer`` only leads to it."""
    before = words.removesuffix(issuer)
    return not before or bool(_lead_at_end().search(before))


@cache
def _lead_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{one_of_words('lead', 'between')})$")


@cache
def _lead() -> re.Pattern[str]:
    # A Latin word is one only as a whole: the "of" of "office" leads nowhere. Chinese needs no space.
    whole = r"(?:(?<![a-z])|(?=[\u4e00-\u9fff]))", r"(?:(?![a-z])|(?<=[\u4e00-\u9fff]))"
    return re.compile(f"{whole[0]}{one_of_words('lead')}{whole[1]}|,")


@cache
def _this() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s,])?{one_of_words('this')}\s?\S{{0,12}}$")


def _skip_leads(words: str) -> int:
    """Where a name begins behind 依据 and the like; words of one character may be part of it."""
    ends = [found.end() for found in _lead().finditer(words) if len(found.group()) > 1 and found.end() < len(words)]
    return ends[0] if ends else 0


def weigh_words_before(text: str, low: int, high: int) -> int:
    """The effort of looking for a name right before ``high``, told before it is made: one point, about a thirtieth of a
    millisecond, for each word behind which it may begin."""
    return 4 + sum(1 for _ in _lead().finditer(text, max(low, high - MAX_NAME), high))


def find_words_before(text: str, low: int, high: int, names: Names) -> Mention | None:
    """The document that the words right before the place ``high`` name, not before ``low``. One that is not held has no
    documents; None when they name none."""
    version = ""
    if chapter := _chapter_at_end().search(text, max(low, high - MAX_VERSION), high):
        high = chapter.start()
    if said := _version_at_end().search(text, max(low, high - MAX_VERSION), high):
        version, high = said["day"] or find_version(said.group()), said.start()
    high = low + len(text[low:high].rstrip(" ,:“”\t"))
    low = max(low, high - MAX_NAME)
    low = max((low, *(end.end() for end in _ENDS.finditer(text, low, high))))
    opened = text.rfind("(", low, high)
    if opened >= 0 and ")" not in text[opened:high]:  # 每年最高1000万元（生物经济政策第九条）
        low = opened + 1
    stretch = text[low:high]
    for start in (0, *(found.end() for found in _lead().finditer(stretch))):
        name = stretch[start:]
        if documents := names.meant(name):
            start += len(name) - len(name.lstrip())
            return Mention(low + start, high, name.strip(), documents, "words", version)
    if not _ends_with_kind(stretch) or _this().search(stretch):
        return None
    start = _skip_leads(stretch)
    name = stretch[start:].strip()
    return Mention(low + start, high, name, (), "words") if find_telling(name) - kind_words() else None


@cache
def _kind_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[^a-z])){one_of_words('kind')}$|[\u4e00-\u9fff]{one_of_words('kind')}$")


@cache
def _chapter_at_end() -> re.Pattern[str]:
    """第二章, 中的"""
    chapter = rf"第\(?[\d{HAN_NUMERALS}]{{1,7}}\)?{one_of_words('chapter')}"
    return re.compile(rf"(?:{one_of_words('between')}|{chapter}){{1,3}}\s?$")


@cache
def _version_at_end() -> re.Pattern[str]:
    """@2022, （2022年版）, (version of 1 January 2026)"""
    version = one_of_words("version", "first_version")
    return re.compile(
        rf"(?:@(?P<day>(?:19|20)\d\d(?:-\d\d-\d\d)?)|\([^()]*{version}[^()]*\)|\d{{4}}年?{version})[\s,]*$"
    )


@cache
def _kind_ends() -> re.Pattern[str]:
    kind = one_of_words("kind")
    return re.compile(rf"(?:(?<![a-z]){kind}(?![a-z])|(?<=[\u4e00-\u9fff]){kind})\s?")


def find_kind_ends(text: str) -> list[int]:
    """The places behind words that a title may end with (政策, measures)."""
    return [found.end() for found in _kind_ends().finditer(text)]


def find_named_in_words(text: str, names: Names) -> list[Mention]:
    """The documents that a text names without marks and for certain, in its order, whether or not a number of a clause
    stands beside them; where that would take too long, the first of them."""
    found: list[Mention] = []
    points = MOST_FOR_WORDS
    for end in find_kind_ends(text):
        low = found[-1].end if found else 0
        if (points := points - weigh_words_before(text, low, end)) < 0:
            break
        one = find_words_before(text, low, end, names)
        if one and len(one.documents) == 1:
            found.append(one)
    return found


def _ends_with_kind(stretch: str) -> bool:
    return bool(_kind_at_end().search(stretch.rstrip(") ")))


@cache
def _of() -> re.Pattern[str]:
    return re.compile(rf"\s?,?\s?{one_of_words('of')}(?![a-z])\s*(?:the\s+)?", re.ASCII)


def find_title_behind(text: str, at: int, mentions: dict[int, Mention]) -> Mention | None:
    """The 《title》 or 文号 that stands behind ``of`` at this place."""
    found = _of().match(text, at)
    return mentions.get(found.end() if found else at)


def find_words_behind(text: str, at: int, high: int, names: Names, asked: bool) -> Mention | None:
    """The document that is named behind the place ``at``, before ``high``: clause 9 of the bio-economy measures.
    ``asked``: the text is a citation and nothing else, so that ``of`` may be missing."""
    said = _of().match(text, at)
    if not said and not asked:
        return None
    low = said.end() if said else at + len(text[at:high]) - len(text[at:high].lstrip(" ,"))
    ends = _ENDS.search(text, low, high)
    stretch = text[low : min(low + MAX_NAME, ends.start() if ends else high)]
    places = [word.end() for word in re.finditer(r"[^\s,]+", stretch)][:MAX_WORDS]
    for k in reversed(range(len(places))):
        name = stretch[: places[k]]
        if documents := names.meant(name):
            enough = next(place for place in places if find_telling(stretch[:place]) == find_telling(name))
            told = stretch[enough:].lstrip().startswith(",")  # the bio-economy measures, up to RMB 10 million
            if k + 1 < len(places) and not told and re.search(rf"\s{one_of_words('of')}$", name):
                break  # the bio-economy measures of somebody else
            return Mention(low, low + enough, name[:enough], documents, "words")
    for place in places if said else ():
        if _ends_with_kind(stretch[:place]) and find_telling(stretch[:place]) - kind_words():
            return Mention(low, low + place, stretch[:place], (), "words")
    return None


# ── which version ──

_YEAR = re.compile(r"((?:19|20)\d\d)年?(?:(\d{1,2})月)?(?:(\d{1,2})日)?")
_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)")
_ENGLISH_DAY = re.compile(r"(\d{1,2} [a-z]+ (?:19|20)\d\d)")


def find_version(said: str) -> str:
    """The version that is named beside a title: its day, its year, or "first"; "" for none."""
    if re.search(one_of_words("first_version"), said):
        return "first"
    if not re.search(one_of_words("version"), said):
        return ""
    if found := _ENGLISH_DAY.search(said):
        try:
            return str(datetime.strptime(found[1], "%d %B %Y").date())
        except ValueError:
            return ""
    found = _ISO.search(said) or _YEAR.search(write_dates(said))
    if not found:
        return ""
    parts = [int(part) for part in found.groups() if part]
    return str(parts[0]) if len(parts) < 3 else _write_day(parts)


def _write_day(parts: list[int]) -> str:
    try:
        return str(date(*parts))
    except ValueError:
        return str(parts[0])


def is_list(gap: str) -> bool:
    """Whether nothing but 、 or ``and`` stands between two clauses, so that the second is of the same document."""
    return bool(re.fullmatch(rf"\s?{one_of_words('list', 'range')}\s?", gap))


def skip_list(text: str, at: int) -> int:
    """The place behind 和 or ``and`` at this one, which join two citations."""
    found = re.compile(rf"\s?{one_of_words('list')}\s?").match(text, at)
    return found.end() if found else at
