"""What does a document say in English? Pairs from ``corpus/translations``, tied to the text they translate: the
sentences of a clause, and its parts, which are the phrases that its benefits quote (who, on what, if what).

Invariant: the Chinese halves of the sentences joined are the clause's text, character for character, and every part
stands in it. A clause whose text is another one by now is published in Chinese, and so is a part that is not in its
clause, and that is said until it is translated anew; a broken file stops the build and names the line and the remedy.
What has no file has no English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter

from search_app.clauses.numbering import split_label
from search_app.data.tables import TableError, Words, read_toml
from search_app.files.read import DocumentError
from search_app.library.draft import Draft
from search_app.model import GlossaryTerm, SentencePair, Span
from search_app.text.passage import read_passage
from search_app.text.tokens import is_han

FOLDER = "translations"
TERMS = "terms.toml"
Pairs = tuple[tuple[str, str], ...]  # (Chinese, English)


@dataclass(frozen=True, slots=True)
class Translation:
    """The English of one document: headings by their Chinese words, sentences and parts by clause."""

    title: str | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, Pairs] = field(default_factory=dict)
    parts: Mapping[str, Pairs] = field(default_factory=dict)


class _Only(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Pair(_Only):
    zh: Words
    en: Words


class _Title(_Only):
    en: Words
    zh: Words | None = None


class _Clause(_Only):
    id: Words
    sentences: tuple[tuple[Words, Words], ...]
    parts: tuple[tuple[Words, Words], ...] = ()


class _File(_Only):
    title: _Title
    heading: tuple[_Pair, ...] = ()
    clause: tuple[_Clause, ...] = ()


class _Term(_Only):
    zh: Words
    en: Words
    also: tuple[Words, ...] = ()
    zh_also: tuple[Words, ...] = ()


class _Terms(_Only):
    term: tuple[_Term, ...] = ()


_FILE, _TERMS = TypeAdapter(_File), TypeAdapter(_Terms)
T = TypeVar("T")


def read_translation(corpus: Path, document: str) -> Translation:
    """The translation of ``document``, empty when there is no file. DocumentError when the file is broken."""
    file = _read(corpus, document, _FILE)
    if file is None:
        return Translation()
    return Translation(
        title=file.title.en,
        headings={heading.zh: heading.en for heading in file.heading},
        sentences={clause.id: clause.sentences for clause in file.clause},
        parts={clause.id: clause.parts for clause in file.clause if clause.parts},
    )


def read_terms(corpus: Path) -> tuple[GlossaryTerm, ...]:
    """The term base, empty when there is none. DocumentError when the file is broken."""
    file = _read(corpus, TERMS.removesuffix(".toml"), _TERMS)
    return tuple(GlossaryTerm(term.zh, term.en, term.also, term.zh_also) for term in file.term) if file else ()


def _read(corpus: Path, name: str, shape: TypeAdapter[T]) -> T | None:
    try:
        return read_toml(corpus / FOLDER / f"{name}.toml", f"{FOLDER}/{name}.toml", shape)
    except FileNotFoundError:
        return None
    except TableError as error:
        raise DocumentError(*error.messages) from error


def keep_fitting(
    translation: Translation, texts: Mapping[str, str], draft: Draft, name: str
) -> tuple[Translation, tuple[str, ...]]:
    """(what of ``translation`` fits ``texts``, the texts of ``draft`` by the names of its clauses; what does not, each
    with its remedy). ``name`` is that of its file."""
    if not (translation.sentences or translation.headings):
        return translation, ()
    where = f"{FOLDER}/{name}.toml"
    fitting: dict[str, Pairs] = {}
    messages: list[str] = []
    for clause, pairs in translation.sentences.items():
        if clause not in texts:
            messages.append(f"{where}, {clause}: there is no such clause; write the id of its clause, or take it out")
        elif pairs and "".join(zh for zh, _ in pairs) != texts[clause]:
            messages.append(f"{where}, {clause}: the text was changed and is shown in Chinese alone; translate it anew")
        else:
            fitting[clause] = pairs
    parts, unfit = _keep_fitting_parts(translation, texts, where)
    messages.extend(unfit)
    kept = replace(translation, sentences=fitting, parts=parts)
    return kept, (*messages, *_check_headings(translation, draft, where))


def _keep_fitting_parts(
    translation: Translation, texts: Mapping[str, str], where: str
) -> tuple[dict[str, Pairs], list[str]]:
    fitting: dict[str, Pairs] = {}
    messages: list[str] = []
    for clause, pairs in translation.parts.items():
        if clause in texts:
            text = _plain(texts[clause])
            faults = [_find_fault(zh, en, text) for zh, en in pairs]
            fitting[clause] = tuple(pair for pair, fault in zip(pairs, faults, strict=True) if not fault)
            messages.extend(f"{where}, {clause}: {fault}" for fault in faults if fault)
    return fitting, messages


def _find_fault(zh: str, en: str, text: str) -> str | None:
    if is_han(en):
        return f"the English of {zh!r} is Chinese; translate it"
    if not _stands_in(_plain(zh), text):
        return f"{zh!r} does not stand in its text; write it as it is now, or take it out of parts"
    return None


def _stands_in(phrase: str, text: str) -> bool:
    """Whether ``phrase`` stands in ``text``, or at least in its order in one sentence: what the members of a list share
    is printed once (省级、市级示范企业 has 省级示范企业)."""
    return phrase in text or any(_in_order(phrase, sentence) for sentence in re.split("[。;]", text))


def _in_order(phrase: str, sentence: str) -> bool:
    rest = iter(sentence)
    return all(char in rest for char in phrase)


def _plain(text: str) -> str:
    return read_passage(text.strip()).text


def _check_headings(translation: Translation, draft: Draft, where: str) -> Iterator[str]:
    shown = dict.fromkeys(heading.text for clause in draft.clauses for heading in clause.path)
    labels = {split_label(clause.label)[1] for clause in draft.clauses}  # 一、适用范围 above a part that is a clause
    for heading in translation.headings:
        if heading not in shown and heading not in labels:
            yield f"{where}: there is no heading {heading!r}; write it as it is now, or take it out"
    for heading in shown:
        if heading not in translation.headings:
            yield f"{where}: the heading {heading!r} is shown in Chinese alone; translate it too"


def find_unused(corpus: Path, used: Iterable[str]) -> tuple[str, ...]:
    """A message for each file of the folder that is the translation of nothing; ``used`` are the names without .toml
    under which one was looked for."""
    known = {*used, TERMS.removesuffix(".toml")}
    names = sorted(path.stem for path in (corpus / FOLDER).glob("*.toml") if path.stem not in known)
    return tuple(
        f"{FOLDER}/{name}.toml: no document or version has the id {name}; rename the file, or take it out"
        for name in names
    )


def pair_sentences(text: str, pairs: Pairs, where: str) -> tuple[str | None, tuple[SentencePair, ...]]:
    """(English text, spans of each sentence in both). DocumentError when ``pairs`` do not make up ``text``."""
    if not pairs:
        return None, ()
    if "".join(zh for zh, _ in pairs) != text:
        raise DocumentError(
            f"translations: the Chinese sentences of {where} are not its text; translate it anew, or take its entry "
            "out to show it in Chinese alone (a former version has its own ID@DAY.toml or ID@first.toml)"
        )
    if empty := [zh for zh, en in pairs if not en.strip()]:
        raise DocumentError(f"translations: {where} has no English for {empty[0]!r}; write it, or take the entry out")
    spans, zh_at, en_at = [], 0, 0
    for zh, en in pairs:
        spans.append(SentencePair(Span(zh_at, zh_at + len(zh)), Span(en_at, en_at + len(en.strip()))))
        zh_at += len(zh)
        en_at += len(en.strip()) + 1
    return " ".join(en.strip() for _, en in pairs), tuple(spans)


def recall(translation: Translation, texts: Mapping[str, str]) -> Translation:
    """What ``translation``, made for another version, says of ``texts`` (by clause): the clauses whose sentences are
    all known, and the parts that stand in them, wherever they stood."""
    known = {zh: en for pairs in translation.sentences.values() for zh, en in pairs}
    found = {name: pairs for name, text in texts.items() if (pairs := _recall(text, known))}
    parts = {name: _recall_parts(name, _plain(text), translation.parts) for name, text in texts.items()}
    return Translation(translation.title, translation.headings, found, parts)


def _recall_parts(name: str, text: str, parts: Mapping[str, Pairs]) -> Pairs:
    """The parts of the clause ``name`` before those of the others: one phrase may be said in two ways."""
    every = dict(pair for pairs in (*parts.values(), parts.get(name, ())) for pair in pairs)
    return tuple((zh, en) for zh, en in every.items() if _stands_in(_plain(zh), text))


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


def english_of(span: Span, en: str | None, pairs: Iterable[SentencePair]) -> str | None:
    """The English of the sentences that ``span`` of the Chinese text touches; None where there is none."""
    if en is None:
        return None
    touched = [pair.en for pair in pairs if pair.zh.start < span.end and pair.zh.end > span.start]
    return en[touched[0].start : touched[-1].end] if touched else None


# ── phrases ──

# How a reader joins what it puts together from several places, from the outside in, and how English does.
_JOINS = ((";", "; "), ("/", " / "), ("、", ", "))


class Phrasebook:
    """The English of what a clause is quoted with: its parts, its whole sentences, and what a reader joins of them."""

    def __init__(self, sentences: Pairs, parts: Pairs) -> None:
        self._known = {_plain(zh).rstrip("。;"): en.strip().rstrip(".;") for zh, en in sentences}
        self._known |= {_plain(zh): en for zh, en in parts}
        self._most = {mark: 1 + max((zh.count(mark) for zh in self._known), default=0) for mark, _ in _JOINS}

    def find(self, phrase: str | None) -> str | None:
        """``phrase`` in English; None where it is None or not all of it is known."""
        return self._compose(_plain(phrase).rstrip("。;"), _JOINS) if phrase else None

    def _compose(self, phrase: str, joins: Sequence[tuple[str, str]]) -> str | None:
        if phrase in self._known or not joins:
            return self._known.get(phrase)
        (mark, english), *inner = joins
        members = phrase.split(mark)
        said: list[str] = []
        at = 0
        while at < len(members):
            # Two members may be known together (甲、乙类企业): the longest that is known is the one.
            ends = range(min(at + self._most[mark], len(members)), at, -1)
            end = next((end for end in ends if mark.join(members[at:end]) in self._known), at + 1)
            one = self._compose(mark.join(members[at:end]), inner)
            if one is None:
                return None
            said.append(one)
            at = end
        return english.join(said)
