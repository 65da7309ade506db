"""How does a list, or the offer sheet made of it, become a document for Word? The words of its page, as plain data.

Invariant: a paper says what its page says, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from search_app.model import Lang
from search_app.text.wording import write_date
from search_app.web.listing.asked import AskedOffer
from search_app.web.listing.aspects import Aspect
from search_app.web.listing.compare import Comparison
from search_app.web.listing.found import Found
from search_app.web.listing.offer import Offer, OfferRow
from search_app.web.listing.together import Bar
from search_app.web.words import make_translate, split_chinese
from search_app.web.written.paper import Column, Heading, Paper, Paragraph, Part, Picture, Said, Table, Words
from search_app.web.written.qr import qr_png

# The columns of a list on a page that lies on its side, with their shares of its width.
_LISTED: tuple[tuple[Aspect, float], ...] = (
    ("who", 3), ("sum", 2), ("rate", 2.2), ("most", 2), ("years", 1), ("total", 2.2), ("conditions", 3), ("payer", 1.3),
    ("promise", 1.6), ("validity", 1.8),
)  # fmt: skip
_OFFERED = (0.7, 2.4, 2.8, 2.9, 2, 2.4, 1.5, 1.9)


def make_list_paper(
    found: Found, comparison: Comparison, bars: Sequence[Bar], whole: str, code: str | None, lang: Lang
) -> Paper:
    """The list, one row a benefit. ``whole`` is its address, ``code`` what its QR code leads to."""
    t = make_translate(lang)
    heads = [Column(Said(t("list_benefit"), lang), 3)]
    heads += [Column(Said(t(f"aspect_{name}"), lang), share) for name, share in _LISTED]
    rows = []
    for one in comparison.columns:
        name = f"{one.number} {one.name}\n{one.row.document.name.get(lang)}"
        cells = [_lines(one.cells[aspect].lines, lang) for aspect, _ in _LISTED]
        rows.append([say(name, lang), *cells])
    parts = [
        Paragraph(Said(f"{_looked_at(found.day, lang)} · {t('offer_unofficial')}", lang, quiet=True)),
        *_say_missing(found, lang),
        Table(heads, rows),
        *_say_worths(comparison.worths, lang),
        Heading(Said(t("list_together"), lang)),
        *([_say_bar(bar, lang) for bar in bars] or [Paragraph(Said(t("list_together_none"), lang))]),
        Paragraph(Said(t("list_not_added"), lang)),
        *_say_whole(whole, code, lang),
    ]
    title = Said(t("list_title"), lang)
    return Paper(title, parts, lang, found.day, t("site"), t("offer_disclaimer"), wide=True)


def make_offer_paper(
    asked: AskedOffer, found: Found, offers: Sequence[Offer], whole: str, code: str | None, lang: Lang
) -> Paper:
    """The sheet, once for each of its languages. ``whole`` is its address, ``code`` what its QR code leads to."""
    t = make_translate(lang)
    parts = [part for offer in offers for part in _make_offer(asked, found, offer)]
    title = Said(asked.project or t("offer_title"), lang)
    disclaimer = make_translate(offers[0].lang)("offer_disclaimer")
    return Paper(title, [*parts, *_say_whole(whole, code, lang)], lang, found.day, t("site"), disclaimer)


def _make_offer(asked: AskedOffer, found: Found, offer: Offer) -> Iterator[Part]:
    lang = offer.lang
    t = make_translate(lang)
    to = t("offer_to", value=asked.to) if asked.to else ""
    under = (t("offer_title"), to, _looked_at(found.day, lang), t("offer_unofficial"))
    yield Paragraph(Said(" · ".join(filter(None, under)), lang, quiet=True))
    yield from _say_missing(found, lang)
    for standing, rows in offer.groups:
        if standing != "sure":
            yield Heading(Said(t(f"offer_{standing}"), lang), 2)
            yield Paragraph(Said(t(f"offer_why_{standing}"), lang))
        yield _make_offered(rows, lang)
    yield from _say_worths(offer.worths, lang)
    yield Paragraph(_label(t("offer_bases"), lang))
    for basis in offer.bases:
        number = f" ({basis.document.number})" if basis.document.number else ""
        words = f"{basis.document.title.get(lang)}{number} — {basis.validity.reason.get(lang)}"
        yield Paragraph(say(words, lang), True)
    yield Paragraph(_label(t("offer_terms"), lang))
    yield from (_say_bar(bar, lang) for bar in offer.bars)
    yield Paragraph(Said(t("list_not_added"), lang))
    if offer.points:
        yield Heading(Said(t("offer_open"), lang), 2)
    for point in offer.points:
        yield Paragraph(say(f"{_concerns(point.numbers, lang)}{_colon(lang)}{point.text}", lang), True)
    yield Heading(Said(t("offer_offices"), lang), 2)
    for office in offer.offices:
        lead = f" {t('offer_lead')}" if office.lead else ""
        yield Paragraph(say(f"{office.name}{lead} {_concerns(office.numbers, lang)}", lang), True)
    if not offer.offices:
        yield Paragraph(Said(t("departments_none"), lang))


def _make_offered(rows: Iterable[OfferRow], lang: Lang) -> Table:
    t = make_translate(lang)
    heads = (
        t("offer_number"), t("list_benefit"), t("aspect_who"), t("offer_sum"), t("aspect_total"),
        t("aspect_conditions"), t("aspect_promise"), t("offer_basis"),
    )  # fmt: skip
    columns = [Column(Said(head, lang), share) for head, share in zip(heads, _OFFERED, strict=True)]
    return Table(columns, [tuple(_make_cells(one, lang)) for one in rows])


def _make_cells(one: OfferRow, lang: Lang) -> Iterator[Words]:
    yield Said(str(one.number), lang)
    yield say(one.name, lang)
    for lines in (one.lines("who"), one.sum, one.lines("total")[:1], one.lines("conditions"), one.lines("promise")):
        yield _lines(lines, lang)
    yield say(one.basis, lang)


def _say_bar(bar: Bar, lang: Lang) -> Paragraph:
    t = make_translate(lang)
    kinds = (t(f"bar_{kind}") if kind in ("overlap", "alternative") else t(f"rule_{kind}") for kind in bar.kinds)
    label = f"{t('list_mark').join(kinds)} {_concerns(bar.numbers, lang)}{_colon(lang)}"
    sentences = [f"“{one.text.get(lang)}” {one.source.get(lang)}" for one in bar.sentences]
    words = ("；" if lang == "zh" else "; ").join(sentences)
    return Paragraph((Said(label, lang, strong=True), *say(words, lang)), True)


def _say_worths(worths: Mapping[str, Sequence[int]], lang: Lang) -> Iterator[Part]:
    """What the English of the numbered rows is worth, on a paper that is in English."""
    if lang == "en":
        for label, numbers in worths.items():
            yield Paragraph(say(f"{_concerns(numbers, lang)}{_colon(lang)}{label}", lang))


def _say_missing(found: Found, lang: Lang) -> Iterator[Part]:
    return (Paragraph(say(one.words.get(lang), lang)) for one in found.missing)


def _say_whole(whole: str, code: str | None, lang: Lang) -> Iterator[Part]:
    """The address that it was prepared from, and the code of ``code``."""
    t = make_translate(lang)
    yield Paragraph((Said(f"{t('offer_from')} ", lang, quiet=True), Said(whole, "en")))
    if code:
        yield Picture(qr_png(code), t("list_code_alt"))


def say(text: str, lang: Lang) -> tuple[Said, ...]:
    """A sentence of ours that may quote Chinese."""
    if lang == "zh":
        return (Said(text, "zh"),)
    return tuple(Said(piece, "zh" if chinese else "en") for piece, chinese in split_chinese(text))


def _lines(lines: Sequence[str], lang: Lang) -> Words:
    return say("\n".join(lines), lang) if lines else Said(make_translate(lang)("list_silent"), lang)


def _label(text: str, lang: Lang) -> Said:
    return Said(text, lang, strong=True)


def _looked_at(day: date, lang: Lang) -> str:
    return make_translate(lang)("as_of_today", value=write_date(day, lang))


def _concerns(numbers: Sequence[int], lang: Lang) -> str:
    value = ("、" if lang == "zh" else ", ").join(map(str, numbers))
    return make_translate(lang)("list_concerns", n=len(numbers), value=value)


def _colon(lang: Lang) -> str:
    return "：" if lang == "zh" else ": "
