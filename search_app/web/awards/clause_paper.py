"""What is a clause on paper? Its standing, its text in both languages, what it pays, how it is cited, and its address.

``benefit_table`` and the other parts serve every paper that is made of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from search_app.model import LANGS, Bilingual, Clause, DocumentHead, Lang, Validity
from search_app.text.wording import write_date, write_money, write_rate
from search_app.web import present
from search_app.web.awards.columns import AwardColumn, find_columns, offices_in_words
from search_app.web.awards.rows import AwardRow, make_rows
from search_app.web.citations import cite
from search_app.web.views.worth import say_lacking, say_worth
from search_app.web.words import make_translate, split_chinese
from search_app.web.written.paper import Column, Heading, Paper, Paragraph, Part, Picture, Said, Table, Words
from search_app.web.written.qr import fits_qr, qr_png
from search_app.web.written.sheet import Cell

# Columns of a table of benefits on paper; those that say nothing of any row are left out.
ON_PAPER = (
    "who", "kind", "rate", "base", "cap", "cap_per", "cap_more", "award", "per", "years", "total", "conditions",
    "payer", "commitment", "open", "sure",
)  # fmt: skip
_FIGURES = ("yuan", "count", "rate")
_NARROWEST = 8.0  # characters that a column has at least


def make_clause_paper(
    clause: Clause, document: DocumentHead, versions: Sequence[DocumentHead], validity: Validity, permanent: str,
    day: date, today: date, lang: Lang,
) -> Paper:  # fmt: skip
    """The paper of ``clause`` as of ``day``; ``permanent`` is its address, ``versions`` are all of its document."""
    t = make_translate(lang)
    rows = list(make_rows(document, validity, clause, day))
    parts = [
        Paragraph(_status(validity, day, lang)),
        _facts(clause, document, lang),
        Heading(_said(t("benefits"), lang)),
        benefit_table(rows, lang) if rows else Paragraph(_said(t("benefits_none"), lang)),
        Heading(_said(t("clause_text"), lang)),
        *_text(clause, lang),
        *_notes(clause, lang),
        *_rules(clause, lang),
        Heading(_said(t("clause_cite"), lang)),
        *(Paragraph(_said(cite(clause, document, versions, permanent, today, code), code)) for code in LANGS),
        *qr_of(permanent, lang),
        Paragraph(Said(t("unofficial"), lang, quiet=True)),
    ]
    title = f"{document.name.get(lang)} · {present.clause_name(clause, lang, t)}"
    foot = f"{t('site')} · {permanent} · {write_date(today, lang)}"
    return Paper(_said(title, lang), parts, lang, today, t("site"), foot, wide=len(rows) > 0)


def benefit_table(rows: Sequence[AwardRow], lang: Lang, keys: Sequence[str] = ON_PAPER) -> Table:
    """``rows`` as a table of the columns ``keys``, without those that say nothing of any of them."""
    columns = [
        column for column in find_columns(lang, keys)
        if any(column.value(row, lang) is not None for row in rows) and not _is_always(column, rows, lang)
    ]  # fmt: skip
    heads = [
        Column(_said(column.head(lang), lang), max(column.width, _NARROWEST), column.kind in _FIGURES)
        for column in columns
    ]
    return Table(heads, [[mixed(write_cell(column, row, lang), lang) for column in columns] for row in rows])


def _is_always(column: AwardColumn, rows: Sequence[AwardRow], lang: Lang) -> bool:
    """Whether it says of every row that it is certain, which needs no column."""
    certain = make_translate(lang)("award_certain")
    return column.key == "sure" and all(column.value(row, lang) == certain for row in rows)


def write_cell(column: AwardColumn, row: AwardRow, lang: Lang) -> str:
    """A cell of ``row`` in words: sums with their unit, rates in percent; "" where nothing is said."""
    value: Cell = column.value(row, lang)
    if value is None:
        return ""
    if isinstance(value, date):
        return write_date(value, lang)
    if isinstance(value, str):
        return value
    if column.kind == "yuan":
        return write_money(value, lang)
    return write_rate(value) if column.kind == "rate" else str(value)  # type: ignore[arg-type]


def mixed(text: str, lang: Lang) -> Words:
    """``text``, whose Chinese is told from its English."""
    if lang == "zh":
        return Said(text, "zh")
    return tuple(Said(piece, "zh" if chinese else "en") for piece, chinese in split_chinese(text)) or Said("", "en")


def qr_of(permanent: str, lang: Lang) -> Iterator[Part]:
    """The code of an address with the address below it."""
    t = make_translate(lang)
    if fits_qr(permanent):
        yield Picture(qr_png(permanent), t("qr_says", value=permanent))
    yield Paragraph(Said(permanent, "en"))


def _said(text: str, lang: Lang) -> Said:
    return Said(text, lang)


def _status(validity: Validity, day: date, lang: Lang) -> Words:
    t = make_translate(lang)
    reason = f" {validity.reason.get(lang)} " if lang == "en" else f" {validity.reason.get(lang)}"
    checked = t("as_of_today", value=write_date(day, lang))
    around = f"（{checked}）" if lang == "zh" else f"({checked})"
    return Said(t(f"status_{validity.status}"), lang, strong=True), Said(reason, lang), Said(around, lang, quiet=True)


def _facts(clause: Clause, document: DocumentHead, lang: Lang) -> Table:
    t = make_translate(lang)
    facts = [
        (t("facet_document"), document.title.get(lang)),
        (t("paper_number"), document.number or ""),
        (t("paper_issued"), write_date(document.issued, lang) if document.issued else ""),
        (t("departments"), offices_in_words(clause, lang) or ""),
    ]
    columns = [Column(Said("", lang), 1), Column(Said("", lang), 5)]
    return Table(columns, [[Said(name, lang, strong=True), mixed(value, lang)] for name, value in facts if value])


def _text(clause: Clause, lang: Lang) -> Iterator[Part]:
    """Sentence by sentence side by side, the reader's language first; the Chinese alone where nobody has translated."""
    t, text = make_translate(lang), clause.text
    if not clause.sentences or text.en is None:
        if why := say_lacking(clause, lang):
            yield Paragraph(Said(why, lang, strong=True))
        yield Paragraph(Said(text.zh, "zh"))
        return
    order: tuple[Lang, Lang] = ("en", "zh") if lang == "en" else ("zh", "en")
    heads = {"zh": t("column_zh"), "en": t("fact_english")}
    yield Paragraph(mixed(say_worth(clause, lang), lang))
    rows = []
    for pair in clause.sentences:
        both = {"zh": text.zh[pair.zh.start : pair.zh.end], "en": text.en[pair.en.start : pair.en.end]}
        rows.append([Said(both[code].strip(), code) for code in order])
    yield Table([Column(Said(heads[code], lang)) for code in order], rows)


def _notes(clause: Clause, lang: Lang) -> Iterator[Part]:
    """What the translator says of phrases of the Chinese."""
    if clause.notes:
        yield Heading(Said(make_translate(lang)("clause_notes"), lang))
    for phrase, note in clause.notes:
        yield Paragraph((Said(f"{phrase} ", "zh", strong=True), Said(note, "en")), item=True)


def _rules(clause: Clause, lang: Lang) -> Iterator[Part]:
    t = make_translate(lang)
    groups = present.group_rules(clause.rules)
    if groups:
        yield Heading(Said(t("clause_rules"), lang))
    for kinds, rule in groups:
        kind = t("list_mark").join(t(f"rule_{one}") for one in kinds)
        yield Paragraph((Said(f"{kind} ", lang, strong=True), *_both(rule.text, lang)), item=True)


def _both(text: Bilingual, lang: Lang) -> tuple[Said, ...]:
    if lang == "en" and text.en:
        return (Said(text.en, "en"),)
    return (Said(text.zh, "zh"),)
