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


@dataclass(frozen=True, slots=True)
class Context:
    """The folded words around a list of figures. ``left`` and ``right`` end at the sentence; the segment ones at
    the nearest comma."""

    left: str
    right: str
    kind: str

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
GRANT = r"给予|予以|奖励|奖补|奖金|补助|补贴|资助|贴息|扶持|支持|返还|奖(?!项)|兑付|发放|拨付"
_GRANT = re.compile(GRANT)
_CAP_LEFT = re.compile(
    r"(?:最高|最多|至多|上限|封顶|限额|不超过|不高于|不得超过|不得高于|不多于|以内)"
    r"(?:不超过|不高于|可达|可给予|可获|给予|补助|奖励|补贴|资助|支持|奖补|贴息|扶持|限额|额度|金额|标准|总额|合计|累计|可)*"
    r"(?:为|是|至|到|达|按)?(?:人民币)?$"
)
_CAP_RIGHT = re.compile(r"(?:\(含\))?(?:封顶|为上限|为限|以内|的上限)")
_AT_LEAST_LEFT = re.compile(
    r"(?:(?<!不)(?<!不得)(?:超过|超|高于|大于|突破|超出)|不低于|不少于|不小于|达到|达|满|至少|首次突破|首次超过|(?<!未)完成)(?:人民币)?$"
)
_BOUND_RIGHT = re.compile(r"(?:\((?:不?含|含本数)\))?(?:人民币)?(?:及|或|\(含\))?以(?:上|下)|起(?:步)?[,的]")
_TAX_OR_PRICE = re.compile(r"税率|费率|利率(?!水平)|出让底价|最低价|扣除|抵扣|征收|免征|减按|租金标准|首付|利息不")
_FEE = re.compile(r"收取|缴纳|收费|定价|价格为|租金为|罚款|保证金|押金|底价")
_FUND = re.compile(r"(?:设立|组建|成立|安排|统筹|规模)[^,]*$")
_FUND_RIGHT = re.compile(r"[^,]{0,16}(?:基金|引导资金|专项资金|资金池|风险补偿金|担保)")
_HELD = re.compile(r"(?:获得|获批|取得|已获|享受)[^,]*$")
_TAIL_OF_CONDITION = re.compile(r"[^,]*的$")


def _grants_before(c: Context) -> bool:
    return bool(_GRANT.search(c.segment_left))


def _is_condition_tail(c: Context) -> bool:
    """The comma segment closes with 的 (对……的，) and grants nothing before the figure."""
    return bool(_TAIL_OF_CONDITION.fullmatch(c.segment_right)) and not _grants_before(c)


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
            and (_in_grant(c) or "最高" in c.segment_left)
        ),
        must=("奖补最高⟨7500万元⟩", "最高不超过⟨200万元⟩和⟨100万元⟩给予补助", "单品奖励上限⟨10万元⟩"),
        must_not=("投资超过⟨200万元⟩的，给予补助", "担保金额不超过⟨500万元⟩的，给予补助"),
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
        lambda c: _is_condition_tail(c),
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

_LIST_GAP = re.compile(r"(?:/[年月人亩户家])?[、和及与或,]{1,2}(?:以及)?|以及")
_ASIDE = re.compile(r"\([^()]{4,60}\)")  # （扣除省内资金出资额后） says nothing about the figure's own role
_SENTENCE = re.compile(r"[。;!?\n]")


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Every figure of ``text`` with its role, in order: ``text[a.start:a.end] == a.text``."""
    folded = fold(text)
    amounts: list[Amount] = []
    for figures in _lists(find_quantities(text), folded):
        rule = find_rule(folded, figures[0].start, figures[-1].end, figures[0].kind)
        amounts += [Amount(q.text, q.start, q.end, q.kind, q.value, rule.role, q.value_hi, q.currency) for q in figures]
    return tuple(amounts)


def find_rule(folded: str, start: int, end: int, kind: str) -> RoleRule:
    """The first rule that fits the figures at ``folded[start:end]``."""
    left = _ASIDE.sub("", _SENTENCE.split(folded[max(0, start - 200) : start])[-1])
    right = _SENTENCE.split(folded[end : end + 120], maxsplit=1)[0]
    context = Context(left, right, kind)
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
