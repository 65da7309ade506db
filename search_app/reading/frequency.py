"""For each what is a sum granted: once, a year, an item, a company?

The vocabulary of ``per``: once, year, item, item-year, company, company-year, person, area; None where the text is
silent. The words nearest to the figure decide.
"""

from __future__ import annotations

import re

_ITEM = "品种|项目|产品|平台|单品|台|套|件|款|项|团队|课题|专利|标准"
_COMPANY = "企业|机构|公司|户|家|单位"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "company-year",
        re.compile(rf"(?:每户|每家|每个|单户|单个|单家|同一|一家)(?:{_COMPANY})*每年|每年(?:每户|每家|单户|单个企业)"),
    ),
    ("item-year", re.compile(rf"每年单(?:个|项)(?:{_ITEM})|(?:每个|单个|单项)(?:{_ITEM})每年")),
    ("year", re.compile(r"每年|每年度|年度(?=最高|累计|奖|补)|/年|当年(?:累计|最高)")),
    (
        "item",
        re.compile(rf"每(?:一)?个?新?(?:{_ITEM})|单(?:个)?(?:{_ITEM})|单台\(套\)|每台|单品|(?:个|项|台|套)最高"),
    ),
    ("company", re.compile(rf"(?:每户|每家|单户|单家|每个企业|单个企业|单个机构|同一企业)(?:{_COMPANY})?")),
    ("person", re.compile(r"每人|人均|每名|每位|/人")),
    ("area", re.compile(r"每平方米|/平方米|每亩|/亩")),
    ("once", re.compile(r"一次性")),
)


def find_per(left: str, right: str = "") -> str | None:
    """The scope of a sum that stands between ``left`` and ``right``, words of a passage, or None. Later words of
    ``left`` win; of rules that match at the same place the more specific one does. ``right`` decides only where
    ``left`` is silent."""
    for words, from_end in ((left, True), (right, False)):
        found = [
            (match.end() if from_end else -match.start(), -order, per)
            for order, (per, pattern) in enumerate(_RULES)
            for match in pattern.finditer(words)
        ]
        # "Once" says how often, the others for each what: 每个品种给予一次性 is per item.
        telling = [one for one in found if one[2] != "once"] or found
        if telling:
            return max(telling)[2]
    return None
