"""How are two spellings of one character made equal, without moving any offset?

Invariant: ``len(fold(s)) == len(s)``; character i of the result stands for character i of the source.
NFKC is not used for whole texts, because it changes lengths; single characters that have one twin are taken from it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PAIRS = {
    "\u3000": " ", "\u00a0": " ", "\t": " ", "〔": "[", "〕": "]", "［": "[", "］": "]", "【": "[", "】": "]",
    "﹝": "[", "﹞": "]", "〖": "[", "〗": "]", "﹙": "(", "﹚": ")",
    "〈": "《", "〉": "》", "「": "“", "」": "”", "『": "“", "』": "”", "–": "-", "—": "-", "－": "-", "―": "-",
    "～": "~", "〜": "~", "﹪": "%", "∶": ":", "︰": ":", "•": "·", "・": "·", "￥": "¥", "〇": "零",
    "‐": "-", "‑": "-", "‒": "-", "─": "-", "−": "-", "﹣": "-", "﹘": "-", "➖": "-", "⁻": "-", "˗": "-", "⁃": "-",
}  # fmt: skip
# Radicals and compatibility forms of Chinese characters look like the characters themselves, small and upright marks
# and mathematical figures like the plain ones; PDF files hold them.
_LOOKALIKES = (
    *(range(0x2E80, 0x2FD6), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20)),
    *(range(0xFE10, 0xFE20), range(0xFE30, 0xFE70), range(0x1D400, 0x1D800)),
)
# Radicals for which Unicode has no decomposition, by EquivalentUnifiedIdeograph: those that are whole characters.
_RADICALS = dict(
    zip(
        "⺁⺄⺎⺏⺐⺒⺓⺛⺝⺠⺩⺪⺫⺬⺮⺱⺶⺷⺸⺹⺻⺼⺾⺿⻀⻁⻄⻅⻆⻉⻊⻋⻌⻏⻑⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻫⻬⻮⻰",
        "厂乙兀尣尢巳幺旡月民王疋目示竹罓羊羊羊老聿月艹艹艹虎西见角贝足车辶邑長长门阜雨青韦页风飞食马骨鬼鱼鸟卤麦黄斉齐齿龙",
        strict=True,
    )
)


def _twins() -> dict[int, int]:
    forms = ((code, unicodedata.normalize("NFKC", chr(code))) for codes in _LOOKALIKES for code in codes)
    return {code: ord(_PAIRS.get(twin, twin)) for code, twin in forms if len(twin) == 1 and ord(twin) != code}


# Full-width ASCII lies 0xFEE0 above its half-width twin.
_TABLE = (
    _twins()
    | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {ord(k): ord(v) for k, v in (_PAIRS | _RADICALS).items()}
)
_TWINS = re.compile(f"[{''.join(re.escape(chr(code)) for code in sorted(_TABLE) if code < 0x10000)}]")
_FAR_TWINS = re.compile("[\U0001d400-\U0001d7ff\U0002f800-\U0002fa1f]")
# Characters that are not seen: all that Unicode calls format characters (soft hyphen, zero-width space and joiners,
# marks of direction, byte order mark), variation selectors, and fillers that are empty by their shape. Between 0x3000
# and 0xFB00 lie only whole scripts of characters that are seen.
_UNSEEN = dict.fromkeys(
    [
        *(
            code
            for code in (0x00AD, *range(0x0600, 0x3000), *range(0xFB00, 0x10000))
            if unicodedata.category(chr(code)) == "Cf"
        ),
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2065, 0x2800, 0x3164, 0xFFA0),
        *(*range(0x180B, 0x1810), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)),
        *(*range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0)),
    ]
)
# Most texts have none of them, which one look tells faster than a table of each character.
_ANY_UNSEEN = re.compile(f"[{''.join(chr(code) for code in _UNSEEN if code < 0x10000)}]")
_BEYOND = re.compile("[\U000e0000-\U000e01ef]")
# What a character of the private areas looks like only its font knows.
UNKNOWN_GLYPH = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")


_LIGATURE = re.compile("[\ufb00-\ufb06]")


def _find_twin(found: re.Match[str]) -> str:
    return chr(_TABLE[ord(found[0])])


@lru_cache(maxsize=512)  # the rules of a clause ask for the same text again and again
def fold(text: str) -> str:
    """``text`` with full-width letters, digits and brackets made half-width, dashes and quotes made one kind, and
    letters lowered; the same length."""
    # Few characters of a Chinese text have a twin: finding them is faster than asking a table for each of its own.
    plain = not text.isascii() and not _FAR_TWINS.search(text)
    folded = _TWINS.sub(_find_twin, text) if plain else text.translate(_TABLE)
    lowered = folded.lower()
    if len(lowered) == len(text):
        return lowered
    # A few capitals (İ) have two-character small forms: keep those as they are.
    return "".join(low if len(low := char.lower()) == 1 else char for char in folded)


def drop_unseen(text: str) -> str:
    """``text`` without the characters that nobody sees (zero-width, soft hyphen, variation selectors): shorter."""
    return text.translate(_UNSEEN) if _ANY_UNSEEN.search(text) or _BEYOND.search(text) else text


def spell_out(text: str) -> str:
    """``text`` with its Latin ligatures as their letters (ﬁnance, oﬃce): longer."""
    return text if text.isascii() else _LIGATURE.sub(lambda one: unicodedata.normalize("NFKC", one.group()), text)


def squeeze(text: str) -> str:
    """``text`` without white space: what is compared when nothing may be lost."""
    return "".join(text.split())
