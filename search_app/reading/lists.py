"""With which names is a list of figures paired: 国家级、省级中心，分别奖励100万元、50万元?

Invariant: a list is cut into exactly as many names as there are figures, or not at all; what is not certain stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search_app.model import Amount, Open
from search_app.reading.grants import Grant
from search_app.reading.slots.anchor import Anchor
from search_app.reading.slots.candidates import mask, name_within, names_receiver
from search_app.reading.slots.recipients import find_phrase
from search_app.reading.words.provision import Provision
from search_app.text.numerals import parse_number
from search_app.text.passage import Words

_PLACE = r"(?:国家|全国|省|全省|自治区|市|全市|县|区域|区|部|世界|国际)"
# With a mark of its own (省级, A类, 4A级, 优秀) a level is one wherever it stands; 省 or 区 alone may begin a word.
_MARKED_LEVEL = (
    rf"{_PLACE}?(?:\d?[a-z]{{1,2}}\d?[级类等]|[甲乙丙一二三四五]级|[一二三四五]星级)|{_PLACE}级|"
    r"[甲乙丙丁]等|优秀|良好|合格|优良"
)
_LEVEL = re.compile(rf"(?:{_MARKED_LEVEL}|{_PLACE})")
_MARKED = re.compile(rf"(?:{_MARKED_LEVEL})")
_NO_NAME = re.compile(r"(?<!规模)(?<!限额)以上|以下|运营|注册|评估|登记|审核")
# What a name may be about: 产品和服务企业 is one kind of company.
_TOPIC = re.compile("(?:软件|技术|成果|装备|设备|材料|产业|产品|品牌|设施|器械|机械|药品|药物|模型|[剧药机])$")
_CONJUNCTION = re.compile(r"以及|和|及|或|与")
_BETWEEN_LISTS = re.compile(
    r"来我市设立|在我市设立|设立|来我市|引进|新设(?!立)|创办|获得|取得|(?:登记)?注册的|登记的|运营的|审核的|认定为|认定的|评定为|评定的|评为|获评|获批的?|入选|列入|纳入|升级为|"
    r"建成|成功创建|创建|举办|承办|完成|通过(?!率)|评价为|考核为|新增销售收入"
)
_STAGES = re.compile(
    r"按(?:照)?(?P<names>[^,;按]{3,60}?)(?:等)?(?P<count>[一二两三四五六七八九十\d]+)?(?:个|大|种)?(?:不同)?"
    r"(?:阶段|环节|步骤|等次|等级|档次|档|类别|类|级别),?分别"
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a list's rows, none where there are none; ``receive``: they are who gets it, no stages or grades."""

    words: tuple[Words, ...] = ()
    receive: bool = False
    open: tuple[Open, ...] = ()


def find_row_names(provision: Provision, grant: Grant, amounts: Sequence[Amount], wide: int) -> Names:
    """The names that a list of ``wide`` figures is paired with. Two lists of that length are two readings."""
    if any(len(one) == wide for one in grant.conditions):
        return Names()  # thresholds are the names: 超过1亿元、10亿元的
    passage, first = provision.passage, min(amounts[n].start for n in grant.figures)
    span = find_phrase(provision, Anchor(grant.unit, first, first + 1))
    if span is None and "分别" in grant.unit.before(first):
        comma = grant.unit.before(first).rfind(",")
        span = (grant.unit.start, grant.unit.start + max(0, comma))  # 经认定的总部、分部，分别给予: the subject itself
    lists = find_names(passage.words(*span), wide) if span else []
    if stages := find_stages(passage.words(grant.unit.start, first), wide):
        lists.append(stages)
    if not lists:
        return Names(open=(Open("pairing"),))
    words = tuple(_beside([names[k] for names in lists]) for k in range(wide))
    readings = "；".join("、".join(name.printed for name in names) for names in lists)
    points = (Open("pairing", readings),) if len(lists) > 1 else ()
    return Names(words, all(names_receiver(name.text) for name in words), points)


def _beside(names: Sequence[Words]) -> Words:
    return Words(" / ".join(name.printed for name in names), " / ".join(name.text for name in names))


def find_names(phrase: Words, count: int) -> list[list[Words]]:
    """Every list of exactly ``count`` names in ``phrase``: 国家级、省级战略联盟 → [[国家级战略联盟, 省级战略联盟]]."""
    lists = []
    for chunk in _split(phrase, _BETWEEN_LISTS):
        chunk = _strip(chunk, r"^[,、 ]*(?:的)?", r"(?:的)?[,、 ]*$")
        if qualified := re.match(rf"[^、]{{2,30}}的(?=(?:{_MARKED_LEVEL})[、和及与或])", chunk.text):
            chunk = chunk.part(qualified.end())  # 符合条件的国家级、省级孵化器
        names = _split_names(chunk)
        # 正常运营一年以上、第三方评估 is a list of conditions, not of names.
        if len(names) == count and not any(_NO_NAME.search(n.text) for n in names) and not _is_one_name(chunk, names):
            filled = _fill_heads([_name_alone(name) for name in names])
            lists += [filled] if filled else []
    return lists


def _split(words: Words, mark: re.Pattern[str]) -> list[Words]:
    begin, parts = 0, []
    for found in mark.finditer(words.text):
        parts.append(words.part(begin, found.start()))
        begin = found.end()
    return [*parts, words.part(begin)]


def _strip(words: Words, before: str, behind: str) -> Words:
    first, last = re.match(before, words.text), re.search(behind, words.text)
    return words.part(first.end() if first else 0, last.start() if last else None)


def _name_alone(name: Words) -> Words:
    """A member of a list without the verb of the sentence: 本科毕业生首次就业 → 本科毕业生."""
    masked = mask(name.text)
    done = re.match("(?:的|其中|首次|新|建设?|增|获|开设?|评定?|认定)+", masked)
    if done and _LEVEL.match(masked[done.end() :]):
        name, masked = name.part(done.end()), masked[done.end() :]
    found = None if names_receiver(masked) else name_within(masked)
    return name.part(*found) if found and found[0] == 0 else name


def _is_one_name(chunk: Words, names: list[Words]) -> bool:
    """Whether a lone 和 joins what one name is about (软件和信息服务企业), not two names (孵化器和众创空间)."""
    if len(names) != 2 or "、" in chunk.text or not names_receiver(names[1].text):
        return False
    left = mask(names[0].text)
    two = names_receiver(left) and not _TOPIC.search(left)
    return not (_LEVEL.fullmatch(left) or two or left[-1] == names[1].text[-1])


def find_stages(words: Words, count: int) -> list[Words]:
    """The ``count`` stages that sums are paid for: 按辅导备案、受理、上市三个阶段分别 → [辅导备案, 受理, 上市]."""
    for found in _STAGES.finditer(words.text):
        names = _split_names(words.part(*found.span("names")))
        stated = parse_number(found["count"].replace("两", "二")) if found["count"] else count
        if len(names) == count == stated:
            return names
    return []


def _split_names(chunk: Words) -> list[Words]:
    parts = [part for part in _split_outside(chunk, re.compile("、")) if len(part)]
    if not parts:
        return []
    last = [part for part in _split_outside(parts[-1], _CONJUNCTION) if len(part)]
    if len(last) > 1:
        # Of several conjunctions in the last part the one nearest to the end separates the last name.
        joined = parts[-1].part(0, len(parts[-1]) - len(last[-1]))
        conjunction = _CONJUNCTION.search(joined.text, max(0, len(joined) - 2))
        last = [joined.part(0, conjunction.start()) if conjunction else joined, last[-1]]
    return [*parts[:-1], *last]


def _split_outside(words: Words, mark: re.Pattern[str]) -> list[Words]:
    depth, begin, parts = 0, 0, []
    for found in re.finditer(rf"[(\[]|[)\]]|{mark.pattern}", words.text):
        if found.group() in "([":
            depth += 1
        elif found.group() in ")]":
            depth -= 1
        elif depth == 0:
            parts.append(words.part(begin, found.start()))
            begin = found.end()
    return [*parts, words.part(begin)]


def _fill_heads(names: list[Words]) -> list[Words] | None:
    """What a list leaves out: 国家级、省级联盟 → 国家级联盟; 国家电商示范基地、示范企业 → 国家电商示范企业.

    None where a level stands alone and the last name has none to cut off (国际级、区域赛事): it is not known then."""
    bare = [bool(_LEVEL.fullmatch(name.text)) for name in names]
    filled = list(names)
    if any(bare[:-1]):
        marked = any(_MARKED.fullmatch(name.text) for name, alone in zip(names, bare, strict=True) if alone)
        level = (_MARKED if marked else _LEVEL).match(names[-1].text)
        if level is None:
            return None
        head = names[-1].part(level.end())
        filled = [name + head if alone else name for name, alone in zip(names, bare, strict=True)]
    first = filled[0]
    for n, name in enumerate(filled[1:], start=1):
        shared = first.text.find(name.text[:2])
        if shared > 0 and len(first) - shared == len(name):
            filled[n] = first.part(0, shared) + name
    return filled
