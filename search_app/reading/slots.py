"""Who pays, how firmly is it promised, for how long, for each what, and what kind of benefit is it?

Each answer rests on words of the provision itself; where they are silent the answer is None. The vocabulary of ``per``:
once, year, item, item-year, company, company-year, person, area. The words nearest to the figure decide.
"""

from __future__ import annotations

import re

from search_app.model import BenefitKind, Payer, Period, Promise
from search_app.text.numerals import HAN_NUMERALS, parse_number

_NUMBER = rf"(\d{{1,2}}|[{HAN_NUMERALS}]{{1,3}})"
ENDEAVOUR = re.compile(
    r"争取(?!工作)|积极(?:为[^,]{0,30})?(?:申报|申请|申领)|(?:帮助|协助)[^,]{0,20}(?:申报|申请|申领|争取)|推荐[^,]{0,6}争取|引导[^,]*担保"
)
CITY = re.compile(
    r"市级财政|市财政|市本级|市级(?!野外)|我市(?:财政|给予|按)|(?<=[、,])市(?=给予|按|财政)|区财政|本级财政"
)
_PROVINCE = re.compile(r"省级?(?:专项)?(?:奖励|奖补|补助|补贴|资助|政策|资金|专项|项目|支持)|省财政|省里|自治区财政")
_STATE = re.compile(r"中央财政|国家(?:专项)?(?:资金|补助|补贴)|中央(?:资金|补助)")
_COUNTY = re.compile(r"县(?:级)?财政|县(?:\(区\))?(?:级)?给予|乡镇财政")
_DESCRIBES = re.compile("[的者时]$")  # 对企业争取国家专项的: what somebody else does, no endeavour of ours
CASE = re.compile("一事一议|一企一策|一项目一策")
OTHER_RULE = re.compile(
    r"按(?:照)?(?:国家|省|市|我省|全省|现行|相关|有关|统一|交通部门|、|和|\s)*(?:规定|标准|政策规定)|按(?:照)?《|依(?:法依)?规(?!模)|参照|"
    r"(?:规定|政策|办法|标准)(?:的[^,]{0,12})?执行|出台|综合确定|享受[^,]{0,24}(?:优惠|政策|待遇)|落实[^,]{0,16}政策|符合[^,]{0,12}政策规定"
)
_DURATIONS = (
    re.compile(rf"(?<!在){_NUMBER}年(?:之)?内(?!不得)"),
    re.compile(rf"期限(?:最长)?(?:为|不超过|不少于)?{_NUMBER}年"),
    re.compile(rf"[前后]{_NUMBER}年"),
    re.compile(rf"连续(?:补助|奖励|给予|补贴|支持)?{_NUMBER}年"),
    re.compile(rf"(?:不少于|不超过|最长|给予){_NUMBER}年"),
)
_SPREAD = re.compile(rf"分{_NUMBER}年(?![以度])")
_KINDS: tuple[tuple[BenefitKind, re.Pattern[str]], ...] = (
    ("interest", re.compile(r"贴息|利息补贴|贷款利息")),
    ("guarantee", re.compile(r"担保(?!单位|人)")),
    (
        "tax",
        re.compile(
            r"税率|免征|减征|减按|征收|加计扣除|税收优惠|退\(免\)税|零税率|免税|纳税所得额|即征即退|增值税|所得税"
        ),
    ),
    ("land", re.compile(r"土地|用地|出让|地价|容积率")),
    ("other", re.compile(r"免费|办公用房(?!的)|债券|体验券|通行|优先入驻|所得收入|成果转化所得|租金减|免租|公寓|子女")),
)
MONEY_WORDS = re.compile(r"奖励|奖补|补助|补贴|资助|资金|奖金|经费|全额")


def find_promise(words: str, only_ceiling: bool) -> Promise:
    """How firmly ``words`` (the provision up to and around the figure, folded) promise.

    ``only_ceiling``: the text states no sum or rate but the most that is granted.
    """
    if CASE.search(words):
        return "case_by_case"
    words = ",".join(phrase for phrase in words.split(",") if not _DESCRIBES.search(phrase))
    last = last_of(words, (("endeavour", ENDEAVOUR), ("city", CITY)))
    if last == "endeavour":
        return "endeavour"
    if only_ceiling:
        return "up_to"
    return "committed"


def last_of(words: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    """The name whose pattern matches last in ``words``."""
    places = [(m.end(), name) for name, pattern in patterns for m in pattern.finditer(words)]
    return max(places)[1] if places else None


def find_payer(words: str) -> Payer | None:
    """Who pays, as far as ``words`` say; the city where it tops up a provincial award."""
    if CITY.search(words) and last_of(words, (("endeavour", ENDEAVOUR), ("city", CITY))) != "endeavour":
        return "city"
    if _COUNTY.search(words):
        return "county"
    if _PROVINCE.search(words) and ENDEAVOUR.search(words):
        return "province"
    return "state" if _STATE.search(words) else None


def find_duration(words: str) -> Period | None:
    """For how long it is paid: 五年内 → five years; None where no length is stated."""
    return _first_years(words, _DURATIONS)


def find_spread(words: str) -> Period | None:
    """Over how long a grant is paid out in parts: 分三年发放 → three years."""
    return _first_years(words, (_SPREAD,))


def _first_years(words: str, patterns: tuple[re.Pattern[str], ...]) -> Period | None:
    found = [(m.start(), m.group(1)) for pattern in patterns for m in pattern.finditer(words)]
    for _, number in sorted(found):
        years = parse_number(number)
        if years is not None and 0 < years <= 50:
            return Period(int(years))
    return None


def find_kind(words: str) -> BenefitKind:
    """What is given. Money words outweigh: a subsidy for office space is a grant."""
    for kind, pattern in _KINDS:
        if pattern.search(words) and not (kind in ("land", "other") and MONEY_WORDS.search(words)):
            return kind
    return "grant"


_ITEM = "品种|项目|产品|平台|单品|台|套|件|款|项|团队|课题|专利|标准"
_COMPANY = "企业|机构|公司|户|家|单位"
_FREQUENCIES: tuple[tuple[str, re.Pattern[str]], ...] = (
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
            for order, (per, pattern) in enumerate(_FREQUENCIES)
            for match in pattern.finditer(words)
        ]
        # "Once" says how often, the others for each what: 每个品种给予一次性 is per item.
        telling = [one for one in found if one[2] != "once"] or found
        if telling:
            return max(telling)[2]
    return None
