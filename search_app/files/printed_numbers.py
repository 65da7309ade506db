"""How does Word or a web page print the n-th number of a list?

Invariant: a format that is not known is refused by name, because a wrong number is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable

from search_app.files.problem import FormatError

MAX_NUMBER = 9999
_HAN = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")),
    *((9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def make_number(style: str, n: int) -> str:
    """``n`` as Word prints it in the ``w:numFmt`` ``style``; FormatError when the style is not known."""
    if style not in _STYLES:
        raise FormatError(
            f"the automatic numbering {style[:40]!r} is not known", "type the numbers in, or choose another numbering"
        )
    return _STYLES[style](n) if 0 <= n <= MAX_NUMBER else str(n)


def _counting(n: int, digits: str, units: tuple[str, ...]) -> str:
    """``101`` → 一百零一, ``15`` → 十五 (壹拾伍 in capitals)."""
    if n == 0:
        return digits[0]
    text = ""
    for place in range(len(str(n)) - 1, -1, -1):
        digit = n // 10**place % 10
        if digit:
            text += digits[digit] + units[place]
        elif text and not text.endswith(digits[0]) and n % 10**place:
            text += digits[0]
    short = digits[1] + units[1]
    return text[1:] if text.startswith(short) and digits == _HAN else text


def _han(n: int) -> str:
    return _counting(n, _HAN, ("", "十", "百", "千"))


def _han_digits(n: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(n))


def _chinese_counting(n: int) -> str:
    """Word's 一、二… goes on with digits from one hundred: 一〇一."""
    return _han(n) if n < 100 else _han_digits(n)


def _legal(n: int) -> str:
    return _counting(n, _LEGAL, ("", "拾", "佰", "仟"))


def _roman(n: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text, n = text + letters * (n // value), n % value
    return text


def _letter(n: int) -> str:
    """A … Z, AA, BB, …, as Word counts."""
    return "" if n == 0 else chr(65 + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _run(first: str, count: int) -> Callable[[int], str]:
    """One sign for each of 1 … ``count``, then plain figures."""
    return lambda n: chr(ord(first) + n - 1) if 1 <= n <= count else str(n)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(n - 1) % len(signs)] if n else ""


_STYLES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda n: "".join(chr(ord(digit) + 0xFEE0) for digit in str(n)),
    "decimalFullWidth2": lambda n: "".join(chr(ord(digit) + 0xFEE0) for digit in str(n)),
    "numberInDash": lambda n: f"- {n} -",
    "none": lambda n: "",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda n: _letter(n).lower(),
    "decimalEnclosedCircle": _run("①", 20),
    "decimalEnclosedCircleChinese": _run("①", 20),
    "decimalEnclosedParen": _run("⑴", 20),
    "decimalEnclosedFullstop": _run("⒈", 20),
    "ideographEnclosedCircle": _run("㊀", 10),
    "chineseCounting": _chinese_counting,
    "taiwaneseCounting": _chinese_counting,
    "japaneseCounting": _han,
    "chineseCountingThousand": _han,
    "taiwaneseCountingThousand": _han,
    "chineseLegalSimplified": _legal,
    "ideographDigital": _han_digits,
    "japaneseDigitalTenThousand": _han_digits,
    "taiwaneseDigital": _han_digits,
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
}
