"""What of a model's answer is the English of the sentence that was asked for?

What stands around it for certain is taken off: thoughts, a label, a fence, quotation marks. Invariant: an answer that
may hold anything else is refused.
"""

from __future__ import annotations

import re

_THOUGHTS = re.compile(
    r"<(\w*(?:think|thought|reason|analysis|reflection|scratchpad)\w*)\b[^>]*>.*?</\1\s*>", re.S | re.I
)
_LATE = re.compile(
    r"^.*</\w*(?:think|thought|reason|analysis|reflection)\w*\s*>", re.S | re.I
)  # of which the beginning is lost
_FENCE = re.compile(r"```[\w-]*\n?(.*?)\n?```", re.S)
_LABEL = re.compile(
    r"(?:(?:the |final |my )?(?:english(?: (?:translation|version|text))?|translation|answer|output)|en)\s*[:：]\s*",
    re.I,
)
_MARKUP = re.compile(r"</?[A-Za-z][\w-]*\b[^<>]*>|\*\*|```|^#+ ", re.M)
_BESIDE = re.compile(
    r"(?:^|[(\[\n.] ?)(?:translator['’]?s? )?(?:note|n\.b|alternatively|alternative|option \w+|or)\s*[:：]", re.I
)
_QUOTES = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "「": "」", "*": "*", "`": "`"}
_OPENING = "“‘「『《\"'"


def read_answer(zh: str, answer: str) -> tuple[str, str | None]:
    """(the English of ``zh`` in ``answer``, None), or ("", why it cannot be told)."""
    left = _LATE.sub("", _THOUGHTS.sub("", answer)).strip()
    if fenced := _FENCE.fullmatch(left):
        left = fenced[1].strip()
    left = _unquote(zh, _LABEL.sub("", _unquote(zh, left), count=1) if _LABEL.match(left) else left)
    lines = [line for line in left.splitlines() if line.strip()]
    if len(lines) > 1:
        return "", "it has several lines, and not the English of the sentence alone"
    if _MARKUP.search(left) and not _MARKUP.search(zh):
        return "", "it has markup around its words"
    if _BESIDE.search(left):
        return "", "it has a note or another wording beside the English"
    return " ".join(left.split()), None


def _unquote(zh: str, text: str) -> str:
    """``text`` without quotation marks around the whole of it, where the Chinese has none there."""
    while len(text) > 2 and _QUOTES.get(text[0]) == text[-1] and not zh.startswith(tuple(_OPENING)):
        inner = text[1:-1]
        if text[0] in inner or (text[-1] in inner and text[-1] != "’"):  # which may be an apostrophe
            break
        text = inner.strip()
    return text
