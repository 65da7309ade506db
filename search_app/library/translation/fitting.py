"""What of a translation still fits the text of its document? What does not is left out, and said with its remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from search_app.clauses.numbering import split_label
from search_app.library.draft import Draft
from search_app.library.translation.checking import find_chinese, find_doubt, find_wrong
from search_app.library.translation.file import Drafts, Reasons, Translation
from search_app.library.translation.phrases import plain_phrase, stands_in
from search_app.library.translation.written import FOLDER, Pairs

_QUOTED = 40  # characters of a sentence in a message


def keep_fitting(
    translation: Translation, texts: Mapping[str, str], draft: Draft, name: str
) -> tuple[Translation, tuple[str, ...]]:
    """(what of ``translation`` fits ``texts``, the texts of ``draft`` by the names of its clauses; what does not, each
    with its remedy). ``name`` is that of its file."""
    if not (translation.title or translation.sentences or translation.headings):
        return translation, ()
    where = f"{FOLDER}/{name}.toml"
    fitting: dict[str, Pairs] = {}
    revising: set[str] = set()
    messages: list[str] = []
    for clause, pairs in translation.sentences.items():
        if clause not in texts:
            messages.append(f"{where}, {clause}: there is no such clause; write the id of its clause, or take it out")
        elif pairs and "".join(zh for zh, _ in pairs) != texts[clause]:
            messages.append(f"{where}, {clause}: the text was changed and is shown in Chinese alone; translate it anew")
            revising.add(clause)
        elif all(en for _, en in pairs):
            if fault := _find_wrong(pairs, translation.confirmed.get(clause, {})):
                messages.append(f"{where}, {clause}, {fault}; it is shown in Chinese alone until that is put right")
                revising.add(clause)
            else:
                fitting[clause] = pairs
                messages.extend(
                    f"{where}, {clause}, {doubt}; put it right, or confirm it"
                    for doubt in _find_doubts(pairs, translation.confirmed.get(clause, {}))
                )
        elif any(en for _, en in pairs) or clause in translation.former:
            revising.add(clause)  # what is missing is counted when all is read
    parts, unfit = _keep_fitting_phrases(translation.parts, texts, where, "parts")
    notes, unfit_notes = _keep_fitting_phrases(translation.notes, texts, where, "notes")
    messages.extend((*unfit, *unfit_notes))
    wrong = {zh: fault for zh, en in translation.headings.items() if (fault := find_wrong(zh, en))}
    messages.extend(
        f"{where}, the heading {zh!r}: {fault}; it is shown in Chinese alone" for zh, fault in wrong.items()
    )
    messages.extend(_check_headings(translation, draft, where))
    headings = {zh: en for zh, en in translation.headings.items() if zh not in wrong}
    title = translation.title
    if title and (fault := find_wrong(draft.title, title)):
        messages.append(f"{where}, the title: {fault}; put it right")
        title = None
    kept = replace(translation, title=title, headings=headings, sentences=fitting, parts=parts, notes=notes)
    lasting = {clause: _find_lasting(translation, clause, texts[clause]) for clause in revising}
    return replace(kept, revising=frozenset(revising), lasting=lasting), tuple(messages)


def _find_lasting(translation: Translation, clause: str, text: str) -> Pairs:
    confirmed = translation.confirmed.get(clause, {})
    standing = (pair for pair in translation.sentences[clause] if pair[1] and pair[0] in text)
    return tuple(pair for pair in standing if pair in confirmed or not find_wrong(*pair))


def _find_wrong(pairs: Pairs, confirmed: Reasons) -> str | None:
    """Which sentence cannot be published, and why: none of the clause is then."""
    faults = ((zh, find_wrong(zh, en)) for zh, en in pairs if (zh, en) not in confirmed)
    return next((f"{zh[:_QUOTED]!r}: {fault}" for zh, fault in faults if fault), None)


def _find_doubts(pairs: Pairs, confirmed: Reasons) -> Iterator[str]:
    """What a person should look at; it is published all the same."""
    for zh, en in pairs:
        if (zh, en) not in confirmed and (doubt := find_doubt(zh, en)):
            yield f"{zh[:_QUOTED]!r}: {doubt}"


def _keep_fitting_phrases(
    phrases: Mapping[str, Pairs], texts: Mapping[str, str], where: str, field: str
) -> tuple[dict[str, Pairs], list[str]]:
    fitting: dict[str, Pairs] = {}
    messages: list[str] = []
    for clause, pairs in phrases.items():
        if clause in texts:
            text = plain_phrase(texts[clause])
            faults = [_find_fault(zh, en, text, field) for zh, en in pairs]
            fitting[clause] = tuple(pair for pair, fault in zip(pairs, faults, strict=True) if not fault)
            messages.extend(f"{where}, {clause}: {fault}" for fault in faults if fault)
    return fitting, messages


def _find_fault(zh: str, en: str, text: str, field: str) -> str | None:
    if fault := find_wrong(zh, en) if field == "parts" else find_chinese(en):
        return f"the English of {zh!r}: {fault}; put it right"
    if not stands_in(plain_phrase(zh), text):
        return f"{zh!r} does not stand in its text; write it as it is now, or take it out of {field}"
    return None


def _check_headings(translation: Translation, draft: Draft, where: str) -> Iterator[str]:
    shown = dict.fromkeys(heading.text for clause in draft.clauses for heading in clause.path)
    labels = {split_label(clause.label)[1] for clause in draft.clauses}  # 一、适用范围 above a part that is a clause
    for heading in translation.headings:
        if heading not in shown and heading not in labels:
            yield f"{where}: there is no heading {heading!r}; write it as it is now, or take it out"


def recall(translation: Translation, texts: Mapping[str, str]) -> Translation:
    """What ``translation``, made for another version, says of ``texts`` (by clause): the clauses whose sentences are
    all known, also of those that its own text has no longer, and the parts that stand in them, wherever they stood."""
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
    parts = {name: _recall_parts(name, plain_phrase(text), translation.parts) for name, text in texts.items()}
    notes = {name: kept for name in found if (kept := _recall_notes(texts[name], translation.notes.get(name, ())))}
    marked = {name: translation.unrevised.get(name, {}) if found[name] == own.get(name) else drafts for name in found}
    drafted = {
        name: {pair: marked[name][pair] for pair in pairs if pair in marked[name]} for name, pairs in found.items()
    }
    sure = {name: {pair: reasons[pair] for pair in pairs if pair in reasons} for name, pairs in found.items()}
    as_said = {name: its for name, its in translation.revised.items() if found.get(name, ()) == own.get(name)}
    return Translation(
        translation.title, translation.headings, found, parts, notes, drafted, confirmed=sure, revised=as_said
    )


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
