"""How is a clause cited? One form for each language, whatever the style in which its number is printed.

《题名》第（九）条（鹤岗政策库，2026-11-26查阅）网址
Title, clause 9, Hegang Policy Library (unofficial translation, revised on 20 November 2026; the Chinese text prevails),
accessed 26 November 2026, address
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from search_app.model import Clause, DocumentHead, Lang
from search_app.text.wording import write_date
from search_app.web.views.worth import name_worth
from search_app.web.words import make_translate

# The number in a label: 第七条, （七）, (七), 7., 七、, 1.1
_NUMBER = re.compile(
    r"第?\s*(?P<open>[（(〔\[]?)\s*(?P<number>[^\s（()）〔〕\[\]第条條款.、，．,]+(?:\.\d+)*)"
    r"\s*[）)〕\]]?\s*[条條]?[.、．,，]?"
)


def cite(
    clause: Clause,
    document: DocumentHead,
    versions: Sequence[DocumentHead],
    address: str,
    day: date,
    lang: Lang,
    quoted: Lang | None = None,
) -> str:
    """The citation of ``clause``, looked at on ``day`` under ``address``. The version is named where several of the
    document are held (``versions``), and in English what the translation is worth, unless words are ``quoted`` with it
    that are Chinese."""
    t = make_translate(lang)
    title = document.title.zh.replace("《", "〈").replace("》", "〉")
    if lang == "zh":
        place = f"《{title}》{_version(document, versions, lang)}{name_part(clause, lang)}"
        return f"{place}（{t('site')}，{t('cite_accessed', value=day)}）{address}"
    translated = clause.text.en and quoted != "zh"
    site = f"{t('site')} ({t('worth_quoted', value=name_worth(clause, lang))})" if translated else t("site")
    where = name_part(clause, lang)
    name = f"{document.title.en or f'《{title}》'}{_version(document, versions, lang)}"
    return ", ".join((name, where, site, t("cite_accessed", value=write_date(day, lang)), address))


def name_part(clause: Clause, lang: Lang) -> str:
    """第（九）条, 第七条, 第7条 as printed, 引言; in English clause 9, preamble."""
    t = make_translate(lang)
    if not clause.numbered:
        name = t(f"part_{clause.kind}")
        return name if lang == "zh" else name.lower()
    if lang == "en":
        return t("cite_clause", value=clause.number or clause.clause)
    found = _NUMBER.fullmatch(clause.label.strip())
    number = found["number"] if found else clause.number or clause.clause
    return t("cite_clause", value=f"（{number}）" if found and found["open"] else number)


def _version(document: DocumentHead, versions: Sequence[DocumentHead], lang: Lang) -> str:
    if len(versions) < 2:
        return ""
    t = make_translate(lang)
    if document.version is None:
        return t("cite_first_version")
    return t("cite_version", value=write_date(document.version, lang))
