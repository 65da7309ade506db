"""What of a translation still fits the text of its document? What does not is left out, and said with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from search_app.clauses.numbering import split_label
from search_app.library.draft import Draft
from search_app.library.translation.checking import find_chinese, find_doubt, find_wrong
from search_app.library.translation.file import Drafts, Reasons, Translation
from search_app.library.translation.phrases import plain_phrase, stands_in
from search_app.library.translation.written import FOLDER, Pairs

_QUOTED = 40  # characters of a sentence in a message
_NAMED = 3  # clauses, headings or phrases in a message


@dataclass(frozen=True, slots=True)
class Outdated:
    """What of a translation does not fit, in words; ``amended``: since the text is another one by now; else they
    say what is to be done."""

    said: str
    amended: bool = False


@dataclass(slots=True)
class _Stale:
    """What of a file is of a text that was amended: clauses whose text is another one, clauses and headings that are
    there no longer, and phrases that their clause has no longer, each behind it."""

    changed: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tell(self) -> str:
        """All of it in one sentence; "" where there is none."""
        said = (
            (self.changed, "the text of {} was changed and is shown in Chinese alone"),
            (self.clauses, "there is no clause {}"),
            (self.headings, "there is no heading {}"),
            (self.parts, "parts do not stand in their text: {}"),
            (self.notes, "phrases of notes do not stand in their text: {}"),
        )
        return "; ".join(words.format(_name(its)) for its, words in said if its)


def _name(its: Sequence[str]) -> str:
    more = len(its) - _NAMED
    return f"{', '.join(its[:_NAMED])}{f' and {more} more' if more > 0 else ''}"


def keep_fitting(
    translation: Translation, texts: Mapping[str, str], draft: Draft, name: str
) -> tuple[Translation, tuple[Outdated, ...]]:
    """(what of ``translation`` fits ``texts``, the texts of ``draft`` by the names of its clauses; what does not: all
    that was amended in one). ``name`` is that of its file."""
    if not (translation.title or translation.sentences or translation.headings):
        return translation, ()
    where = f"{FOLDER}/{name}.toml"
    stale, messages = _Stale(), list[str]()
    fitting = dict(_keep_fitting_clauses(translation, texts, stale, messages))
    parts = dict(_keep_standing(translation.parts, texts, stale.parts))
    notes = dict(_keep_standing(translation.notes, texts, stale.notes))
    parts = _leave_out(parts, find_wrong, messages)
    notes = _leave_out(notes, lambda _, en: find_chinese(en), messages)
    stale.headings.extend(_find_gone_headings(translation, draft))
    wrong = {zh: fault for zh, en in translation.headings.items() if (fault := find_wrong(zh, en))}
    messages.extend(f", the heading {zh!r}: {fault}; it is shown in Chinese alone" for zh, fault in wrong.items())
    headings = {zh: en for zh, en in translation.headings.items() if zh not in wrong}
    title = translation.title
    if title and (fault := find_wrong(draft.title, title)):
        messages.append(f", the title: {fault}; put it right")
        title = None
    kept = replace(translation, title=title, headings=headings, sentences=fitting, parts=parts, notes=notes)
    lasting = dict(_find_lasting(translation, texts, fitting))
    outdated = [Outdated(f"{where}{one}") for one in messages]
    if amended := stale.tell():
        outdated.insert(0, Outdated(f"{where}: {amended}", amended=True))
    return replace(kept, revising=frozenset(lasting), lasting=lasting), tuple(outdated)


def _keep_fitting_clauses(
    translation: Translation, texts: Mapping[str, str], stale: _Stale, messages: list[str]
) -> Iterator[tuple[str, Pairs]]:
    """Each clause whose sentences are its text, are all written and are not refused; what is missing is counted when
    all is read."""
    for clause, pairs in translation.sentences.items():
        confirmed = translation.confirmed.get(clause, {})
        if clause not in texts:
            if pairs or clause in translation.parts or clause in translation.notes:
                stale.clauses.append(clause)
        elif pairs and "".join(zh for zh, _ in pairs) != texts[clause]:
            stale.changed.append(clause)
        else:
            faults = tuple(_find_wrong(pairs, confirmed))
            messages.extend(
                f", {clause}, {fault}; it is shown in Chinese alone until that is put right" for fault in faults
            )
            if pairs and all(en for _, en in pairs) and not faults:
                doubts = _find_doubts(pairs, confirmed)
                messages.extend(f", {clause}, {doubt}; put it right, or confirm it" for doubt in doubts)
                yield clause, pairs


def _find_lasting(
    translation: Translation, texts: Mapping[str, str], fitting: Mapping[str, Pairs]
) -> Iterator[tuple[str, Pairs]]:
    """Each clause that has or had English and is shown in Chinese, with the sentences that stand in its text and that
    no check refuses."""
    for clause, pairs in translation.sentences.items():
        begun = any(en for _, en in pairs) or clause in translation.former
        if clause in texts and clause not in fitting and begun:
            confirmed = translation.confirmed.get(clause, {})
            standing = (pair for pair in pairs if pair[1] and pair[0] in texts[clause])
            yield clause, tuple(pair for pair in standing if pair in confirmed or not find_wrong(*pair))


def _keep_standing(
    phrases: Mapping[str, Pairs], texts: Mapping[str, str], gone: list[str]
) -> Iterator[tuple[str, Pairs]]:
    """The phrases of each clause that stand in its text; the others are ``gone``."""
    for clause, pairs in phrases.items():
        if clause in texts:
            text = plain_phrase(texts[clause])
            standing = tuple(pair for pair in pairs if stands_in(plain_phrase(pair[0]), text))
            gone.extend(f"{zh[:_QUOTED]!r} of {clause}" for zh, en in pairs if (zh, en) not in standing)
            yield clause, standing


def _leave_out(
    phrases: Mapping[str, Pairs], find_fault: Callable[[str, str], str | None], messages: list[str]
) -> dict[str, Pairs]:
    """``phrases`` without those in which there is a fault, which is said."""
    kept: dict[str, Pairs] = {}
    for clause, pairs in phrases.items():
        faults = {pair: fault for pair in pairs if (fault := find_fault(*pair))}
        messages.extend(
            f", {clause}: the English of {zh!r}: {fault}; put it right" for (zh, _), fault in faults.items()
        )
        kept[clause] = tuple(pair for pair in pairs if pair not in faults)
    return kept


def _find_gone_headings(translation: Translation, draft: Draft) -> Iterator[str]:
    shown = {heading.text for clause in draft.clauses for heading in clause.path}
    labels = {split_label(clause.label)[1] for clause in draft.clauses}  # 一、适用范围 above a part that is a clause
    return (f"{zh[:_QUOTED]!r}" for zh in translation.headings if zh not in shown and zh not in labels)


def _find_wrong(pairs: Pairs, confirmed: Reasons) -> Iterator[str]:
    """Which sentences cannot be published, and why: none of the clause is then. What is to be written is none."""
    faults = ((zh, find_wrong(zh, en)) for zh, en in pairs if en and (zh, en) not in confirmed)
    return (f"{zh[:_QUOTED]!r}: {fault}" for zh, fault in faults if fault)


def _find_doubts(pairs: Pairs, confirmed: Reasons) -> Iterator[str]:
    """What a person should look at; it is published all the same."""
    for zh, en in pairs:
        if (zh, en) not in confirmed and (doubt := find_doubt(zh, en)):
            yield f"{zh[:_QUOTED]!r}: {doubt}"


def recall(translation: Translation, texts: Mapping[str, str]) -> Translation:
    """What ``translation``, made for another version, says of ``texts`` (by clause): the clauses whose sentences are
    all known, also of those that its own text has no longer, and the parts that stand in them, wherever they stood."""
    said_parts = _join(translation.former_parts, translation.parts)
    said_notes = _join(translation.former_notes, translation.notes)
    reasons = {pair: why for its in translation.confirmed.values() for pair, why in its.items()}
    drafts = _find_never_revised(translation)
    every = [
        pair for pairs in (*translation.former.values(), *translation.sentences.values()) for pair in pairs if pair[1]
    ]
    needed = [pair for pair in every if any(pair[0] in text for text in texts.values())]
    right = [pair for pair in needed if pair in reasons or not find_wrong(*pair)]
    known = dict(sorted(right, key=lambda pair: pair not in drafts))  # what a person wrote wins
    own = {name: pairs for name, pairs in translation.sentences.items() if set(pairs) <= set(right)}
    found = {name: pairs for name, text in texts.items() if (pairs := _recall(text, known, own.get(name, ())))}
    parts = {name: _recall_parts(name, plain_phrase(text), said_parts) for name, text in texts.items()}
    notes = {name: kept for name in found if (kept := _recall_notes(texts[name], said_notes.get(name, ())))}
    marked = {name: translation.unrevised.get(name, {}) if found[name] == own.get(name) else drafts for name in found}
    drafted = {
        name: {pair: marked[name][pair] for pair in pairs if pair in marked[name]} for name, pairs in found.items()
    }
    sure = {name: {pair: reasons[pair] for pair in pairs if pair in reasons} for name, pairs in found.items()}
    as_said = {name: its for name, its in translation.revised.items() if found.get(name, ()) == own.get(name)}
    headings = {**translation.former_headings, **translation.headings}
    return Translation(translation.title, headings, found, parts, notes, drafted, confirmed=sure, revised=as_said)


def _join(former: Mapping[str, Pairs], now: Mapping[str, Pairs]) -> dict[str, Pairs]:
    """By clause, what was said of it and what is: of two that say the same Chinese the latter comes last."""
    return {name: (*former.get(name, ()), *now.get(name, ())) for name in {**former, **now}}


def _find_never_revised(translation: Translation) -> Drafts:
    """The pairs of ``translation`` that nobody has revised in any of its clauses."""
    every = (*translation.former.items(), *translation.sentences.items())
    revised = {pair for name, pairs in every for pair in pairs if pair not in translation.unrevised.get(name, {})}
    return {pair: of for its in translation.unrevised.values() for pair, of in its.items() if pair not in revised}


def add_kept(own: Translation, kept: Translation) -> Translation:
    """``own``, the file of a former version, with what ``kept`` has of the clauses that it lacks."""
    if not own.sentences:
        return kept
    lacking = kept.sentences.keys() - own.sentences.keys()
    drafts = {name: its for name, its in kept.unrevised.items() if name in lacking}
    reasons = {name: its for name, its in kept.confirmed.items() if name in lacking}
    return replace(
        own,
        headings={**kept.headings, **own.headings},
        sentences={**own.sentences, **{name: kept.sentences[name] for name in lacking}},
        parts={**{name: its for name, its in kept.parts.items() if name in lacking}, **own.parts},
        notes={**{name: its for name, its in kept.notes.items() if name in lacking}, **own.notes},
        unrevised={**own.unrevised, **drafts},
        confirmed={**own.confirmed, **reasons},
        revised={**own.revised, **{name: its for name, its in kept.revised.items() if name in lacking}},
        revising=own.revising - lacking,
    )


def _recall_notes(text: str, notes: Pairs) -> Pairs:
    return tuple((zh, en) for zh, en in notes if stands_in(plain_phrase(zh), plain_phrase(text)))


def _recall_parts(name: str, text: str, parts: Mapping[str, Pairs]) -> Pairs:
    """The parts of the clause ``name`` before those of the others: one phrase may be said in two ways."""
    every = dict(pair for pairs in (*parts.values(), parts.get(name, ())) for pair in pairs)
    return tuple((zh, en) for zh, en in every.items() if stands_in(plain_phrase(zh), text))


def _recall(text: str, known: Mapping[str, str], own: Pairs) -> Pairs:
    """``text`` as its clause says it now, ``own``, where that is the same text; else from what is ``known``."""
    if own and "".join(zh for zh, _ in own) == text:
        return own
    pairs: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        # A sentence may begin like another one: the longest that stands here is the one.
        zh = max((zh for zh in known if text.startswith(zh, at)), key=len, default="")
        if not zh:
            return ()
        pairs.append((zh, known[zh]))
        at += len(zh)
    return tuple(pairs)
