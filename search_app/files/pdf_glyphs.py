"""Where does each character of a PDF page stand, and where are its rules drawn?

Content streams are walked here and not by pypdf's own text extraction, because that gives strings without the end of
each character, and no lines that are drawn. Invariant: glyphs come in the order of the file, with positions in points
from the lower left corner of the upright page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from unicodedata import category, normalize

from pypdf import PageObject
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, DictionaryObject
from pypdf.generic._font import Font

from search_app.files.pdf_fonts import MAX_DEPTH, Fonts, decode, find_font, look_up
from search_app.files.pdf_rules import Pen, Rule

UNNAMED = "\ue000"  # a glyph of which the font gives no character, as one that only its font knows
_LIGATURE = re.compile("[\ufb00-\ufb06]")  # ﬁ: two letters that a font draws as one
MAX_FORMS = 500  # form objects drawn on one page
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class MuteFontError(Exception):
    """A font that does not say which characters it shows."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its left and right end, the line that it stands on, its size, all in points; ``upright`` is
    False for text that is turned."""

    text: str
    left: float
    right: float
    base: float
    size: float
    upright: bool = True


@dataclass(frozen=True, slots=True)
class _State:
    """What ``q`` keeps and ``Q`` brings back."""

    matrix: Matrix
    font: Font | None = None
    mute: bool = False
    size: float = 0.0
    spread: float = 0.0  # between characters
    word_spread: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass
class Drawn:
    """What a page shows."""

    glyphs: list[Glyph] = field(default_factory=list)
    pen: Pen = field(default_factory=Pen)
    forms: int = 0

    @property
    def rules(self) -> list[Rule]:
        """The straight lines on it."""
        return self.pen.rules


def read_drawn(page: PageObject, fonts: Fonts) -> Drawn:
    """The glyphs and rules of ``page``; ``fonts`` keeps those of the file from page to page.

    MuteFontError for text in a font without characters; ``DAMAGES`` on damaged pages.
    """
    drawn = Drawn()
    _Walker(page, page.pdf, drawn, _State(_turn(page)), fonts).walk(page.get("/Contents"))
    return drawn


def _turn(page: PageObject) -> Matrix:
    """What makes a page that is shown turned upright."""
    box = page.mediabox
    width, height = float(box.width), float(box.height)
    turns: dict[int, Matrix] = {
        90: (0.0, -1.0, 1.0, 0.0, 0.0, width),
        180: (-1.0, 0.0, 0.0, -1.0, width, height),
        270: (0.0, 1.0, -1.0, 0.0, height, 0.0),
    }
    return turns.get(int(page.get("/Rotate", 0) or 0) % 360, _UNIT)


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]


def _numbers(operands: Sequence[Any], count: int) -> list[float]:
    values = [float(value) for value in operands[:count] if isinstance(value, (int, float))]
    return values if len(values) == count else []


class _Walker:
    """Follows one content stream; forms have a walker of their own."""

    def __init__(self, holder: Any, pdf: Any, drawn: Drawn, state: _State, fonts: Fonts, depth: int = 0) -> None:
        self._holder, self._pdf, self._drawn, self._depth = holder, pdf, drawn, depth
        self._state = state
        self._stack: list[_State] = []
        self._text: Matrix = _UNIT
        self._line: Matrix = _UNIT
        self._fonts = fonts
        self._named: dict[str, tuple[Font | None, bool]] = {}

    def walk(self, content: Any) -> None:
        """Every operation of ``content``, in order."""
        content = content.get_object() if content is not None else None
        if content is None:
            return
        for operands, operator in ContentStream(content, self._pdf, "bytes").operations:
            act = _ACTS.get(bytes(operator))
            if act is not None:
                act(self, operands)

    # ── state ──

    def keep(self, _: Sequence[Any]) -> None:
        if len(self._stack) < 1000:
            self._stack.append(self._state)

    def bring_back(self, _: Sequence[Any]) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def move(self, operands: Sequence[Any]) -> None:
        if values := _numbers(operands, 6):
            a, b, c, d, e, f = values
            self._state = replace(self._state, matrix=_times((a, b, c, d, e, f), self._state.matrix))

    def set_font(self, operands: Sequence[Any]) -> None:
        if len(operands) < 2 or not isinstance(operands[1], (int, float)):
            return
        name = str(operands[0])
        if name not in self._named:
            self._named[name] = find_font(self._holder, name, self._fonts)
        font, mute = self._named[name]
        self._state = replace(self._state, font=font, mute=mute, size=float(operands[1]))

    def set_number(self, name: str, operands: Sequence[Any], factor: float = 1.0) -> None:
        if values := _numbers(operands, 1):
            self._state = replace(self._state, **{name: values[0] * factor})  # type: ignore[arg-type]

    # ── text ──

    def begin_text(self, _: Sequence[Any]) -> None:
        self._text = self._line = _UNIT

    def place(self, operands: Sequence[Any]) -> None:
        if values := _numbers(operands, 6):
            a, b, c, d, e, f = values
            self._text = self._line = (a, b, c, d, e, f)

    def step(self, operands: Sequence[Any]) -> None:
        if values := _numbers(operands, 2):
            self._line = self._text = _times((1.0, 0.0, 0.0, 1.0, values[0], values[1]), self._line)

    def step_and_lead(self, operands: Sequence[Any]) -> None:
        if values := _numbers(operands, 2):
            self._state = replace(self._state, leading=-values[1])
            self.step(operands)

    def next_line(self, _: Sequence[Any] = ()) -> None:
        self.step((0.0, -self._state.leading))

    def show(self, operands: Sequence[Any]) -> None:
        if operands and isinstance(operands[0], (bytes, str)):
            self._show(operands[0])

    def show_below(self, operands: Sequence[Any]) -> None:
        self.next_line()
        self.show(operands[-1:])

    def show_spread(self, operands: Sequence[Any]) -> None:
        self.set_number("word_spread", operands)
        self.set_number("spread", operands[1:])
        self.show_below(operands[2:])

    def show_pieces(self, operands: Sequence[Any]) -> None:
        for piece in operands[0] if operands and isinstance(operands[0], list) else ():
            if isinstance(piece, (int, float)):
                self._advance(-float(piece) / 1000 * self._state.size * self._state.stretch)
            elif isinstance(piece, (bytes, str)):
                self._show(piece)

    def _show(self, raw: bytes | str) -> None:
        state = self._state
        if state.font is None:
            return
        for char, shown in decode(state.font, raw):
            if state.mute and shown.strip():
                raise MuteFontError
            wide = state.font.space_width if char == state.font.space_char else state.font.get_text_width(char)
            width = wide / 1000 * state.size
            self._draw(shown, width)
            more = state.spread + (state.word_spread if char == " " else 0.0)
            self._advance((width + more) * state.stretch)

    def _draw(self, shown: str, width: float) -> None:
        if len(shown) == 1 and category(shown) == "Cc" and not shown.isspace():
            shown = UNNAMED
        shown = _LIGATURE.sub(lambda found: normalize("NFKC", found.group()), shown)
        whole = _times(self._text, self._state.matrix)
        left, base = _at(whole, 0.0, self._state.rise)
        right, end = _at(whole, width * self._state.stretch, self._state.rise)
        size = abs(self._state.size) * (whole[2] ** 2 + whole[3] ** 2) ** 0.5
        upright = abs(end - base) <= 0.1 * max(abs(right - left), 0.1) and right >= left
        if len(shown) == 1 or not upright:
            self._drawn.glyphs.append(Glyph(shown, left, max(left, right), base, size, upright))
            return
        for n, one in enumerate(shown):  # a ligature: its characters share its width
            step = (right - left) / len(shown)
            self._drawn.glyphs.append(Glyph(one, left + n * step, left + (n + 1) * step, base, size))

    def _advance(self, by: float) -> None:
        a, b, c, d, e, f = self._text
        self._text = (a, b, c, d, by * a + e, by * b + f)

    # ── lines ──

    def start_path(self, operands: Sequence[Any]) -> None:
        if values := _numbers(operands, 2):
            self._drawn.pen.start(_at(self._state.matrix, values[0], values[1]))

    def line_to(self, operands: Sequence[Any]) -> None:
        if values := _numbers(operands, 2):
            self._drawn.pen.line_to(_at(self._state.matrix, values[0], values[1]))

    def add_box(self, operands: Sequence[Any]) -> None:
        if values := _numbers(operands, 4):
            x, y, width, height = values
            matrix = self._state.matrix
            self._drawn.pen.box(_at(matrix, x, y), _at(matrix, x + width, y + height))

    def end_path(self, drawn: str) -> None:
        self._drawn.pen.end(drawn)

    # ── forms ──

    def draw_form(self, operands: Sequence[Any]) -> None:
        forms = look_up(self._holder, "/XObject")
        found = forms.get(str(operands[0])) if operands and isinstance(forms, Mapping) else None
        form = found.get_object() if found is not None else None
        if not isinstance(form, DictionaryObject) or form.get("/Subtype") != "/Form":
            return
        self._drawn.forms += 1
        if self._depth >= MAX_DEPTH or self._drawn.forms > MAX_FORMS:
            return
        a, b, c, d, e, f = _numbers(form.get("/Matrix", ()), 6) or _UNIT
        state = replace(self._state, matrix=_times((a, b, c, d, e, f), self._state.matrix))
        holder = form if "/Resources" in form else self._holder
        _Walker(holder, self._pdf, self._drawn, state, self._fonts, self._depth + 1).walk(form)


def _sets(name: str, factor: float = 1.0) -> Callable[[_Walker, Sequence[Any]], None]:
    return lambda walker, operands: walker.set_number(name, operands, factor)


def _ends(drawn: str) -> Callable[[_Walker, Sequence[Any]], None]:
    return lambda walker, _: walker.end_path(drawn)


_ACTS: Mapping[bytes, Callable[[_Walker, Sequence[Any]], None]] = {
    b"q": _Walker.keep, b"Q": _Walker.bring_back, b"cm": _Walker.move, b"Do": _Walker.draw_form,
    b"BT": _Walker.begin_text, b"Tf": _Walker.set_font, b"Tm": _Walker.place, b"Td": _Walker.step,
    b"TD": _Walker.step_and_lead, b"T*": _Walker.next_line, b"Tj": _Walker.show, b"TJ": _Walker.show_pieces,
    b"'": _Walker.show_below, b'"': _Walker.show_spread,
    b"Tc": _sets("spread"), b"Tw": _sets("word_spread"), b"Tz": _sets("stretch", 0.01), b"TL": _sets("leading"),
    b"Ts": _sets("rise"),
    b"m": _Walker.start_path, b"l": _Walker.line_to, b"re": _Walker.add_box,
    b"S": _ends("stroke"), b"s": _ends("stroke"), b"f": _ends("fill"), b"F": _ends("fill"), b"f*": _ends("fill"),
    b"B": _ends("both"), b"B*": _ends("both"), b"b": _ends("both"), b"b*": _ends("both"), b"n": _ends(""),
}  # fmt: skip
DAMAGES = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError)
