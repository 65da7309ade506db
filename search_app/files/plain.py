"""Which characters do the bytes of a text stand for, and is it a text that someone could have written?

Invariant: decoding is strict. Mojibake, lost characters and control characters are errors that name the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search_app.files.problem import FormatError

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff01-\uff5e‘’“”—…·]")
# A GB18030 text is written with the characters of GB2312; bytes that are something else hit all of GBK at random.
# Traditional text shares two thirds of its characters with GB2312.
GB_SHARE = 0.6
_ASCII = re.compile(r"[\x00-\x7f]+")
_RESAVE = "open the original again and save it as UTF-8"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LOST = re.compile("\ufffd|锟斤拷")
# Windows-1252 gives these to the bytes 80–9F.
_CP1252 = {ord(char): byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))}
_CONT = "[\x80-\xbf" + "".join(map(chr, _CP1252)) + "]"
_UTF8_AS_LATIN = re.compile(f"[\u00c2-\u00df]{_CONT}|[\u00e0-\u00ef]{_CONT}{{2}}")
_LIKELY = re.compile(r"[\u00a0-\u017f\u2000-\u206f\u2100-\u214f\u2460-\u25ff\u3000-\u9fff\uff00-\uffef]")
_GBK_AS_LATIN = re.compile(r"[\u00a1-\u00fe]{4,}")
_LATIN_LETTER = re.compile(r"[À-ÖØ-öø-þ]")


def read_plain(raw: bytes) -> str:
    """``raw`` as UTF-8, UTF-16 with a BOM, or GB18030; FormatError when it is none of them for certain."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _decode(raw, encoding)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    if b"\0" in raw:
        raise FormatError("NUL bytes: not a text, or UTF-16 without a BOM", _RESAVE, f"line {line}")
    if _is_broken_utf8(raw):
        raise FormatError("broken UTF-8", _RESAVE, f"line {line}")
    text = _decode(raw, "gb18030", f"line {line}")
    if _gb_share(text) < GB_SHARE:
        raise FormatError("neither UTF-8 nor GB18030", _RESAVE, f"line {line}")
    return text


def check_text(text: str) -> str:
    """``text`` with ``\\n`` line ends; FormatError for an empty text, control characters or mojibake."""
    text = re.sub("\r\n?|[\u2028\u2029]", "\n", text)
    if not text.strip():
        raise FormatError("holds no text", "put the text in or take the file away")
    if found := _CONTROL.search(text):
        name = "NUL" if found.group() == "\0" else f"U+{ord(found.group()):04X}"
        raise FormatError(f"{name} character; not a text", _RESAVE, _line(text, found.start()))
    if found := _LOST.search(text):
        raise FormatError("mojibake: characters were lost when the text was saved", _RESAVE, _line(text, found.start()))
    at = next(_find_mojibake(text), None)
    if at is not None:
        shown = text[at : at + 12].split("\n")[0]
        raise FormatError(f"mojibake: {shown!r} was saved in the wrong encoding", _RESAVE, _line(text, at))
    return text


def _line(text: str, offset: int) -> str:
    return f"line {text.count(chr(10), 0, offset) + 1}"


def _decode(raw: bytes, encoding: str, place: str = "") -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        place = place or f"line {raw.count(bytes([10]), 0, error.start) + 1}"
        raise FormatError(f"not valid {encoding.upper().removesuffix('-SIG')}", _RESAVE, place) from error


def _is_broken_utf8(raw: bytes) -> bool:
    """Chinese text in UTF-8 with some bad bytes; as GB18030 it would be read as other characters."""
    text = raw.decode("utf-8", "replace")
    return len(_CJK.findall(text)) > text.count("\ufffd")


def _gb_share(text: str) -> float:
    """The share of Chinese characters and punctuation of GB2312 among what is not ASCII."""
    other = _ASCII.sub("", text)
    good = "".join(_CJK.findall(other)).encode("gb2312", "ignore")
    return len(good) // 2 / len(other) if other else 1.0  # each of them is two bytes


def _find_mojibake(text: str) -> Iterator[int]:
    """Offsets at which a text that was decoded wrongly and saved again gives itself away."""
    for found in _UTF8_AS_LATIN.finditer(text):
        again = found.group().translate(_CP1252).encode("latin-1").decode("utf-8", "ignore")
        if _LIKELY.fullmatch(again):
            yield found.start()
    for found in _GBK_AS_LATIN.finditer(text):
        run = found.group()[: len(found.group()) // 2 * 2]
        # ×××× and ···· are written on purpose.
        if len(set(run)) > 2 and 2 * len(_LATIN_LETTER.findall(run)) >= len(run) and _is_gb(run):
            yield found.start()
    for line in re.finditer(r"[^\n]+", text):
        if _is_utf8_as_gbk(line.group()):
            yield line.start()


def _is_gb(run: str) -> bool:
    try:
        return len(run.encode("latin-1").decode("gb2312")) == len(run) // 2
    except UnicodeDecodeError:
        return False


def _is_utf8_as_gbk(line: str) -> bool:
    """True when the GBK bytes of ``line`` are Chinese in UTF-8; those of a real Chinese line are hardly ever."""
    if len(_CJK.findall(line)) < 4:
        return False
    raw = line.replace("€", "\x80").encode("gb18030", "ignore").replace(b"\x81\x30\x81\x30", b"\x80")
    again = raw.decode("utf-8", "replace")
    good = len(_CJK.findall(again))
    return good >= 3 and 2 * good >= sum(not char.isascii() for char in again)
