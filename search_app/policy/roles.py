"""What is a figure for: an award, a cap, a rate, a condition, or a term of something that is no grant?

The rules look at the words just before and just after a figure (or a list of figures: 30万元、20万元、10万元) and at
its sentence. They are tried in order; the first that fits decides. Each has a name, and examples that it must and
must not decide; a test walks them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search_app.model import Amount, Role
from search_app.policy.quantities import Quantity, find_quantities
from search_app.text.fold import fold
from search_app.text.script import simplify


@dataclass(frozen=True, slots=True)
class Context:
    """The folded words around a list of figures. ``left`` and ``right`` end at the sentence; the segment ones at
    the nearest comma."""

    left: str
    right: str
    kind: str

    wide: str = ""  # what stands before, past the sentence

    @property
    def segment_left(self) -> str:
        """From the last comma to the figure."""
        return re.split("[,:]", self.left)[-1]

    @property
    def segment_right(self) -> str:
        """From the figure to the next comma."""
        return re.split("[,:]", self.right, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class RoleRule:
    """One reason to give a figure a role. Examples mark the figure meant with ⟨ ⟩."""

    name: str
    role: Role
    fits: Callable[[Context], bool]
    must: tuple[str, ...]
    must_not: tuple[str, ...]


# Words that grant money or money's worth.
GRANT = (
    r"给予|予以|奖励|奖补|奖金|补助|补贴|资助|贴息|扶持|支持|返还|奖(?!项)|兑付|发放|拨付|另补|补偿|抵扣|"
    r"奖助|配套|另增加|发给|减价|报销"
)
_GRANT = re.compile(GRANT)
_CAP_LEFT = re.compile(
    r"(?:最高|最多|至多|上限|封顶|限额|不超过|不高于|不得超过|不得高于|不多于|不得逾|不逾|以内)"
    r"(?:不超过|不高于|可达|可给予|可获|给予|补助|奖励|补贴|资助|支持|奖补|贴息|扶持|限额|额度|金额|标准|总额|合计|累计|可)*"
    r"(?:分别)?(?:额|线)?(?:提高|调整|增加|放宽)?(?:为|是|至|到|达|按)?(?:每[^,\d]{1,8})?(?:人民币)?$"
)
_CAP_RIGHT = re.compile(r"(?:\(含\))?(?:封顶|为上限|为限|以内|的上限)")
_AT_LEAST_LEFT = re.compile(
    r"(?:(?<!不)(?<!不得)(?:超过|超|高于|大于|突破|超出)|逾|不低于|不少于|不小于|达到|达|满|至少|首次突破|首次超过|(?<!未)完成)(?:人民币)?$"
)
_BOUND_RIGHT = re.compile(r"(?:\((?:不?含|含本数)\))?(?:人民币)?(?:及|或|\(含\))?以(?:上|下)|起(?:步)?[,的]")
_TAX_OR_PRICE = re.compile(r"税率|费率|利率(?!水平)|出让底价|最低价|扣除|抵扣|征收|免征|减按|租金标准|首付|利息不")
_FEE = re.compile(
    r"减按|加收|基准价|可贷|贷款限额|限额按|保额|保费|税由|收取|缴纳|收费|定价|价格为|租金为|罚款|保证金|押金|底价"
)
_FUND = re.compile(r"(?:设立|组建|成立|安排|统筹|规模)[^,]*$")
_FUND_RIGHT = re.compile(r"[^,]{0,16}(?:基金|引导资金|专项资金|资金池|风险补偿金|担保)")
_HELD = re.compile(r"(?:获得|获批|取得|已获|享受)[^,]*$")
_TAIL_OF_CONDITION = re.compile(r"[^,]*的$")
_TAIL_OF_RECIPIENT = re.compile(r"[^,]{0,4}的[^,]{0,14}(?:项目|企业|单位|机构|部分|平台|团队|个人|车间|法人|公司|合同)")
_REFUSED = re.compile(r"(?:\(不?含\))?(?:以[上下])?的(?:不予|不得|不再|暂不|暂停)")
_MEASURE = r"(?:平方米|平米|㎡|立方米|亩|公顷|吨|千瓦时|度电|千瓦|标准?集?装?箱|人次|间|公里|株|美元)"
_PER_UNIT_LEFT = re.compile(rf"(?:每(?:个)?{_MEASURE})[^,\d]{{0,10}}$")
_PER_UNIT_RIGHT = re.compile(rf"(?:每|/){_MEASURE}")
_BUDGET = re.compile(
    r"(?:预算|总规模|预算规模|每年规模|资金规模|资金总额|发放总额|每年总额|出资|总盘子)(?:为|不低于|不少于|达到|以|约|控制在)?(?:人民币)?$"
)
_APPLICANTS_LEVEL = re.compile(
    r"(?:资产负债率|负债率|贷款年?利率|(?<!贴)(?<!优惠)年利率)(?:在|为|不得|不)?(?:高于|超过|低于)?$"
)
_SHARE_FLOOR = re.compile(r"(?:占比|比例|份额|部分)应?(?:不少于|不低于|不得低于)$")
_CEILING_OF_SUM = re.compile(
    r"(?:补助额|补贴额|奖励额|贴息额|贴息率|总额|总比例|资金合计|合计|比例)[^,]{0,6},?不(?:得)?(?:超过|高于)[^,]*$"
)
# Money that moves, but is no grant: parts of a payment, fines and repayments, what a fund invests or a bank lends,
# what a budget sets aside, what the insured pays.
_NO_GRANT_LEFT = re.compile(
    r"(?:首期|先行|第[一二三]年|其余|剩余|余下|余款|开工后|投产后|达产后|立项后|验收|中期)[^,]{0,12}"
    r"(?:拨付|兑现|兑付|支付|发放)[^,]{0,8}$|分[两三二][年期][^,]{0,8}按$|(?:罚款|滞纳金|违约金|退还|追回|收回|约定额)[^,]*$|"
    r"(?:投资比例|出资比例|持股比例|投资额|贷款额度|贷款余额|申请额度|授信额度|对单个[^,]{2,12}投资|单个项目投资)[^,]*(?:不超过|最高|以内)$|"
    r"(?:自缴|自付|自筹)$|(?:各|分别)承担$|(?:每年|年度|财政)[^,]{0,12}(?:安排|统筹)[^,]*$|资金池[^,按]*$|可贷$|基金[^,]{0,6}规模$|"
    r"(?:用于|投向)[^,]{0,20}(?:比例)?(?:不少于|不低于|不得低于)$"
)
_NO_GRANT_RIGHT = re.compile(
    r"[^,]{0,10}(?:罚款|滞纳金|违约金)|(?:的)?[^,]{0,10}(?<!固定资产)贷款(?![^,]*贴息|[^,]*的)|的比例(?:发放|兑付|拨付|兑现)"
)
_SCOPE = re.compile(r"单户|单家|单个|每户|每家|每年|全年|年度|累计|同一|合计|每个|每人")


def _grants_before(c: Context) -> bool:
    return bool(_GRANT.search(c.segment_left))


def _is_condition_tail(c: Context) -> bool:
    """The comma segment closes with 的 (对……的，) and grants nothing before the figure."""
    return bool(_TAIL_OF_CONDITION.fullmatch(c.segment_right)) and not _grants_before(c)


def _is_tier(c: Context) -> bool:
    """对投资5000万元至1亿元的项目，按…: the segment names the applicant, and the grant follows."""
    return (
        bool(_TAIL_OF_RECIPIENT.fullmatch(c.segment_right)) and not _grants_before(c) and bool(_GRANT.search(c.right))
    )


def _in_grant(c: Context) -> bool:
    return bool(_GRANT.search(c.left) or _GRANT.search(c.right))


RULES: tuple[RoleRule, ...] = (
    RoleRule(
        "held-by-applicant",
        "condition",
        lambda c: bool(_HELD.search(c.segment_left)) and _is_condition_tail(c),
        must=("获得省级每人最高⟨10万元⟩的立项资助的，给予优先入驻待遇",),
        must_not=("获得认定的企业，给予⟨10万元⟩奖励", "获得省级奖励的，给予最高⟨10万元⟩奖励"),
    ),
    RoleRule(
        "no-grant-at-all",
        "term",
        lambda c: bool(
            _NO_GRANT_LEFT.search(c.segment_left)
            or _NO_GRANT_RIGHT.match(c.right)
            or (
                c.kind == "percent"
                and re.search(
                    "(?:拨付|兑付|发放)(?:其余|剩余)?$|(?<!保费)(?:银行|资金|机构)[^,]*承担[^,]*$", c.segment_left
                )
            )
        ),
        must=("奖励分期兑现，首期拨付⟨60%⟩", "处骗取金额⟨10%⟩以上⟨30%⟩以下的罚款", "每年安排科技创新券⟨1000万元⟩"),
        must_not=("按实际支付额的⟨1%⟩给予奖励", "每年给予⟨10万元⟩补助"),
    ),
    RoleRule(
        "refused-below",
        "condition",
        lambda c: bool(_REFUSED.match(c.right)) and not _grants_before(c),
        must=("改造投入低于⟨200万元⟩的不予补助", "年利率高于⟨6%⟩的不予贴息"),
        must_not=("对投入⟨200万元⟩的项目给予补助",),
    ),
    RoleRule(
        "applicants-level",
        "condition",
        lambda c: c.kind == "percent" and bool(_APPLICANTS_LEVEL.search(c.segment_left)),
        must=("资产负债率不高于⟨70%⟩，可申请补助", "贷款年利率不得高于⟨4.5%⟩，给予贴息"),
        must_not=("贴息率不超过⟨2.5%⟩给予贴息", "担保费率不超过⟨1%⟩"),
    ),
    RoleRule(
        "percent-in-condition",
        "condition",
        lambda c: (
            c.kind == "percent"
            and (_is_condition_tail(c) or _is_tier(c))
            and not re.search("扣除|免征|准予|征收", c.right)
            and bool(_GRANT.search(c.right))
        ),
        must=("担保费率不超过⟨1.5%⟩的，按担保额给予补助", "增长⟨10%⟩以内的部分，每箱奖励30元"),
        must_not=("不超过工资总额⟨8%⟩的部分，准予扣除", "按投资额的⟨5%⟩给予奖励"),
    ),
    RoleRule(
        "tax-or-price-level",
        "term",
        lambda c: (
            c.kind != "money"
            and bool(_TAX_OR_PRICE.search(c.segment_left[-24:] + "|" + c.segment_right[:12]))
            and not re.match(rf"(?:的标准|的比例)?(?:{GRANT})", c.right)
            and not re.search(r"(?:给予|奖励|补助|补贴|贴息)[^,]*$", c.segment_left)
        ),
        must=("减按⟨15%⟩的税率征收企业所得税", "担保费率原则上不超过⟨1.5%⟩", "按最低价标准的⟨70%⟩执行"),
        must_not=("按贷款利率的⟨50%⟩给予贴息", "本人持股⟨10%⟩以上"),
    ),
    RoleRule(
        "fee-or-price",
        "term",
        lambda c: c.kind == "money" and bool(_FEE.search(c.segment_left)) and not _grants_before(c),
        must=("租金标准按收费⟨10元⟩执行",),
        must_not=("按缴纳税款给予⟨10万元⟩奖励",),
    ),
    RoleRule(
        "size-of-fund",
        "term",
        lambda c: c.kind == "money" and bool(_FUND.search(c.segment_left)) and bool(_FUND_RIGHT.match(c.right)),
        must=("设立规模不低于⟨1亿元⟩的产业引导资金",),
        must_not=("对新设立的企业，给予⟨100万元⟩资金支持",),
    ),
    RoleRule(
        "budget",
        "term",
        lambda c: c.kind == "money" and bool(_BUDGET.search(c.segment_left)) and not _is_condition_tail(c),
        must=("奖励资金年度预算规模为⟨8000万元⟩，给予奖励", "每年发放总额⟨1亿元⟩的券"),
        must_not=("奖励总额⟨100万元⟩",),
    ),
    RoleRule(
        "share-of-funds",
        "term",
        lambda c: (
            (
                c.kind != "money"
                and not _is_condition_tail(c)
                and bool(
                    (
                        _SHARE_FLOOR.search(c.segment_left)
                        and re.search("基金|资金|采购|投向|缴|折算|股份|净收入", c.left)
                    )
                    or re.match("(?:的)?(?:比例)?(?:分担|承担)", c.right)
                )
            )
            or bool(re.match("支付|缴纳|加收", c.right))
        ),
        must=("基金的返投比例不低于⟨1:1⟩，给予支持", "所需资金由市、区财政按⟨6:4⟩分担，给予补助"),
        must_not=("研发投入占比不低于⟨5%⟩的，给予奖励",),
    ),
    RoleRule(
        "bound-after",
        "condition",
        lambda c: bool(_BOUND_RIGHT.match(c.right)) and not re.search(rf"(?:{GRANT})(?:金额|额度)?$", c.left),
        must=(
            "对投资⟨500万元⟩以上的项目给予补助",
            "再融资⟨5亿元⟩（含）以上的",
            "金额⟨500万元⟩及以下的小微企业",
        ),
        must_not=("规模以上企业奖励⟨50万元⟩", "给予⟨50万元⟩以上奖励"),
    ),
    RoleRule(
        "ceiling-in-percent",
        "cap",
        lambda c: c.kind == "percent" and bool(_CEILING_OF_SUM.search(c.left)),
        must=("补助额不超过购房款的⟨10%⟩，给予补助",),
        must_not=("给予不超过投入金额⟨40%⟩的一次性补助",),
    ),
    RoleRule(
        "rate-of-a-base",
        "rate",
        lambda c: (
            c.kind != "money" and _in_grant(c) and not _is_condition_tail(c) and not _AT_LEAST_LEFT.search(c.left)
        ),
        must=("按实缴资本的⟨1.5%⟩给予一次性奖补", "给予不超过投入金额⟨40%⟩的一次性补助", "按⟨1:1⟩给予支持"),
        must_not=("研发费用占比高于⟨5%⟩的企业，给予奖励",),
    ),
    RoleRule(
        "ceiling-of-grant",
        "cap",
        lambda c: (
            c.kind == "money"
            and bool(_CAP_LEFT.search(c.left) or _CAP_RIGHT.match(c.right))
            and not (_is_condition_tail(c) and "最高" not in c.segment_left)
            and (
                _in_grant(c)
                or bool(re.search("最高|上限|封顶", c.segment_left))
                or bool(_SCOPE.search(c.segment_left) and _GRANT.search(c.wide))
            )
        ),
        must=("奖补最高⟨7500万元⟩", "最高不超过⟨200万元⟩和⟨100万元⟩给予补助", "单品奖励上限⟨10万元⟩"),
        must_not=("投资超过⟨200万元⟩的，给予补助", "担保金额不超过⟨500万元⟩的，给予补助"),
    ),
    RoleRule(
        "sum-per-unit",
        "rate",
        lambda c: (
            c.kind == "money"
            and (_in_grant(c) or bool(_GRANT.search(c.wide)))
            and bool(_PER_UNIT_LEFT.search(c.segment_left) or _PER_UNIT_RIGHT.match(c.right))
        ),
        must=("每平方米每月补助⟨8元⟩", "按⟨150元⟩/平方米给予补贴", "每亩分别补贴⟨60元⟩、⟨90元⟩"),
        must_not=("每家企业补助⟨8万元⟩",),
    ),
    RoleRule(
        "threshold-before",
        "condition",
        lambda c: (
            bool(_AT_LEAST_LEFT.search(c.left)) and not re.search(r"(?:给予|奖励|补助)(?:不低于|不少于|至少)$", c.left)
        ),
        must=("收入首次超过⟨1亿元⟩、⟨10亿元⟩的，给予奖励", "引进固定资产投资超⟨亿元⟩项目的"),
        must_not=("奖励不超过⟨10万元⟩", "给予不低于⟨10万元⟩奖励"),
    ),
    RoleRule(
        "inside-a-condition",
        "condition",
        lambda c: _is_condition_tail(c) or _is_tier(c),
        must=("年销售收入⟨5000万元⟩的，给予奖励",),
        must_not=("给予⟨20万元⟩的，不再补助",),
    ),
    RoleRule(
        "sum-granted",
        "award",
        lambda c: c.kind == "money" and _in_grant(c),
        must=("分别给予⟨30万元⟩、⟨20万元⟩的奖励", "帮助争取省奖励资金⟨50万元⟩"),
        must_not=("注册资本⟨50万元⟩",),
    ),
    RoleRule(
        "nothing-granted",
        "term",
        lambda c: True,
        must=("注册资本⟨50万元⟩",),
        must_not=("给予⟨50万元⟩奖励",),
    ),
)

_LIST_GAP = re.compile(r"(?:\(不?含\))?(?:/[年月人亩户家])?[、和及与或,]{1,2}(?:以及)?|以及")
_ASIDE = re.compile(r"\([^()]{4,60}\)")  # （扣除省内资金出资额后） says nothing about the figure's own role
_SENTENCE = re.compile(r"[。;!?\n]")


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Every figure of ``text`` with its role, in order: ``text[a.start:a.end] == a.text``."""
    folded = simplify(fold(text))
    amounts: list[Amount] = []
    for figures in _lists(find_quantities(text), folded):
        rule = find_rule(folded, figures[0].start, figures[-1].end, figures[0].kind)
        amounts += [Amount(q.text, q.start, q.end, q.kind, q.value, rule.role, q.value_hi, q.currency) for q in figures]
    return tuple(amounts)


def find_rule(folded: str, start: int, end: int, kind: str) -> RoleRule:
    """The first rule that fits the figures at ``folded[start:end]``."""
    left = _ASIDE.sub("", _SENTENCE.split(folded[max(0, start - 200) : start])[-1])
    right = _SENTENCE.split(folded[end : end + 120], maxsplit=1)[0]
    context = Context(left, right, kind, wide=folded[max(0, start - 120) : start])
    return next(rule for rule in RULES if rule.fits(context))


def _lists(quantities: Sequence[Quantity], folded: str) -> list[list[Quantity]]:
    """Figures of one kind that stand side by side (30万元、20万元和10万元) share one role."""
    lists: list[list[Quantity]] = []
    for q in quantities:
        last = lists[-1][-1] if lists else None
        if last and last.kind == q.kind and _LIST_GAP.fullmatch(folded, last.end, q.start):
            lists[-1].append(q)
        else:
            lists.append([q])
    return lists
