"""Which grants does a sentence cap that grants nothing itself: 同一企业每年合计不超过80万元, 以上两项最高500万元?"""

from __future__ import annotations

import re
from dataclasses import replace

from search_app.model import Amount, Benefit, Limit, Open, Span
from search_app.reading.slots import find_per
from search_app.reading.units import Unit
from search_app.text.passage import Passage, plain

CEILING_WORDS = re.compile(
    r"最高|不超过|不得|上限|封顶|限额|累计|合计|总额|共计|奖励|奖补|补助|补贴|资助|支持|贴息|资金|额度|金额|额|给予|予以|一次性|原则上|每年|年度|全年|"
    r"有多个产品的|单|每|个|户|家|台|套|件|品种|品|企业|项目|产品|机构|公司|单位|团队|平台|人|的|可|总|但|且|其中|为|在|按|照|年|分档|[(),/]"
)


# 同一家旅行社每年, 单个展会: whom a ceiling is for. 以上两项合计, 奖励和补贴: what it holds together.
_SCOPE_HEAD = re.compile(
    r"(?:同一|单[个家户一项]|每[个家户项]|一[个家户])[个家户项]?(?P<whom>[\u4e00-\u9fff]{0,6}?)"
    r"(?=每年|全年|年度|最高|累计|合计|奖励|奖补|补助|补贴|扶持|可|不)"
)
_TOGETHER = re.compile(
    r"(?:(?:以上|上述|前述|本条)?(?:[两二三四五]项|各项)|以上|上述|前述)?"
    r"(?:(?:奖励|补贴|补助|资金)[和与、及]?)*(?:合计|累计)|"
    r"(?:以上|上述|前述)(?:[两二三四五]项|各项)?|[两二三四五]项|各项|当年|享受|获得?"
)


def is_ceiling_alone(words: str) -> bool:
    """Whether ``words`` before a ceiling say nothing but whom or what it is for."""
    return not CEILING_WORDS.sub("", _SCOPE_HEAD.sub("", _TOGETHER.sub("", words)))


def add_ceiling(
    found: list[tuple[int, Benefit]], passage: Passage, unit: Unit, number: int, cap: Amount
) -> list[tuple[int, Benefit]]:
    """``found``, pairs of place and benefit, with the ceiling that ``unit`` alone states: on the benefits that it holds
    together, or on the last one. ``number`` is the index of ``cap`` among the clause's amounts."""
    words = unit.before(cap.start)
    limit = Limit(cap.top, find_per(words))
    start = _sentence_before(passage.text, unit.start, 2 if _TOGETHER.search(words) else 1)
    meant = [n for n, (place, _) in enumerate(found) if place >= start] or [len(found) - 1]
    scope = _SCOPE_HEAD.search(words)
    named = [n for n, (_, b) in enumerate(found) if scope and scope["whom"] and scope["whom"] in plain(b.recipient)]
    if named and not set(named) & set(meant):
        meant = named  # 同一企业 after a grant to 机构 is about another one
    shared = (Open("shared"),) if len(meant) > 1 else ()
    for n in meant:
        place, before = found[n]
        changed = replace(
            before,
            limits=(*before.limits, limit),
            amounts=(*before.amounts, number),
            evidence=(*before.evidence, Span(unit.start, unit.end)),
            open=(*before.open, *shared),
        )
        found[n] = place, changed
    return found


def _sentence_before(text: str, start: int, sentences: int) -> int:
    """Where the sentence before ``start`` begins, or the one before that; behind a semicolon, the unit before."""
    if text[start - 1 : start] != "。":
        return max(text.rfind(mark, 0, start - 1) for mark in "。;") + 1
    end = start - 1
    for _ in range(sentences):
        end = text.rfind("。", 0, end)
        if end < 0:
            return 0
    return end + 1
