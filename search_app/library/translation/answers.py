"""What of a model's answer is the English of the sentence that was asked for?

What stands around it for certain is taken off: thoughts, a label, a fence, quotation marks, a note behind it.
Invariant: what is left is the English alone, without markup, label, alternative or note; an answer that may hold
anything else is refused, and the reason is given.
"""

from __future__ import annotations

import json
import re
from functools import cache

from search_app.data import read_table

_MOST = 12  # wrappings around one another
_OPENS, _CLOSES = r"[<\[◁]\|?", r"\|?[▷>\]]"
_BLOCK = re.compile(
    rf"{_OPENS}([a-z][\w:-]{{0,40}})(?:\s[^<>]{{0,200}})?{_CLOSES}(.*?){_OPENS}/\1\s*{_CLOSES}(.*)", re.I | re.S
)
_END_OF_THOUGHT = re.compile(rf".*{_OPENS}/(\w{{1,40}})\s*{_CLOSES}", re.I | re.S)
_FINAL, _ENDS = "<|channel|>final<|message|>", ("<|end|>", "<|return|>")
_FENCE = re.compile(r"(```|~~~)(?:[\w-]*\n)?(.*?)\1", re.S)
_QUOTES = dict(zip("“‘«「『", "”’»」』", strict=True)) | {'"': '"', "'": "'"}
_PAIRS = _QUOTES | {one: one for one in ("`", "**", "__", "*")}
_PRINTED, _PRINTED_ENDS = ("“", '"', "「", "『", "‘", "《"), ("”", '"', "」", "』", "’", "》")
_MARKUP = re.compile(r"[<>◁▷{}|`*\\~#]|\[/|__|&#?\w+;")
_BULLET = re.compile(r"(?:[-*•·–—>])\s+(?=\S)")
_LABELLED = re.compile(r"(?:[\w’'-]+ ){0,3}[\w’'-]+:\s")
_CHOICE = re.compile(r"\w\s+/{1,2}\s+\w|\bor:\s", re.I)
_COLONS = ("：", ":")


def read_answer(zh: str, answer: str) -> tuple[str, str | None]:
    """(the English of ``zh`` in ``answer``, None), or ("", why it cannot be told)."""
    text = answer.strip()
    for _ in range(_MOST):
        bare = _take_thoughts(_take_object(_take_fence(text))).strip()
        bare = _take_note(zh, _take_bullet(zh, _take_marks(zh, _take_label(zh, bare)))).strip()
        if bare == text:
            break
        text = bare
    refused = _find_markup(zh, text) or _find_more(zh, text) or _find_quotes(zh, text)
    return ("", refused) if refused else (" ".join(text.split()), None)


def _find_markup(zh: str, text: str) -> str | None:
    found = next((one.group() for one in _MARKUP.finditer(text) if one.group() not in zh), None)
    return f"it has markup around its words (“{found}”)" if found else None


def _find_more(zh: str, text: str) -> str | None:
    """What says that ``text`` is more than the English of ``zh``: lines, a label, a note, a choice."""
    lines = sum(bool(line.strip()) for line in text.splitlines())
    if lines > max(1, sum(bool(line.strip()) for line in zh.splitlines())):
        return "it has several lines, and not the English of the sentence alone"
    if (found := _CHOICE.search(text)) and "/" not in zh:
        return f"it has a note or another wording beside the English (“{found.group()}”)"
    if _has_colon(zh):
        return None
    if found := _label().match(text) or _LABELLED.match(text):
        return f"it begins with a label (“{found.group().strip()}”)"
    if found := _note().search(text) or _alternative().search(text):
        return f"it has a note or another wording beside the English (“{found.group().strip()}”)"
    return None


def _find_quotes(zh: str, text: str) -> str | None:
    if text.count("“") != text.count("”") or text.count('"') % 2:
        return "a quotation mark in it has no other"
    if text[:1] in _QUOTES and not any(one in zh for one in _PRINTED):
        return f"it begins with a quotation mark ({text[0]}) and the Chinese has none"
    return None


def _take_thoughts(text: str) -> str:
    """``text`` behind what a model thought, and out of an element that holds the answer alone."""
    _, final, said = text.rpartition(_FINAL)
    if final:
        return said.removesuffix(_ENDS[0]).removesuffix(_ENDS[1])
    if found := _BLOCK.fullmatch(text):
        name, inside, behind = str(found[1]).lower(), str(found[2]), str(found[3])
        if name in _words("thought") and behind.strip():
            return behind
        if name in _words("answer") and not behind.strip():
            return inside
    end = _END_OF_THOUGHT.match(text)  # some services print no more of a thought than its end
    return text[end.end() :] if end and end[1].lower() in _words("thought") and text[end.end() :].strip() else text


def _take_fence(text: str) -> str:
    found = _FENCE.fullmatch(text)
    return str(found[2]) if found and found[1] not in found[2] else text


def _take_object(text: str) -> str:
    """The text of a JSON object that holds one and nothing else."""
    try:
        held = json.loads(text) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return text
    values = list(held.values()) if isinstance(held, dict) else []
    return values[0] if len(values) == 1 and isinstance(values[0], str) else text


def _take_label(zh: str, text: str) -> str:
    found = None if _has_colon(zh) else _label().match(text)
    return text[found.end() :] if found else text


def _take_marks(zh: str, text: str) -> str:
    """``text`` without one pair of marks round the whole of it, where the Chinese is not as a whole in such marks."""
    stop = text[-1:] if text[-1:] in (".", ";", ",") else ""
    for first, last in _PAIRS.items():
        body = text if text.endswith(last) else text.removesuffix(stop)
        inside = body[len(first) : -len(last)]
        if not (body.startswith(first) and body.endswith(last) and inside.strip()):
            continue
        own = _is_quoted(zh) if first in _QUOTES else first in zh
        if not own and first not in inside and (last not in inside or last == "’"):  # which may be an apostrophe
            return inside + (stop if body != text and not inside.endswith(stop) else "")
    return text


def _is_quoted(zh: str) -> bool:
    return zh.startswith(_PRINTED) and zh.rstrip("。；").endswith(_PRINTED_ENDS)


def _take_bullet(zh: str, text: str) -> str:
    found = None if "\n" in text or _BULLET.match(zh) else _BULLET.match(text)
    return text[found.end() :] if found else text


def _take_note(zh: str, text: str) -> str:
    """``text`` before a note on it: lines of their own, or in brackets at the end."""
    found = None if _has_colon(zh) else _note().search(text)
    if not found or not text[: found.start()].strip():
        return text
    before, note = text[: found.start()].rstrip(), text[found.start() :].strip()
    apart = "\n" in text[len(before) : found.start() + 1] or (note[0] in "([" and note[-1] in ")]")
    return before.removesuffix("---").rstrip() if apart else text


def _has_colon(zh: str) -> bool:
    """Whether ``zh`` may have a label or a note of its own."""
    return any(one in zh for one in _COLONS)


@cache
def _label() -> re.Pattern[str]:
    bold = r"(?:\*\*|__|[*_])?"
    return re.compile(rf"{bold}\b(?:the |final |my )?(?:{_any_word('label')}){bold}\s*[:：]{bold}\s*", re.I)


@cache
def _note() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)[(\[*_]{{0,3}}(?:{_any_word('note')})(?:\*\*|__|[*_])?\s*[:：]", re.I | re.M)


@cache
def _alternative() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_word('alternative')})\b", re.I)


def _any_word(kind: str) -> str:
    """The words of one kind, as alternatives of a pattern."""
    return "|".join(map(re.escape, sorted(_words(kind), key=len, reverse=True)))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(word for row in read_table("drafting", "around") if row["kind"] == kind for word in row["words"])
