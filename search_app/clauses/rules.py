"""Which sentences of a document govern all its clauses, and which documents does it cite or repeal?

Invariant: a rule's text is a whole sentence of the part that it names as its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from search_app.data.phrases import one_of
from search_app.model import Bilingual, Citation, Part, Rule, RuleKind
from search_app.text.passage import Passage, read_passage

# (kind, what its sentence says). Sentences of the scope and the closing; exclusions may stand in any clause, and what
# bears on drawing several (_SEVERAL) in any that pays nothing itself or that names the whole document.
_KINDS: tuple[tuple[RuleKind, re.Pattern[str]], ...] = (
    ("no_stacking", re.compile(one_of("stacking", "forbids"))),
    ("total_cap", re.compile("[^;]{0,40}".join(one_of("stacking", row) for row in ("whom", "together", "at_most")))),
    ("precedence", re.compile("以本[^,。]{0,8}为准|按本文件执行|另有规定的?除外|不一致的")),
    ("case_by_case", re.compile("一事一议")),
    ("exclusion", re.compile("不得享受|不予享受|均不享受|黑名单")),
)
_SEVERAL: tuple[RuleKind, ...] = ("no_stacking", "total_cap")
_WHOLE = re.compile(f"本{one_of('front', 'kind')}")
_SENTENCE = re.compile(r"[^。]+。?")
_CITATION = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》(?:\(([^()]{2,12}[\[(]\d{4}[\])]第?\d{1,4}号)\))?")
_REPEAL = re.compile("废止")


def find_rules(part: Part, source: str, pays: bool) -> tuple[Rule, ...]:
    """The document-wide rules that ``part`` states; ``source`` is its clause id, ``pays``: it pays something itself, so
    that what it forbids to draw twice is mostly its own (``find_own_rules``)."""
    terms = part.kind in ("scope", "closing")
    return tuple(
        Rule(kind, Bilingual(printed), source)
        for words, printed in _sentences(part.text)
        for kind, says in _KINDS
        if (terms or kind == "exclusion" or (kind in _SEVERAL and _is_wide(part, words, pays))) and says.search(words)
    )


def _is_wide(part: Part, words: str, pays: bool) -> bool:
    return part.kind == "clause" and (not pays or _WHOLE.search(words) is not None)


def find_own_rules(part: Part, source: str) -> tuple[Rule, ...]:
    """Rules that a numbered clause makes for itself alone (同一企业不重复奖励)."""
    if part.kind != "clause":
        return ()
    stated = (printed for words, printed in _sentences(part.text) if _KINDS[0][1].search(words))
    return tuple(Rule("no_stacking", Bilingual(printed), source) for printed in stated)


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence as it is read and as it is printed."""
    passage = read_passage(text)
    for found in _SENTENCE.finditer(passage.text):
        yield found.group(), _quote(passage, *found.span())


def find_citations(texts: Iterable[str], repealed: bool) -> tuple[Citation, ...]:
    """Documents named in 《》 with their numbers, as printed: those repealed, or all the others."""
    found: dict[str, Citation] = {}
    for passage in map(read_passage, texts):
        for sentence in _SENTENCE.finditer(passage.text):
            if bool(_REPEAL.search(sentence.group())) == repealed:
                for match in _CITATION.finditer(passage.text, *sentence.span()):
                    title = _quote(passage, *match.span(1))
                    number = _quote(passage, *match.span(2)) if match.group(2) else None
                    if title not in found or number:
                        found[title] = Citation(title, number)
    return tuple(found.values())


def _quote(passage: Passage, start: int, end: int) -> str:
    """A stretch as the text prints it: in a title a space may stand between two issuers."""
    at = passage.span(start, end)
    return passage.source[at.start : at.end]
