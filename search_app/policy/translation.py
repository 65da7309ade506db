"""What does a document say in English? Sentence pairs from ``corpus/translations``, tied to the text they translate.

Invariant: the Chinese halves joined are the clause's text, character for character; a translation that does not fit its
text stops the build and names the file, the clause and the remedy. What has no file has no English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search_app.model import GlossaryTerm, SentencePair, Span
from search_app.policy.read import DocumentError

FOLDER = "translations"
TERMS = "terms.toml"


@dataclass(frozen=True, slots=True)
class Translation:
    """The English of one document: headings by their Chinese words, sentences by clause."""

    title: str | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def read_translation(corpus: Path, document: str) -> Translation:
    """The translation of ``document``, empty when there is no file. DocumentError when the file is broken."""
    path = corpus / FOLDER / f"{document}.toml"
    if not path.exists():
        return Translation()
    table = _read_toml(path)
    try:
        return Translation(
            title=table["title"]["en"],
            headings={row["zh"]: row["en"] for row in table.get("heading", [])},
            sentences={row["id"]: tuple((zh, en) for zh, en in row["sentences"]) for row in table.get("clause", [])},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentError(f"translations/{path.name}: {error!r}; see STYLE.md beside it for the form") from error


def read_terms(corpus: Path) -> tuple[GlossaryTerm, ...]:
    """The term base, empty when there is none."""
    path = corpus / FOLDER / TERMS
    if not path.exists():
        return ()
    rows = _read_toml(path).get("term", [])
    return tuple(
        GlossaryTerm(row["zh"], row["en"], tuple(row.get("also", ())), tuple(row.get("zh_also", ()))) for row in rows
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(f"translations/{path.name}: {error}; mend the line and build again") from error


def pair_sentences(
    text: str, pairs: tuple[tuple[str, str], ...], where: str
) -> tuple[str | None, tuple[SentencePair, ...]]:
    """(English text, spans of each sentence in both). DocumentError when ``pairs`` do not make up ``text``."""
    if not pairs:
        return None, ()
    if "".join(zh for zh, _ in pairs) != text:
        raise DocumentError(
            f"translations: the Chinese sentences of {where} are not its text; translate it anew, or take its entry "
            "out to show it in Chinese alone (a former version has its own ID@DAY.toml or ID@first.toml)"
        )
    if empty := [zh for zh, en in pairs if not en.strip()]:
        raise DocumentError(f"translations: {where} has no English for {empty[0]!r}")
    spans, zh_at, en_at = [], 0, 0
    for zh, en in pairs:
        spans.append(SentencePair(Span(zh_at, zh_at + len(zh)), Span(en_at, en_at + len(en.strip()))))
        zh_at += len(zh)
        en_at += len(en.strip()) + 1
    return " ".join(en.strip() for _, en in pairs), tuple(spans)


def recall(translation: Translation, texts: Mapping[str, str]) -> Translation:
    """What ``translation``, made for another version, says of ``texts`` (by clause): the clauses whose sentences are
    all known, wherever they stood."""
    known = {zh: en for pairs in translation.sentences.values() for zh, en in pairs}
    found = {name: pairs for name, text in texts.items() if (pairs := _recall(text, known))}
    return Translation(translation.title, translation.headings, found)


def _recall(text: str, known: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
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
