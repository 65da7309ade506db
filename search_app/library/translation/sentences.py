"""Which sentence of the English says which sentence of the text?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from search_app.files.read import DocumentError
from search_app.library.translation.written import Pairs
from search_app.model import SentencePair, Span, Unrevised


def pair_sentences(
    text: str, pairs: Pairs, where: str, drafts: Mapping[tuple[str, str], Unrevised] | None = None
) -> tuple[str | None, tuple[SentencePair, ...]]:
    """(English text, spans of each sentence in both); ``drafts``: by pair, where it is from while nobody has revised
    it. DocumentError when ``pairs`` do not make up ``text``."""
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
        own = Span(zh_at, zh_at + len(zh)), Span(en_at, en_at + len(en.strip()))
        spans.append(SentencePair(*own, (drafts or {}).get((zh, en))))
        zh_at += len(zh)
        en_at += len(en.strip()) + 1
    return " ".join(en.strip() for _, en in pairs), tuple(spans)


# To a full stop or a semicolon, with what closes behind it; a line ends a sentence too.
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]+[”’」』）)】\]]*\s*|[^。；;\n]+")


def cut_sentences(text: str) -> tuple[str, ...]:
    """The sentences of ``text`` as a translation has them: joined they are ``text``, and none is blank."""
    cut: list[str] = []
    for found in _SENTENCE.finditer(text):
        if cut and not (cut[-1].strip() and found.group().strip()):
            cut[-1] += found.group()
        else:
            cut.append(found.group())
    return tuple(cut)
