"""Which offices of the library does a text name: in full, without the place (商务局), in short (发改), in English?

Invariant: a name means every office that it fits, and one with a level or a place before it only those of that level
and place; what has the shape of an office and is none of the library's is found too, as one that fits none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from search_app.data import read_table
from search_app.search.words.stopwords import office_key, stop_words
from search_app.text.fold import fold
from search_app.text.tokens import find_words, is_han, is_word

_LEVELS = "省市州盟区县旗镇乡"
_CLEAR = re.compile(r"(?:^|[^\u4e00-\u9fff]|[由归找是为和与及跟])$")  # what a short form may stand behind
_LATIN = re.compile(r"[a-z0-9&'’-]+")
_GAP = re.compile(r",? ")
_LONGEST = 10  # words of an English name
_PLACE = range(4, 1, -1)  # characters of the name of a place


@dataclass(frozen=True, slots=True)
class NamedOffice:
    """An office that a text names, its place in it, and the ids of those of the library that may be meant."""

    start: int
    end: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """A Chinese name taken apart: 鹤岗 市 财政 局."""

    place: str
    level: str
    stem: str
    kind: str


@cache
def _kinds() -> str:
    (row,) = read_table("asking", "office_kind")
    return "|".join(sorted(row["zh"], key=len, reverse=True))


@cache
def _english_kinds() -> frozenset[str]:
    (row,) = read_table("asking", "office_kind")
    return frozenset(stem for word in row["en"] for stem in find_words(word))


@cache
def _english_levels() -> Mapping[str, str]:
    """By stem of an English word, the level that it says: district, 区."""
    rows = read_table("asking", "office_level")
    return {stem: row["zh"][0] for row in rows for word in row["en"] for stem in find_words(word)}


@cache
def _shapes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    (row,) = read_table("asking", "office_shape")
    chinese, english = (re.compile("|".join(row[lang])) for lang in ("zh", "en"))
    return chinese, english


def _take_apart(name: str) -> _Name | None:
    found = re.fullmatch(rf"(.+?)({_kinds()})", name)
    if not found:
        return None
    rest, kind = found.groups()
    for at in reversed(range(len(rest) - 2)):
        # 市民政局 is an office of a city, 市场监管局 one for markets.
        if rest[at] in _LEVELS and (is_word(rest[at + 1 : at + 3]) or not is_word(rest[at : at + 2])):
            return _Name(rest[:at], rest[at], rest[at + 1 :], kind)
    return _Name("", "省" if kind == "厅" else "", rest, kind)


def _core(name: str) -> frozenset[str]:
    """What an English name says beside office, level and place: {commerc} of Hegang Municipal Bureau of Commerce."""
    stems = [stem for word in _LATIN.findall(fold(name)) for stem in find_words(word)]
    places = {one for one, following in pairwise(stems) if following in _english_levels()}
    return _without_form(frozenset(stems) - places)


def _without_form(stems: frozenset[str]) -> frozenset[str]:
    return stems.difference(stop_words(), _english_kinds(), _english_levels())


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """What the offices of a library are called, as a build finds it out; each with the ids of those that may be
    meant, in the order of the library."""

    whole: Mapping[str, tuple[str, ...]]  # by a name, as it is looked up
    stems: Mapping[str, tuple[tuple[_Name, str], ...]]  # by what a Chinese name says beside place, level and kind
    cores: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # the same of English ones: (stems, ids)
    levels: Mapping[str, tuple[str, ...]]  # by id
    places: Mapping[str, tuple[str, ...]]


class _Making:
    """The names of offices while they are gathered."""

    def __init__(self) -> None:
        self.whole: dict[str, dict[str, None]] = defaultdict(dict)
        self.stems: dict[str, dict[tuple[_Name, str], None]] = defaultdict(dict)
        self.cores: dict[frozenset[str], dict[str, None]] = defaultdict(dict)
        self.levels: dict[str, set[str]] = defaultdict(set)
        self.places: dict[str, set[str]] = defaultdict(set)

    def add(self, name: str, office: str) -> None:
        self.whole[office_key(name)][office] = None
        if not is_han(name):
            self.cores[_core(name)][office] = None
        elif parts := _take_apart(office_key(name)):
            self.stems[parts.stem][parts, office] = None
            self.levels[office].add(parts.level)
            if parts.place:
                self.places[office].add(parts.place)

    def add_other_names(self) -> None:
        """What the table calls 商务局 in other words and in English, every 商务局 of the library is called."""
        for row in read_table("departments", "department"):
            names = (row["zh"], row["en"], row["short_en"], *row["printed"], *row["aliases"])
            parts = (_take_apart(office_key(name)) for name in names if is_han(name))
            stems = dict.fromkeys(one.stem for one in parts if one)
            held = {pair: None for stem in stems for pair in self.stems.get(stem, ())}
            for stem in stems if held else ():
                self.stems[stem].update(held)
            for core in {_core(name) for name in names if not is_han(name)} if held else ():
                self.cores[core].update({office: None for _, office in held})


def make_office_table(bodies: Mapping[str, Iterable[str]]) -> OfficeTable:
    """The table of the offices of a library; ``bodies``: by id, every name that an office has in its documents and in
    the table."""
    made = _Making()
    for office, names in bodies.items():
        for name in names:
            made.add(name, office)
    made.add_other_names()
    return OfficeTable(
        {name: tuple(held) for name, held in made.whole.items()},
        {stem: tuple(held) for stem, held in made.stems.items()},
        tuple(sorted((tuple(sorted(core)), tuple(held)) for core, held in made.cores.items())),
        {office: tuple(sorted(held)) for office, held in made.levels.items()},
        {office: tuple(sorted(held)) for office, held in made.places.items()},
    )


class OfficeNames:
    """The names of all offices of a library."""

    def __init__(self, table: OfficeTable) -> None:
        self._whole, self._stems = table.whole, table.stems
        self._cores = {frozenset(core): ids for core, ids in table.cores}
        self._levels, self._places = table.levels, table.places

    @cached_property
    def _chinese(self) -> re.Pattern[str]:
        whole, stems = (
            "|".join(map(re.escape, sorted(filter(is_han, names), key=len, reverse=True))) or "(?!)"
            for names in (self._whole, self._stems)
        )
        level = rf"(?P<level>[{_LEVELS}]?)级?"
        return re.compile(rf"(?P<whole>{whole})|{level}(?P<stem>{stems})(?P<kind>{_kinds()}|(?:主管)?部门|口(?!岸))?")

    def find(self, text: str, typed: str) -> list[NamedOffice]:
        """The offices that ``text`` names, which is ``typed`` folded and simplified; none overlaps another."""
        found = [one for match in self._chinese.finditer(text) if (one := self._read_chinese(text, match))]
        found += self._find_english(text, typed)
        chinese, english = _shapes()
        for shape in (*chinese.finditer(text), *english.finditer(text)):
            if all(shape.end() <= one.start or one.end <= shape.start() for one in found):
                found.append(NamedOffice(*shape.span(), ()))
        return sorted(found, key=lambda one: one.start)

    def _read_chinese(self, text: str, match: re.Match[str]) -> NamedOffice | None:
        start, end = match.span()
        if not match["whole"] and not match["kind"] and not _CLEAR.search(text[max(0, start - 1) : start]):
            return None
        level = match["level"] or (match["whole"] or "")[:1]
        before = (text[start - n : start] for n in _PLACE if n <= start) if level and level in _LEVELS else ()
        place = next((name for name in before if is_word(name + level)), "")
        whole = match["whole"] or ""
        parts = _take_apart(whole)
        said = (parts.stem, parts.level, parts.kind) if parts else match.group("stem", "level", "kind")
        stem, level, kind = (one or "" for one in said)
        held = dict.fromkeys(self._whole.get(whole, ()))
        if not whole or not level:  # 财政局 is one of a district too
            fits = (pair for pair in self._stems.get(stem, ()) if _fits(pair[0], level, kind))
            held.update({office: None for _, office in fits})
        return NamedOffice(start - len(place), end, tuple(o for o in held if not place or self._is_in(o, place)))

    def _is_in(self, office: str, place: str) -> bool:
        """Whether the place of ``office`` is ``place``, or nobody says which it is."""
        places = self._places.get(office, ())
        return not places or any(one.endswith(place) or place.endswith(one) for one in places)

    def _find_english(self, text: str, typed: str) -> Iterator[NamedOffice]:
        words = list(_LATIN.finditer(text))
        stems = [frozenset(find_words(word.group())) for word in words]
        end = 0
        for n, first in enumerate(words):
            sizes = range(min(_LONGEST, len(words) - n), 0, -1) if first.start() >= end else ()
            found = (self._read_english(text, words[n : n + size], stems[n : n + size]) for size in sizes)
            if one := next((one for one in found if one), None):
                end = one.end
                yield NamedOffice(_with_place(words[:n], stems[n], typed, one.start), one.end, one.ids)

    def _read_english(self, text: str, words: list[re.Match[str]], stems: list[frozenset[str]]) -> NamedOffice | None:
        start, end = words[0].start(), words[-1].end()
        if {words[0].group(), words[-1].group()} & stop_words() or not all(
            _GAP.fullmatch(text[one.end() : other.start()]) for one, other in pairwise(words)
        ):
            return None
        whole = self._whole.get(office_key(text[start:end]), ())
        said = frozenset(stem for one in stems for stem in one)
        core = _without_form(said)
        held = dict.fromkeys((*whole, *(self._cores.get(core, ()) if core and said & _english_kinds() else ())))
        if not held:
            return None
        levels = {_english_levels()[stem] for stem in said & _english_levels().keys()}
        fits = (one for one in held if not levels or levels.intersection(self._levels.get(one, ())))
        return NamedOffice(start, end, tuple(fits))


def _fits(name: _Name, level: str, kind: str) -> bool:
    """Whether an office of this name may be called so. Only a province has a 厅."""
    provincial = "厅" in (kind, name.kind)
    return (not level or name.level == level) and (not provincial or kind in (name.kind, "") or kind[-1] in "门口")


def _with_place(before: list[re.Match[str]], first: frozenset[str], typed: str, start: int) -> int:
    """Where the name begins with the capitalised place before its level: Longgang District Commerce Bureau."""
    if first & _english_levels().keys():
        for word in reversed(before):
            if not typed[word.start()].isupper() or typed[word.end() : start].strip():
                break
            start = word.start()
    return start
