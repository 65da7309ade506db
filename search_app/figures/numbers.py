"""Which number begins at a place of a Chinese text, however it is written?

Figures, numerals and both mixed (1亿2000万, 十亿3000万), decimals (一点五), a digit that counts the next smaller unit
(13万2, 三万五), approximations (数百万, 十几万, 100多万, 两三百万, 万把). Invariant: values are exact, and no number is
longer than a fixed count of pieces, so that every text is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from search_app.figures.bounds import inside_words
from search_app.figures.currencies import names
from search_app.model import Bound
from search_app.text.numerals import DIGITS, MAX_LENGTH, MULTIPLIERS, Numeral, parse_arabic

_MULT = "".join(MULTIPLIERS)
_HAN_DIGITS = "".join(DIGITS) + "○"  # zero is also printed as a circle that is no numeral: 五○万元
_LARGE = 10_000
_MOST = 40  # numerals that are looked over for what stands behind them
_SIMPLE = re.compile(rf"(\d[\d,.]*+)([{_MULT}]*+)(?![\d{_HAN_DIGITS}点多余几来把w])")
_ANY = re.compile(rf"[\d,.{_HAN_DIGITS}{_MULT}数几w]++")
_TOO_EARLY = re.compile(rf"[{_HAN_DIGITS}](?=[{_HAN_DIGITS}][十百千])")
_UNSURE = re.compile(r"[\ue000-\uf8ff]")  # a glyph of the font alone: 7⟨glyph⟩5% may be 7.5%
# What may stand behind an approximation: 100多万, 100多元; 100来自 is another word.
_COUNTS_ON = rf"(?=[{_MULT}元圆块%]|[美欧日港澳韩]元|人民币|个百分点|成)"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands. ``high``: the upper end of 两三百万. ``unit``: its last multiplier, 1 for none.
    ``large``: 万 or 亿 stands in it. ``colloquial``: its last digit counts the next smaller unit. ``words``: it is
    written in numerals alone."""

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    bound: Bound = "exact"
    unit: int = 1
    large: bool = False
    colloquial: bool = False
    words: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a number: its ``kind``, what it is worth, and the ``other`` digit of 两三."""

    kind: str
    end: int
    value: Decimal = Decimal(0)
    other: Decimal | None = None
    bound: Bound = "exact"


@cache
def _piece() -> re.Pattern[str]:
    before, behind = ("|".join(sorted(words, key=len, reverse=True)) for words in _approximate())
    return re.compile(
        rf"(?P<figure>\d[\d,.]*+)|(?P<digits>[{_HAN_DIGITS}]++)|(?P<unit>[{_MULT}]|w(?![a-z]))"
        rf"|(?P<decimals>点[{_HAN_DIGITS}]++)|(?P<lead>{before})(?=[十百千万亿])(?![百千万]分之)|(?P<more>{behind}){_COUNTS_ON}"
    )


@cache
def _approximate() -> tuple[list[str], list[str]]:
    """Words of an approximation: those before a multiplier (数百万), and those behind a digit or a multiplier."""
    words = inside_words()
    lead = [word for word in words if word[-1] in "数几干"]
    return lead, [word for word in words if word not in ("数", "若干", "好几")]


@cache
def _begins() -> re.Pattern[str]:
    """A figure, or a numeral behind which a number or its unit may go on: most numerals (一致, 第三条) are none."""
    goes_on = "".join(
        {name[0] for name in names()} | set("点多余几来把w分成角元圆块%‰个基b半比(整-~至到十百千万亿 \t\n")
    )
    han = _HAN_DIGITS + _MULT
    lead = "|".join(sorted(_approximate()[0], key=len, reverse=True))
    return re.compile(
        rf"\d|(?:{lead})(?=[十百千万亿])(?![百千万]分之)|(?!○)[{han}](?=[{han}]{{0,{_MOST}}}+(?:[{re.escape(goes_on)}\d]|(?<=[万亿])|(?<=[百千万亿][{han}])))"
    )


def find_starts(text: str) -> Iterator[int]:
    """Every place where a number may begin that has a unit, or needs none."""
    return (found.start() for found in _begins().finditer(text))


def read_numbers(text: str, at: int) -> Iterator[Number]:
    """The numbers that begin at ``at``, the longest first: of 20万2024年 also 20万."""
    if simple := _SIMPLE.match(text, at):
        number = _read_simple(text, simple)
        if number is not None:
            yield number
        return
    pieces = _split(text, at)
    if len(pieces) == MAX_LENGTH:
        return  # noise
    for count in _lengths(pieces):
        if number := _evaluate(text, at, pieces[:count]):
            yield number


def read_number(text: str, at: int) -> Number | None:
    """The longest number that begins at ``at``."""
    return next(read_numbers(text, at), None)


def _read_simple(text: str, found: re.Match[str]) -> Number | None:
    """500, 1,500, 3.5千万: by far the most."""
    figures = found[1].rstrip(",.")
    value = parse_arabic(figures)
    if value is None or (found[2] and len(figures) < len(found[1])) or _is_unsure(text, *found.span(1)):
        return None
    unit = 1
    for char in found[2]:
        unit *= MULTIPLIERS[char]
    end = found.end() if found[2] else found.start() + len(figures)
    return Number(found.start(), end, value * unit, unit=unit, large=unit >= _LARGE)


def _is_unsure(text: str, start: int, end: int) -> bool:
    """Whether an unknown glyph beside a figure joins it to another one."""
    left = start > 1 and _UNSURE.match(text[start - 1]) and text[start - 2].isdigit()
    right = _UNSURE.match(text, end) and text[end + 1 : end + 2].isdigit()
    return bool(left or right)


def _split(text: str, at: int) -> list[_Piece]:
    """The pieces that stand side by side from ``at`` on."""
    pieces: list[_Piece] = []
    while len(pieces) < MAX_LENGTH and (found := _piece().match(text, at)):
        piece = _make_piece(text, found, first=not pieces)
        if piece is None:
            break
        pieces.append(piece)
        at = piece.end
    return pieces


def _make_piece(text: str, found: re.Match[str], first: bool) -> _Piece | None:
    kind, written, end = str(found.lastgroup), found.group(), found.end()
    if kind == "figure":
        figures = written.rstrip(",.")
        value = parse_arabic(figures)
        whole = value is not None and not _is_unsure(text, *found.span())
        return _Piece(kind, found.start() + len(figures), value or Decimal(0)) if whole else None
    if kind == "digits":
        return _make_digits(written, end, first)
    if kind == "unit":
        return _Piece(kind, end, Decimal(10_000 if written == "w" else MULTIPLIERS[written]))
    if kind == "decimals":
        return _Piece(kind, end, Decimal("0." + "".join(str(DIGITS.get(char, 0)) for char in written[1:])))
    return _Piece(kind, end, bound=inside_words()[written])


def _make_digits(written: str, end: int, first: bool) -> _Piece | None:
    """One digit, 零二, the two of an approximation (两三百, 三五万), or 一五〇 digit by digit."""
    digits = [DIGITS.get(char, 0) for char in written]
    counted = digits[1:] if digits[0] == 0 and len(digits) > 1 else digits
    if len(digits) > MAX_LENGTH:
        return None
    if len(counted) == 1:
        return _Piece("zero" if len(digits) == 2 else "digit", end, Decimal(counted[0]))
    if len(digits) == 2 and (digits[0] + 1 == digits[1] > 1 or digits == [3, 5]):
        return _Piece("digit", end, Decimal(digits[0]), Decimal(digits[1]))
    return _Piece("row", end, Decimal("".join(map(str, digits)))) if first else None


def _lengths(pieces: Sequence[_Piece]) -> Iterator[int]:
    """How many of ``pieces`` may be one number: all, or those up to a 万 or 亿 behind which it seems to go on."""
    yield len(pieces)
    for n in range(len(pieces) - 1, 0, -1):
        large = pieces[n - 1].kind == "unit" and pieces[n - 1].value >= _LARGE
        apart = n == 1 and pieces[0].kind in ("digit", "row") and pieces[1].kind == "figure"  # 单一100万元
        if apart or (large and pieces[n].kind in ("figure", "digit", "zero", "lead")):
            yield n


def skip_number(text: str, at: int) -> int:
    """Where to read on behind ``at``, where something begins that is no number: no part of it is one, but 五十万 is in
    统一五十万."""
    found = _TOO_EARLY.match(text, at) or _ANY.match(text, at)
    return found.end() if found else at + 1


def _evaluate(text: str, start: int, pieces: Sequence[_Piece]) -> Number | None:
    if not pieces or all(piece.kind in ("lead", "more") for piece in pieces):
        return None
    value = _sum_up(pieces, other=False)
    if value is None:
        return None
    bounds = [piece.bound for piece in pieces if piece.bound != "exact"]
    pairs = [n for n, piece in enumerate(pieces) if piece.other]
    if len(pairs) > 1 or (pairs and pairs[0] == len(pieces) - 1 and len(pieces) == 1 and not _counts(text, pieces[0])):
        return None
    high = _sum_up(pieces, other=True) if pairs else None
    units = [piece for piece in pieces if piece.kind == "unit"]
    return Number(
        start,
        pieces[-1].end,
        value,
        high,
        "about" if high else bounds[0] if len(set(bounds)) == 1 else "about" if bounds else "exact",
        unit=_last_unit(pieces),
        large=any(piece.value >= _LARGE for piece in units),
        colloquial=bool(units) and _is_colloquial(pieces),
        words=not any(piece.kind == "figure" for piece in pieces),
    )


def _counts(text: str, piece: _Piece) -> bool:
    """三四成, 七八元: two digits alone are an approximation only before a unit."""
    return bool(re.compile(_COUNTS_ON).match(text, piece.end))


def _last_unit(pieces: Sequence[_Piece]) -> int:
    unit = 1
    for piece in reversed(pieces):
        if piece.kind == "unit":
            unit *= int(piece.value)
        elif piece.kind != "more":
            break
    return unit


def _is_colloquial(pieces: Sequence[_Piece]) -> bool:
    """13万2, 三万五: behind 零 it is two."""
    last, before = pieces[-1], pieces[-2] if len(pieces) > 1 else pieces[-1]
    single = last.kind == "digit" or (last.kind == "figure" and 0 < last.value < 10 and last.value == int(last.value))
    return single and last.value > 0 and before.kind == "unit" and before.value >= 100


def _sum_up(pieces: Sequence[_Piece], other: bool) -> Decimal | None:
    """What the pieces come to, with the second digit of 两三 if ``other``; None where they are no number."""
    number = Numeral()
    for n, piece in enumerate(pieces):
        figure = n > 0 and pieces[n - 1].kind == "figure"
        if piece.kind == "unit":
            fits = number.add_unit(piece.value, figure)
        elif piece.kind == "decimals":
            fits = number.add_decimals(piece.value)
        elif piece.kind in ("lead", "more"):
            fits = True
        else:
            fits = number.add_digit(piece.other if other and piece.other else piece.value)
            # 一五〇万 is 150万; in 统一五十万 the number begins later.
            small = piece.kind == "row" and len(pieces) > n + 1 and 1 < pieces[n + 1].value < _LARGE
            fits = fits and not (piece.kind == "row" and n) and not small
        if not fits:
            return None
    if number.digit and _is_colloquial(pieces):
        number.digit *= pieces[-2].value / 10
    return number.value
