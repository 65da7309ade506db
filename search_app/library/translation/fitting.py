"""What of a translation still fits the text of its document? What does not is left out, and said with its remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from search_app.clauses.numbering import split_label
from search_app.library.draft import Draft
from search_app.library.translation.file import FOLDER, Pairs, Translation
from search_app.library.translation.phrases import plain_phrase, stands_in
from search_app.text.tokens import is_han


def keep_fitting(
    translation: Translation, texts: Mapping[str, str], draft: Draft, name: str
) -> tuple[Translation, tuple[str, ...]]:
    """(what of ``translation`` fits ``texts``, the texts of ``draft`` by the names of its clauses; what does not, each
    with its remedy). ``name`` is that of its file."""
    if not (translation.sentences or translation.headings):
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
            fitting[clause] = pairs
        elif any(en for _, en in pairs) or clause in translation.former:
            revising.add(clause)  # what is missing is counted when all is read
    parts, unfit = _keep_fitting_phrases(translation.parts, texts, where, "parts")
    notes, unfit_notes = _keep_fitting_phrases(translation.notes, texts, where, "notes")
    messages.extend((*unfit, *unfit_notes))
    kept = replace(translation, sentences=fitting, parts=parts, notes=notes, revising=frozenset(revising))
    return kept, (*messages, *_check_headings(translation, draft, where))


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
    if is_han(en):
        return f"the English of {zh!r} is Chinese; translate it"
    if not stands_in(plain_phrase(zh), text):
        return f"{zh!r} does not stand in its text; write it as it is now, or take it out of {field}"
    return None


def _check_headings(translation: Translation, draft: Draft, where: str) -> Iterator[str]:
    shown = dict.fromkeys(heading.text for clause in draft.clauses for heading in clause.path)
    labels = {split_label(clause.label)[1] for clause in draft.clauses}  # 一、适用范围 above a part that is a clause
    for heading in translation.headings:
        if heading not in shown and heading not in labels:
            yield f"{where}: there is no heading {heading!r}; write it as it is now, or take it out"
    for heading in shown:
        if heading not in translation.headings:
            yield f"{where}: the heading {heading!r} is shown in Chinese alone; translate it too"


def recall(translation: Translation, texts: Mapping[str, str]) -> Translation:
    """What ``translation``, made for another version, says of ``texts`` (by clause): the clauses whose sentences are
    all known, and the parts that stand in them, wherever they stood."""
    known = {zh: en for pairs in translation.sentences.values() for zh, en in pairs if en}
    found = {name: pairs for name, text in texts.items() if (pairs := _recall(text, known))}
    parts = {name: _recall_parts(name, plain_phrase(text), translation.parts) for name, text in texts.items()}
    notes = {name: kept for name in found if (kept := _recall_notes(texts[name], translation.notes.get(name, ())))}
    drafts = {zh: draft for its in translation.machine_drafts.values() for zh, draft in its.items()}
    drafted = {name: {zh: drafts[zh] for zh, _ in pairs if zh in drafts} for name, pairs in found.items()}
    return Translation(translation.title, translation.headings, found, parts, notes, drafted)


def _recall_notes(text: str, notes: Pairs) -> Pairs:
    return tuple((zh, en) for zh, en in notes if stands_in(plain_phrase(zh), plain_phrase(text)))


def _recall_parts(name: str, text: str, parts: Mapping[str, Pairs]) -> Pairs:
    """The parts of the clause ``name`` before those of the others: one phrase may be said in two ways."""
    every = dict(pair for pairs in (*parts.values(), parts.get(name, ())) for pair in pairs)
    return tuple((zh, en) for zh, en in every.items() if stands_in(plain_phrase(zh), text))


def _recall(text: str, known: Mapping[str, str]) -> Pairs:
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
