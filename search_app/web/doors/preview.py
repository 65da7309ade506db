"""What does a page show of itself where somebody sends its address, in WeChat for instance? Title, sum, validity."""

from __future__ import annotations

from dataclasses import dataclass

from search_app.model import Clause, DocumentHead, Lang, Validity
from search_app.text.wording import write_date
from search_app.web.benefits import headline_sums
from search_app.web.doors.legislation import name_clause
from search_app.web.words import make_translate

_LONGEST = 120  # characters of text: more than any preview shows


@dataclass(frozen=True, slots=True)
class Preview:
    """The title and the lines below it; ``kind`` is that of the Open Graph protocol (ogp.me)."""

    title: str
    said: str
    kind: str = "article"


def preview_site(lang: Lang) -> Preview:
    """Of the home page."""
    t = make_translate(lang)
    return Preview(t("site"), t("site_tagline"), "website")


def preview_document(document: DocumentHead, validity: Validity, lang: Lang) -> Preview:
    """Whether it is in force, its number, and who issued it."""
    said = [_say_standing(validity, lang), document.number, document.issuer]
    return Preview(document.title.get(lang), " · ".join(filter(None, said)))


def preview_clause(clause: Clause, document: DocumentHead, validity: Validity, lang: Lang) -> Preview:
    """What it pays at most, whether it is in force, and how it begins."""
    t = make_translate(lang)
    sums = t("list_mark").join(
        t("door_sought", value=money.text) if money.sought else money.text
        for money in headline_sums(clause, lang)
        if not money.unsure
    )
    text = clause.quotable.get(lang)
    begins = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    said = " · ".join(filter(None, (sums, _say_standing(validity, lang), begins)))
    return Preview(name_clause(clause, document, lang), said)


def _say_standing(validity: Validity, lang: Lang) -> str:
    t = make_translate(lang)
    if validity.status == "in_force" and not validity.until:
        return t("status_open_end")
    status = t(f"status_{validity.status}")
    if validity.status in ("in_force", "expired") and validity.until:
        return t("door_until", status=status, value=write_date(validity.until, lang))
    return status
