"""Who gets it, on which conditions, and what is a rate computed on? Phrases are the text's own, cut at both ends."""

from __future__ import annotations

import re

from search_app.model import Amount, Compare, Condition
from search_app.policy.units import Segment, Unit
from search_app.text.fold import fold

ADDRESS = re.compile(r"^(?:其中|同时|并|此外)?(?:对于|对|为|凡)(?!外|接|进)")
# A phrase of this length is shown whole: its first words say who is eligible (新设立、新迁入的…).
WHOLE_PHRASE = 36
# A segment that says how or how much, not who.
_MANNER = re.compile(
    r"^(?:并)?(?:分别|五年内|按|给予|予以|一次性|最高|每|市财政|市级|市本级|财政|由(?!.{1,6}资本)|在[^,]*(?:基础上|范围内)|经|可|单|奖励|奖补|补助|资助|享受|"
    r"\d+年内|通过争取|争取|积极|帮助|根据|择优|省、市|采取|后三年|再|落实|报请|我市(?!上市)|准予|减按|依|实行|可以|贴息|优先|包括|其土地)|后$"
)
_VERB_AT_END = re.compile(
    r"(?:收取的.*|,?(?:五年内|\d年内)?(?:分别|分档|可|将|予以|一次性|由)*(?:给予|予以|奖励|补助|补贴|资助|按|每).*|积极?(?:申报|争取).*|帮助?争取.*|争取.*)$"
)
_BECOMES = re.compile(r"(?:认定为|评为|列为|列入|获评|获批|被评定为|纳入|备案为)(?P<noun>.{2,})$")
# 鼓励“双创”基地向…: who is meant when the grant's own words only say what was done (对经认定达到标准的).
_ENCOURAGED = re.compile(
    r"(?:鼓励|支持|引导)(?P<who>[^,。;、]{2,20}?)(?=向|参加|开展|利用|购买|“升|创|采取|通过|建设|设立|围绕|在|积极|依法|面向|提供|与|以)"
)
_SUBJECT = re.compile(r"(?P<who>[^,]{1,14}?(?:企业|机构|单位|个人|人才))(?=提供|发生|依规|享受|所需|按国家)")
_GIVEN_TO = re.compile(r"(?:给予|奖励)(?P<who>[^,\d]{2,14}?(?:企业|机构|团队|个人|单位|协会))(?!上市)")
_SOUGHT_FOR = re.compile(r"为(?P<who>[^。;]{2,60}?)(?:分档|积极|分类)*(?:争取|申报)")
_GIVEN_FOR = re.compile(r"对(?P<who>[^,对]{4,16})给予(?:一次性)?(?:奖励|奖补|补助)")
_LEVEL = re.compile(r"^(?:国家|省|市|县|区|部|世界|国际)级?")
_NO_NAME = re.compile(r"以上|以下|运营|注册|评估|登记|审核")
_CONJUNCTION = re.compile(r"以及|和|及|或|与")
_BETWEEN_LISTS = re.compile(r"来我市设立|在我市设立|设立|来我市|引进|创办|获得|取得|认定为|认定的|新增销售收入")
_COMPARE_RIGHT: tuple[tuple[Compare, re.Pattern[str]], ...] = (
    ("le", re.compile(r"(?:\(含\))?(?:及以下|\(含\)以下)")),
    ("ge", re.compile(r"(?:\(含\))?(?:及)?以上")),
    ("lt", re.compile(r"(?:\(不含\))?以下")),
)
_COMPARE_LEFT: tuple[tuple[Compare, re.Pattern[str]], ...] = (
    ("le", re.compile(r"(?:不超过|不高于|至多|最高)$")),
    ("ge", re.compile(r"(?:不低于|不少于|达到|达|满|至少)$")),
    ("gt", re.compile(r"(?:超过|超|高于|大于|突破)$")),
)


def find_recipient_phrase(unit: Unit, offset: int) -> tuple[int, int] | None:
    """Offsets of the phrase that says who, before the grant at ``offset``; None where the unit names nobody."""
    before = [s for s in unit.segments if s.start < offset]
    after = _GIVEN_FOR.search(unit.text, offset - unit.start, unit.segment_at(offset).end - unit.start)
    if after and len(before) > 1:  # 对超额投资已满3个月的，按…的0.5%对股权投资类企业给予奖励
        return (unit.start + after.start("who"), unit.start + after.end("who"))
    sought = _SOUGHT_FOR.search(unit.text, 0, offset - unit.start + 24)
    if sought and not any(ADDRESS.match(s.text) and not s.text.startswith("为") for s in before):
        return (unit.start + sought.start("who"), unit.start + sought.end("who"))
    for n in range(len(before) - 1, -1, -1):
        address = ADDRESS.match(before[n].text)
        if address and n and before[n].text.endswith("的") and _is_name(before[0].text):
            break  # X，对地方经济产生贡献的，…: the address is a condition of X
        if address:
            return _extend(before[n].start + address.end(), before[n + 1 :], before[n], offset)
    for n, segment in enumerate(before):
        if not _MANNER.match(segment.text):
            return _extend(segment.start, before[n + 1 :], segment, offset)
    return None


def _is_name(words: str) -> bool:
    """Whether a first segment names somebody, as against 鼓励…, 按…, 争取…."""
    return not re.match(r"(?:鼓励|支持|积极|争取|组织|坚持|推动|在|经|按|通过)", words) and not _MANNER.match(words)


def _extend(start: int, following: list[Segment], first: Segment, offset: int) -> tuple[int, int] | None:
    end = min(first.end, offset)
    for segment in following:
        if _MANNER.match(segment.text) or segment.start >= offset or segment.start <= offset < segment.end:
            break
        end = segment.end
    if end <= start:
        return None
    inside = first.text[start - first.start : end - first.start] if end <= first.end else ""
    # What stands in brackets is no verb of the sentence: （每个企业不超过7名）.
    bare = re.sub(r"\([^()]*\)", lambda m: "(" + "一" * (len(m.group()) - 2) + ")", inside)
    cut = _VERB_AT_END.search(bare) if bare else None
    if cut and cut.start() > 1:
        end = start + cut.start()
    return (start, end)


_TAIL = re.compile(r"(?:在省级|由市级财政|市级财政|市财政|市级|(?<=[)])市)$")
_FIGURE = re.compile(r"\d[\d.,]*[万亿%‰元]|[一二三四五六七八九十百]+[万亿]|^(?:补助|奖励|不超过|最高)")


def name_recipient(text: str, span: tuple[int, int]) -> str:
    """Who gets it, or "" where the phrase names nobody (按投资额的10%给予补助)."""
    name = _name_recipient(text, span)
    if tail := _TAIL.search(fold(name)):
        name = name[: tail.start()]
    return "" if _FIGURE.search(fold(name)) and len(name) < 12 and "以上" not in name and "超过" not in name else name


def _name_recipient(text: str, span: tuple[int, int]) -> str:
    """The head of a recipient phrase: 被认定为省级平台的 → 省级平台; 获得认定的研制企业 → 研制企业."""
    phrase = re.split("[，,]包括", text[slice(*span)].strip("，, "))[0]
    folded = fold(phrase)
    if subject := _SUBJECT.match(folded):
        return phrase[: subject.end("who")]
    if folded.endswith("的"):
        inner = phrase[:-1]
        becomes = _BECOMES.search(fold(inner))
        return inner[becomes.start("noun") :] if becomes else _someone_else(text, span) or inner
    if len(phrase) <= WHOLE_PHRASE:
        becomes = _BECOMES.search(folded)
        return phrase[becomes.start("noun") :] if becomes and becomes.start() <= 1 else phrase
    depth, cut = 0, 0
    for at, char in enumerate(folded):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "的" and depth <= 0 and len(folded) - at > 2 and folded[at - 1] != "目":
            cut = at + 1
    head = phrase[cut:]
    becomes = _BECOMES.search(fold(head))
    return head[becomes.start("noun") :] if becomes and becomes.start() == 0 else head


def _someone_else(text: str, span: tuple[int, int]) -> str | None:
    """Who is meant by 对……的 that names nobody: whom the sum is given to, or who was spoken of just before."""
    folded = fold(text)
    start = max(folded.rfind(mark, 0, span[0]) for mark in "。;") + 1
    stop = min((at for mark in "。;" if (at := folded.find(mark, span[1])) >= 0), default=len(folded))
    if (given := _GIVEN_TO.search(folded, span[1], stop)) and len(given["who"]) > 2:
        return text[slice(*given.span("who"))]
    if becomes := _BECOMES.search(folded[start : span[0]].rstrip("对,的")):
        return text[start + becomes.start("noun") : start + becomes.end("noun")]
    # 支持… of an earlier sentence speaks of something else; 鼓励X… just before speaks of who is meant.
    spoken = [
        m for m in _ENCOURAGED.finditer(folded, 0, span[0])
        if len(m["who"]) > 3 and (m.start() >= start > 0 or (m.group().startswith("鼓励") and m.end() > start - 60))
    ]  # fmt: skip
    return text[slice(*spoken[-1].span("who"))] if spoken else None


def find_names(phrase: str, count: int) -> list[list[str]]:
    """Every list of exactly ``count`` names in ``phrase``: 国家级、省级战略联盟 → [[国家级战略联盟, 省级战略联盟]]."""
    lists = []
    for chunk in _BETWEEN_LISTS.split(phrase):
        chunk = re.sub(r"的$", "", chunk.strip("，, "))
        names = _split_names(chunk)
        # 正常运营一年以上、第三方评估 is a list of conditions, not of names.
        if len(names) == count and not any(_NO_NAME.search(name) for name in names):
            lists.append(_fill_heads(names))
    return lists


def _split_names(chunk: str) -> list[str]:
    parts = [part for part in _split_outside(chunk, re.compile("、")) if part]
    if not parts:
        return []
    last = [part for part in _split_outside(parts[-1], _CONJUNCTION) if part]
    if len(last) > 1:
        # Of several conjunctions in the last part the one nearest to the end separates the last name.
        joined = parts[-1][: len(parts[-1]) - len(last[-1])]
        conjunction = _CONJUNCTION.search(fold(joined), max(0, len(joined) - 2))
        last = [joined[: conjunction.start()] if conjunction else joined, last[-1]]
    return [*parts[:-1], *last]


def _split_outside(text: str, mark: re.Pattern[str]) -> list[str]:
    folded, depth, begin, parts = fold(text), 0, 0, []
    for found in re.finditer(rf"[(\[]|[)\]]|{mark.pattern}", folded):
        if found.group() in "([":
            depth += 1
        elif found.group() in ")]":
            depth -= 1
        elif depth == 0:
            parts.append(text[begin : found.start()])
            begin = found.end()
    return [*parts, text[begin:]]


def _fill_heads(names: list[str]) -> list[str]:
    """What a list leaves out: 国家级、省级联盟 → 国家级联盟; 国家电商示范基地、示范企业 → 国家电商示范企业."""
    head = _LEVEL.sub("", names[-1])
    filled = [name + head if _LEVEL.fullmatch(name) and head != names[-1] else name for name in names]
    first = filled[0]
    for n, name in enumerate(filled[1:], start=1):
        shared = first.find(name[:2])
        if shared > 0 and len(first) - shared == len(name):
            filled[n] = first[:shared] + name
    return filled


def find_basis(text: str, unit: Unit, rate: Amount) -> str | None:
    """What ``rate`` is applied to, as printed: 实缴资本额（扣除省内资金出资额后）. None where the text is silent."""
    left = unit.before(rate.start)
    markers = [
        m
        for m in re.finditer(r"按(?:照)?(?!规定|政策|标准|要求)(?:不超过|不高于|不低于)?其?", left)
        if not _inside(left, m.start())
    ]
    if markers:
        start = markers[-1].end()
    else:
        found = re.search(
            r"(?:给予|奖励|予以|补助)(?:不超过|不高于)?(?:实施招商)?(?:企业)?(?=[^,]{2,}$)|对(?=[^,]*给予[^,]*$)", left
        )
        start = found.end() if found else -1
    if start < 0:
        return None
    phrase = left[start:]
    end = len(phrase) - len(re.sub(r"(?:,|分别|给予|予以|的|原则上|不超过|不高于|最高|一次性)+$", "", phrase))
    basis = text[unit.start + start : rate.start - end]
    basis = re.split(r"，?给予", basis)[0]
    return basis or None


def _inside(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def make_condition(text: str, unit: Unit, amount: Amount, beside: bool) -> Condition:
    """The condition that ``amount`` states. ``beside``: the clause also has a tier 及以下 of the same sum, so that 以上
    excludes it."""
    segment = unit.segment_at(amount.start)
    printed = text[segment.start : segment.end]
    address = ADDRESS.match(segment.text)
    phrase = printed[address.end() :] if address else printed
    compare = find_compare(unit.text[: amount.start - unit.start], unit.text[amount.end - unit.start :])
    if compare == "ge" and beside:
        compare = "gt"
    return Condition(re.sub(r"的$", "", phrase), amount.value, compare)


def find_compare(left: str, right: str) -> Compare | None:
    """以上 → ge, 超过 → gt, 及以下 → le, 以下 → lt; None where the text compares nothing."""
    right = re.sub(r"^(?:、|和|及|或)[^,]{1,12}(?=以上|以下)", "", right)
    for compare, pattern in _COMPARE_RIGHT:
        if pattern.match(right):
            return compare
    left = re.sub(r"(?:[\d.,万亿元%]+(?:、|和|或))+$", "", left)
    for compare, pattern in _COMPARE_LEFT:
        if pattern.search(left):
            return compare
    return None
