"""What of that which came back from a translation tool is English of which line of a worksheet?

A unit is told by its clause and its Chinese, so that what came back fits though sentences were added meanwhile.
Invariant: English that came back is taken over, or named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from search_app.files.read import DocumentError
from search_app.library.translation.written import Unfinished, Written
from search_app.library.worksheet.sheet import Line, Place, Worksheet
from search_app.library.worksheet.xliff import Back, Unit, read_units
from search_app.model import MachineDraft, Taken
from search_app.text.fold import squeeze
from search_app.text.printable import make_printable, make_writable

_QUOTED = 300  # characters of a text in a message

Translated = Mapping[int, Back]  # by the place of its line on the sheet


def read_xliff(content: bytes, sheet: Worksheet, name: str) -> tuple[Translated, tuple[str, ...]]:
    """(what ``content``, a file called ``name``, has in English for the lines of ``sheet``; a message for each target
    that fits none of them, or says one of them in another way: of that neither is taken). DocumentError when it is no
    XLIFF 1.2 of its document, or too large."""
    read = read_units(content, name)
    if all(document != sheet.document for document, _ in read):
        raise DocumentError(f"{make_printable(name)}: is no XLIFF 1.2 of {sheet.document}; write it with --xliff")
    lines = _Lines(sheet)
    units: dict[tuple[int, ...], list[Unit]] = {}  # by the lines that say their Chinese
    unfit: list[str] = []
    for document, its in read:
        for unit in its:
            found = lines.find(unit) if document == sheet.document else ()
            if found:
                units.setdefault(found, []).append(unit)
            elif unit.back.en:
                unfit.append(f"fits no line: {unit.id} {_quote(unit.zh)} → {_quote(unit.back.en)}")
    translated: dict[int, Back] = {}
    for found, same in units.items():
        where = tuple(dict.fromkeys(lines.name(at) for at in found))
        if pairs := _pair(found, same, len(where) == 1):
            translated |= {at: back for at, back in pairs if back.en}
        elif said := tuple(dict.fromkeys(unit.back.en for unit in same if unit.back.en)):
            ways = {1: "one way", 2: "two ways"}.get(len(said), f"{len(said)} ways")
            told = f"one text of {' and '.join(where)} is said in {ways}"
            unfit.append(f"{told}: {_quote(same[0].zh)}, {_tell_ways(said)}")
    return translated, tuple(unfit)


def _pair(lines: tuple[int, ...], units: Sequence[Unit], one_place: bool) -> tuple[tuple[int, Back], ...]:
    """Which of ``units`` is of which of ``lines``, all of which say the same Chinese: in their order where they are as
    many. What is said in one way alone is said so of each line of one place. Else nothing can be told."""
    if len(lines) == len(units):
        return tuple(zip(lines, (unit.back for unit in units), strict=True))
    said = [unit.back for unit in units if unit.back.en]
    if not one_place or len({back.en for back in said}) != 1:
        return ()
    open_still = next((back for back in said if back.unfinished), said[0])
    return tuple((at, open_still) for at in lines)


class _Lines:
    """Finds the lines of a sheet that a unit may be of: by its place and its Chinese, or by its Chinese alone. White
    space, which tools put in and take out, tells nothing."""

    def __init__(self, sheet: Worksheet) -> None:
        self._places: list[Place] = []
        self._at: dict[tuple[Place, str], tuple[int, ...]] = {}
        self._said: dict[str, tuple[int, ...]] = {}
        for n, (place, line) in enumerate(sheet.lines):
            plain = squeeze(make_writable(line.zh))
            self._places.append(place)
            self._at[place, plain] = (*self._at.get((place, plain), ()), n)
            self._said[plain] = (*self._said.get(plain, ()), n)

    def find(self, unit: Unit) -> tuple[int, ...]:
        """The lines, in printed order."""
        plain = squeeze(unit.zh)
        for place in unit.places:
            if found := self._at.get((place, plain)):
                return found
        return self._said.get(plain, ())

    def name(self, line: int) -> str:
        """Where it stands."""
        return "/".join(filter(None, self._places[line]))


def take_over(sheet: Worksheet, translated: Translated) -> tuple[Worksheet, tuple[str, ...]]:
    """(``sheet`` with what was ``translated``, a message for each line for which a person has written other English:
    it is left as it is). What came from the memory is corrected, and so is what a machine drafted or cannot be
    published, where it is still what went to the tool. A draft, and what is not finished, that comes back as it was
    stays one, unless signed."""
    other: list[str] = []
    apart: dict[str, list[Written]] = {}  # by clause, what was begun apart from what came back
    places = count()

    def take(place: Place, line: Line) -> Line:
        back = translated.get(next(places))
        if back is None or _is_as_it_was(line, back):
            return line
        if back.en == line.en.strip():
            return _sign(line)
        begun = _find_apart(line, back)
        if begun and place[1] == "sentences":
            apart.setdefault(place[0], []).append(Written(line.zh, unfinished=begun))
        elif begun or (line.en and not isinstance(line.unrevised, Taken) and not _was_sent(line.en, back)):
            said = begun.en if begun else line.en
            other.append(f"other English stands in the file: {_quote(line.zh)}, {_tell_ways((said, back.en))}")
            return line
        return _take(line, back)

    made = sheet.map_lines(take)
    entries = (replace(entry, former=(*entry.former, *apart.get(entry.clause, ()))) for entry in made.entries)
    return replace(made, entries=tuple(entries)), tuple(other)


def _is_as_it_was(line: Line, back: Back) -> bool:
    """Whether what came back, and nobody has signed, is what the line has."""
    begun = line.unfinished.en if line.unfinished else ""
    return not back.signed and back.en in (line.en.strip(), begun.strip())


def _find_apart(line: Line, back: Back) -> Unfinished | None:
    """What was begun of ``line`` in another place than the tool that ``back`` came from."""
    begun = line.unfinished
    return begun if begun and not line.en and begun.en != back.en and not _was_sent(begun.en, back) else None


def _was_sent(en: str, back: Back) -> bool:
    return (back.sent or "").strip() == make_writable(en).strip()


def _sign(line: Line) -> Line:
    if not (line.unrevised or line.unfinished):
        return line
    return replace(line, unrevised=None, unfinished=None, was=line.written)


def _take(line: Line, back: Back) -> Line:
    """``line`` with the English that came back. A machine draft stays one until its state says that it was revised;
    other English that is not finished stands beside the line, and in the place of what was taken over."""
    draft = line.unrevised if isinstance(line.unrevised, MachineDraft) else None
    if back.unfinished and not draft:
        begun = replace(line, unfinished=Unfinished(back.en, back.unfinished), was=line.written)
        return replace(begun, en="", unrevised=None) if line.unrevised else begun
    draft = draft if back.unfinished else None
    return Line(line.zh, back.en, unrevised=draft, was=line.written)


def _tell_ways(said: Iterable[str]) -> str:
    return f"{' and '.join(map(_quote, said))}; make them one"


def _quote(text: str) -> str:
    return f"“{make_printable(text[:_QUOTED])}{'…' if len(text) > _QUOTED else ''}”"
