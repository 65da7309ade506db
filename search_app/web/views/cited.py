"""What is a reader told about a citation: which clause it is, which may be meant, or what there is instead?

Invariant: what is not held is never shown as if it were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search_app.model import Bilingual, split_benefit_id, split_id
from search_app.search.model import CitedAs
from search_app.search.published.opening import Generation
from search_app.web.citations import name_part
from search_app.web.lost.ways import Way
from search_app.web.lost.ways import say as say_both
from search_app.web.requests import today

SHOWN = 8  # clauses that may be meant, above the results
LISTED = 300  # of them on a page of their own
MAX_NOTES = 10  # of what one query cites
MAX_WORDS = 80  # characters of a citation that are said again


@dataclass(frozen=True, slots=True)
class Place:
    """What is held under an id, by the name with which it is cited."""

    id: str
    words: Bilingual


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a citation, and the places it goes on to. ``missing``: what is cited is not held."""

    words: Bilingual
    places: tuple[Place, ...] = ()
    missing: bool = False


def make_notes(found: Iterable[CitedAs], of: Generation) -> tuple[Note, ...]:
    """What is said above the results of a query: each thing once."""
    found = list(found)
    notes = dict.fromkeys(make_note(one, of, SHOWN) for one in found)
    plain = {note: None for note in notes if note.words == say("found")}
    places = tuple(dict.fromkeys(place for note in plain for place in note.places))
    first = [Note(say("found"), places[:SHOWN])] if places else []
    return (*first, *(note for note in notes if note not in plain))[:MAX_NOTES]


def make_note(one: CitedAs, of: Generation, most: int = LISTED) -> Note:
    """What is said of one citation."""
    ids = one.candidates if one.id is None else (one.id,)
    if one.status == "ambiguous" and one.fits:
        ids = tuple(clause_id for _, clause_id in one.fits)
    if one.nearest:  # the document is the one that was named: what else is near helps nobody
        ids = tuple(any_id for any_id in ids if any_id.partition("/")[0] == one.nearest)
    places = tuple(place for any_id in ids[:most] if (place := find_place(any_id, of)))
    said = one.text.strip()[:MAX_WORDS]
    if one.status == "found" and places:
        key = "untold" if one.untold else "found" if one.number else "document"
        return Note(say(key, part=one.untold), places)
    if one.status == "ambiguous":
        return Note(say("several", value=said, n=len(ids)), places)
    if one.gone:
        return Note(say("gone", value=said, title=one.gone.title), places, missing=True)
    if one.nearest:
        return Note(say("no_clause", value=one.number, **_size(one.nearest, of)), places, missing=True)
    key = "not_held" if one.status == "not_held" else "unknown"
    return Note(say(f"{key}_near" if places else key, value=said), places, missing=True)


def _size(document: str, of: Generation) -> dict[str, Bilingual | int]:
    """The title of a document, and how many numbered clauses it has."""
    head = of.on(today())[document]
    return {"document": head.title, "n": len(of.store.numbers(head))}


def say(key: str, **values: Bilingual | str | int) -> Bilingual:
    """The words of ``cited_key`` in both languages."""
    return say_both(f"cited_{key}", **values)


def find_place(any_id: str, of: Generation) -> Place | None:
    """The document, clause or benefit of an id; None where it is not held."""
    clause_id, benefit = split_benefit_id(any_id) or (any_id, 0)
    document, clause = split_id(clause_id)
    if not clause:
        held = of.on(today()).get(document)
        return Place(document, held.title) if held else None
    found = of.find_clause(clause_id, today())
    if found is None:
        return None
    head, one = found
    zh = f"《{head.title.zh}》{name_part(one, 'zh')}"
    en = f"{head.title.en or f'《{head.title.zh}》'}, {name_part(one, 'en')}"
    if benefit:
        zh, en = f"{zh}第{benefit}号扶持", f"{en}, benefit b{benefit}"
    return Place(clause_id, Bilingual(zh, en))


def find_meant(found: Sequence[CitedAs]) -> list[CitedAs]:
    """What is found or may be, each once; a document beside a clause of it only says whose that is."""
    meant = [one for one in found if one.status in ("found", "ambiguous")]
    owners = {split_id(one.id)[0] for one in meant if one.id and one.number}
    places = {one.id or one.text: one for one in meant if one.number or one.id not in owners}
    return list(places.values())


def join_words(notes: Sequence[Note]) -> Bilingual:
    """The sentences of several notes."""
    listed = list(dict.fromkeys(note.words for note in notes))[:MAX_NOTES]
    return Bilingual("".join(words.zh for words in listed), " ".join(words.get("en") for words in listed))


def find_ways(notes: Sequence[Note]) -> list[Way]:
    """Where several notes lead to, each once."""
    places = dict.fromkeys(place for note in notes for place in note.places)
    return [Way(place.words, f"/policies/{place.id}") for place in places]
