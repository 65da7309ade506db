"""What is a figure for: an award, a cap, a rate, a condition, or a term of something that is no grant?

The rules look at the words just before and just after a figure (or a list of figures: 30万元、20万元、10万元) and at
its sentence. They are tried in order; the first that fits decides. Each has a name, and examples that it must and
must not decide; a test walks them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from search_app.figures.bounds import approximation_behind, find_bound, without_approximation
from search_app.figures.currencies import without_currency
from search_app.figures.quantities import quantities_in
from search_app.figures.quantity import Quantity
from search_app.model import PAID, Amount, Bound, Role
from search_app.reading import role_patterns as cues
from search_app.reading.functions import INSTALMENT, Function, find_functions, is_payout, is_sanction, unit_at
from search_app.reading.units import Unit, find_units
from search_app.text.passage import Passage, read_passage


@dataclass(frozen=True, slots=True)
class RoleRule:
    """One reason to give a figure a role. Examples mark the figure meant with ⟨ ⟩."""

    name: str
    role: Role
    fits: Callable[[cues.Context], bool]
    must: tuple[str, ...]
    must_not: tuple[str, ...]


RULES: tuple[RoleRule, ...] = (
    RoleRule(
        "held-by-applicant",
        "condition",
        cues.is_held,
        must=("获得省级每人最高⟨10万元⟩的立项资助的，给予优先入驻待遇",),
        must_not=("获得认定的企业，给予⟨10万元⟩奖励", "获得省级奖励的，给予最高⟨10万元⟩奖励"),
    ),
    RoleRule(
        "loss-made-good",
        "rate",
        cues.is_loss_made_good,
        must=(
            "保费由省级财政承担⟨25%⟩",
            "贷款本金损失由市风险资金承担⟨35%⟩",
        ),
        must_not=("本金损失由风险补偿资金承担⟨40%⟩，合作银行承担60%", "本金损失由银行承担⟨20%⟩"),
    ),
    RoleRule(
        "no-grant-at-all",
        "term",
        cues.is_no_grant,
        must=(
            "县财政每年筹集⟨1800万元⟩，给予补助",
            "发放消费券，全年发放消费券⟨3600万元⟩",
            "奖补资金实行总量控制，年度总额不超过⟨2亿元⟩",
            "奖励50万元，分五年发放，每年发⟨10万元⟩",
            "每年安排科技创新券⟨1000万元⟩",
            "所需经费由县库编列，每年不少于新台币⟨八千万元⟩，给予补助",
        ),
        must_not=(
            "补实付租金的⟨30%⟩",
            "适用于营业收入不少于⟨50万元⟩的企业，给予补助",
            "按实际支付额的⟨1%⟩给予奖励",
            "每年给予⟨10万元⟩补助",
        ),
    ),
    RoleRule(
        "share-of-a-whole",
        "term",
        cues.is_share,
        must=(
            "每部电梯补助20万元，其中市级承担⟨60%⟩，区级承担40%",
            "科技成果转化净收入的⟨70%⟩以上奖励给完成人",
            "设立补偿资金，由市级财政出资⟨八成⟩",
            "发放消费券，其中餐饮类占⟨45%⟩",
            "个人所得税税负超过⟨15%⟩的部分给予补贴",
        ),
        must_not=("检测费由县财政负担⟨一半⟩", "外方出资比例不低于⟨25%⟩的企业，给予奖励", "按出资额的⟨2%⟩给予奖励"),
    ),
    RoleRule(
        "goal",
        "term",
        cues.is_goal,
        must=("到2027年，全省交易额突破⟨8000亿元⟩", "力争到2027年，产值比重提高到⟨45%⟩"),
        must_not=("到2027年底前投资达到⟨1亿元⟩的，给予奖励",),
    ),
    RoleRule(
        "lent-by-a-bank",
        "term",
        cues.is_loan_sum,
        must=("开办药农贷，单户额度⟨3万元⟩，财政给予贴息", "贷款额度为五倍税额，最高⟨1000万元⟩"),
        must_not=("对贷款额度不超过⟨500万元⟩的，给予贴息", "贷款贴息额度最高⟨50万元⟩"),
    ),
    RoleRule(
        "interest-of-a-product",
        "term",
        cues.is_loan_rate,
        must=("单户额度50万元，年利率不得高于⟨3.95%⟩，财政给予贴息",),
        must_not=("贷款年利率不得高于⟨4.5%⟩，给予贴息", "年利率不高于⟨4%⟩的贷款，给予贴息"),
    ),
    RoleRule(
        "stops-the-scheme",
        "term",
        cues.is_lenders_level,
        must=("合作银行不良率超过⟨3%⟩时暂停新增业务",),
        must_not=("企业负债率超过⟨80%⟩的，暂停补助",),
    ),
    RoleRule(
        "in-a-definition",
        "condition",
        cues.is_defined,
        must=("初创期企业是指年营业收入低于⟨2000万元⟩的企业",),
        must_not=("年营业收入指标完成的，奖励⟨2万元⟩",),
    ),
    RoleRule(
        "own-share",
        "condition",
        cues.is_own_share,
        must=("申请人自筹款不得低于总经费之⟨30%⟩", "自筹资金与申请资助额之比不得低于⟨2:1⟩"),
        must_not=("按自筹资金的⟨30%⟩给予补助",),
    ),
    RoleRule(
        "applicants-level",
        "condition",
        cues.is_applicants_level,
        must=("资产负债率不高于⟨70%⟩，可申请补助", "贷款年利率不得高于⟨4.5%⟩，给予贴息"),
        must_not=("贴息率不超过⟨2.5%⟩给予贴息", "担保费率不超过⟨1%⟩"),
    ),
    RoleRule(
        "percent-in-condition",
        "condition",
        cues.is_percent_in_condition,
        must=("担保费率不超过⟨1.5%⟩的，按担保额给予补助", "增长⟨10%⟩以内的部分，每箱奖励30元"),
        must_not=("不超过工资总额⟨8%⟩的部分，准予扣除", "按投资额的⟨5%⟩给予奖励"),
    ),
    RoleRule(
        "tax-or-price-level",
        "term",
        cues.is_tax_or_price_level,
        must=(
            "按市价的⟨30%⟩计租，给予支持",
            "减按⟨15%⟩的税率征收企业所得税",
            "担保费率原则上不超过⟨1.5%⟩",
            "按最低价标准的⟨70%⟩执行",
        ),
        must_not=("凭科技券抵扣费用的⟨一半⟩", "按贷款利率的⟨50%⟩给予贴息", "本人持股⟨10%⟩以上"),
    ),
    RoleRule(
        "fee-or-price",
        "term",
        cues.is_fee_or_price,
        must=(
            "电价高出每千瓦时⟨0.62元⟩的部分，由财政补足",
            "每亩保险金额⟨2000元⟩",
            "租金标准按收费⟨10元⟩执行",
        ),
        must_not=(
            "票价不高于⟨80元⟩的场次，每场给予补贴",
            "按缴纳税款给予⟨10万元⟩奖励",
        ),
    ),
    RoleRule(
        "size-of-fund",
        "term",
        cues.is_size_of_fund,
        must=(
            "设立信用贷款风险补偿资金⟨5000万元⟩，给予补偿",
            "设立规模不低于⟨1亿元⟩的产业引导资金",
        ),
        must_not=("对新设立的企业，给予⟨100万元⟩资金支持",),
    ),
    RoleRule(
        "budget",
        "term",
        cues.is_budget,
        must=("激励总额超过财政预算⟨4亿元⟩时", "奖励资金年度预算规模为⟨8000万元⟩，给予奖励", "每年发放总额⟨1亿元⟩的券"),
        must_not=("奖励总额⟨100万元⟩",),
    ),
    RoleRule(
        "share-of-funds",
        "term",
        cues.is_share_of_funds,
        must=("政府采购留给小微企业的份额不少于⟨40%⟩，给予支持", "所需资金由市、区财政按⟨6:4⟩分担，给予补助"),
        must_not=("研发投入占比不低于⟨5%⟩的，给予奖励",),
    ),
    RoleRule(
        "bound-after",
        "condition",
        cues.is_bounded_after,
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
        cues.is_ceiling_in_percent,
        must=(
            "补贴不得超过实缴租金的⟨七成⟩",
            "每月补35元，补助以180万元为限，且不得高于租金的⟨60%⟩",
            "补贴年息以⟨1.75%⟩为限",
            "补助额不超过购房款的⟨10%⟩，给予补助",
        ),
        must_not=(
            "以实际支出的⟨30%⟩为限给予补助",
            "给予不超过投入金额⟨40%⟩的一次性补助",
        ),
    ),
    RoleRule(
        "rate-raised",
        "rate",
        cues.is_raised_rate,
        must=("按发票额的10%补助；属于首台套的，比例放宽到⟨12%⟩", "各项奖补减按⟨五成⟩执行"),
        must_not=("用地面积占比上限由⟨7%⟩提高至15%",),
    ),
    RoleRule(
        "rate-of-a-base",
        "rate",
        cues.is_rate,
        must=(
            "按工程费核给⟨15%⟩",
            "按结算额的⟨万分之四⟩激励",
            "检测费由县财政负担⟨一半⟩",
            "深夜电费由区财政贴补⟨八成⟩",
            "按实缴资本的⟨1.5%⟩给予一次性奖补",
            "给予不超过投入金额⟨40%⟩的一次性补助",
            "按⟨1:1⟩给予支持",
        ),
        must_not=(
            "每餐补助3元，打折幅度不得少于原价的⟨15%⟩",
            "研发费用占比高于⟨5%⟩的企业，给予奖励",
        ),
    ),
    RoleRule(
        "ceiling-of-grant",
        "cap",
        cues.is_ceiling,
        must=(
            "按10%补助，顶格⟨260万元⟩",
            "补助一半，不逾新台币⟨200万元⟩",
            "每年补助以⟨35万元⟩为顶",
            "单站累计补到⟨80万元⟩为止",
            "企业全年领取资金合计不超过⟨1200万元⟩",
            "按万分之六激励。单户一年不高于⟨650万元⟩",
            "补助最高美金⟨三千元⟩",
            "奖补最高⟨7500万元⟩",
            "最高不超过⟨200万元⟩和⟨100万元⟩给予补助",
            "单品奖励上限⟨10万元⟩",
        ),
        must_not=(
            "实收资本额未逾新台币⟨1亿元⟩，给予补助",
            "投资超过⟨200万元⟩的，给予补助",
            "担保金额不超过⟨500万元⟩的，给予补助",
        ),
    ),
    RoleRule(
        "sum-per-unit",
        "rate",
        cues.is_per_unit,
        must=(
            "每亩每年补⟨100元⟩",
            "每架次补贴⟨120元⟩",
            "采购绿电证书的，按每张⟨2元⟩补助",
            "年采购额每满1000万元奖⟨3万元⟩",
            "单量每达到10万单，奖励⟨2万元⟩",
            "每平方米每月补助⟨8元⟩",
            "按⟨150元⟩/平方米给予补贴",
            "每亩分别补贴⟨60元⟩、⟨90元⟩",
        ),
        must_not=(
            "每张证书奖励⟨2万元⟩",
            "每架次奖励⟨3万元⟩",
            "每人每月补⟨2500元⟩",
            "投资强度达到每亩⟨350万元⟩的项目，给予奖励",
            "每家企业补助⟨8万元⟩",
        ),
    ),
    RoleRule(
        "threshold-before",
        "condition",
        cues.is_threshold,
        must=(
            "市场年交易额每增加⟨1亿元⟩，奖5万元",
            "投资总额达新台币⟨3000万元⟩，得请领补助",
            "每餐补助3元，打折幅度不得少于原价的⟨15%⟩",
            "收入首次超过⟨1亿元⟩、⟨10亿元⟩的，给予奖励",
            "引进固定资产投资超⟨亿元⟩项目的",
        ),
        must_not=("项目开工下达⟨50%⟩，给予补助", "奖励不超过⟨10万元⟩", "给予不低于⟨10万元⟩奖励"),
    ),
    RoleRule(
        "inside-a-condition",
        "condition",
        cues.is_inside_condition,
        must=(
            "亩均税收⟨8万元至20万元⟩的评为B类",
            "价格在⟨10万元至20万元⟩的补贴3000元",
            "应纳税所得额⟨200万元⟩以内的部分，减半征收",
            "年销售收入⟨5000万元⟩的，给予奖励",
        ),
        must_not=("给予⟨20万元⟩的，不再补助",),
    ),
    RoleRule(
        "sum-granted",
        "award",
        cues.is_granted,
        must=(
            "再给主办方⟨100万元⟩",
            "每招一人补企业⟨800元⟩",
            "每人每月津贴⟨300元⟩",
            "按每人2000元补助。残疾人员，每人每月⟨7500元⟩",
            "得请领开办费新台币⟨15万元⟩",
            "奖励标准如下：国家级，⟨80万元⟩",
            "满500元减⟨120元⟩",
            "分别给予⟨30万元⟩、⟨20万元⟩的奖励",
            "帮助争取省奖励资金⟨50万元⟩",
        ),
        must_not=(
            "弥补以前年度亏损⟨50万元⟩",
            "给排水管网投资⟨50万元⟩",
            "供给侧改革投入⟨50万元⟩",
            "补充流动资金⟨50万元⟩",
            "候补企业资产⟨50万元⟩",
            "补办手续缴费⟨50元⟩",
            "注册资本⟨50万元⟩",
        ),
    ),
    RoleRule(
        "nothing-granted",
        "term",
        lambda c: True,
        must=("注册资本⟨50万元⟩",),
        must_not=("给予⟨50万元⟩奖励",),
    ),
)

# More figures in one sentence are a table without its lines, or noise: what each is for nobody could say.
MAX_FIGURES = 300
CROWDED = "crowded"
SHARE = "share-of-a-whole"  # 4:3:3
NO_RULE = RULES[-1].name  # the ``why`` of a figure that no rule knew

_LIST_GAP = re.compile(r"(?:\(不?含\))?(?:/[年月人亩户家])?[、和及与或,]{1,2}(?:以及)?|以及")
# （扣除省内资金出资额后） and a heading in brackets say nothing about the figure's own role.
_ASIDE = re.compile(r"\([^()]{4,60}\)|\[[^\[\]]{1,20}\]")
_INCLUDED = re.compile(r"\(不?含$")
_BOUNDED = re.compile(r"(?:\(不?含\))?[及或]?以[上下]")
_SENTENCE = re.compile(r"[。;!?\n]")
_FULL_STOP = re.compile(r"[。!?\n]")


def find_amounts(text: str, heading: str = "", own: str | None = None) -> tuple[Amount, ...]:
    """Every figure of ``text`` with its role, in order: ``text[a.start:a.end] == a.text``. ``heading`` is the text of
    the heading under which it stands, ``own`` the currency that its document counts in."""
    passage = read_passage(text)
    units, functions = find_units(passage), find_functions(passage, heading)
    amounts: list[Amount] = []
    quantities = quantities_in(passage, own)
    crowded = Counter(unit_at(units, q.start) for q in quantities) if len(quantities) > MAX_FIGURES else Counter()
    for figures in _lists(quantities, passage.text):
        at = unit_at(units, figures[0].start)
        role: Role
        role, why = ("term", CROWDED) if crowded[at] > MAX_FIGURES else _find_role(passage, units, functions, figures)
        if amounts and _INCLUDED.search(passage.text[max(0, figures[0].start - 3) : figures[0].start]):
            role, why = amounts[-1].role, amounts[-1].why  # 500万元至800万元（含800万元）
        listed = figures[0].whole[0], figures[-1].whole[1]
        for q in figures:
            bound = find_bound(passage.text, q.whole, listed, q.bound)
            amounts.append(_make_amount(passage, q, role, bound, why))
    return tuple(amounts)


def _find_role(
    passage: Passage, units: Sequence[Unit], functions: Sequence[Function | None], figures: Sequence[Quantity]
) -> tuple[Role, str]:
    """What a list of figures is for, and the reason."""
    if figures[0].share:
        return "term", SHARE
    rule = find_rule(passage.text, figures[0].whole[0], figures[-1].whole[1], figures[0].kind, figures[0].value)
    at = unit_at(units, figures[0].start)
    return _in_sentence(units[at], functions[at], figures, rule) if units else (rule.role, rule.name)


def _in_sentence(
    unit: Unit, function: Function | None, figures: Sequence[Quantity], rule: RoleRule
) -> tuple[Role, str]:
    """The role of figures in a sentence that grants nothing, or that says how a grant is paid out; else that of the
    rule. With the reason."""
    if is_sanction(unit.segment_at(figures[0].start).text):
        return "term", "sanction"
    if function and function.role and rule.role in PAID:
        return function.role, function.name
    shares = [figure.value for figure in figures]
    if rule.role in PAID and figures[0].kind == "percent" and is_payout(unit, figures[0].start, shares):
        return "term", INSTALMENT
    return rule.role, rule.name


def _make_amount(passage: Passage, q: Quantity, role: Role, bound: Bound, why: str) -> Amount:
    at = passage.span(q.start, q.end)
    printed = passage.source[at.start : at.end]
    return Amount(printed, at.start, at.end, q.kind, q.value, role, q.value_hi, q.currency, bound, why)


def find_rule(folded: str, start: int, end: int, kind: str, value: Decimal = Decimal(0)) -> RoleRule:
    """The first rule that fits the figures at ``folded[start:end]``; ``value`` is that of the first."""
    before = without_currency(without_approximation(folded[max(0, start - 200) : start]))
    sentence = _ASIDE.sub("", _SENTENCE.split(before)[-1])
    end += approximation_behind(folded[end : end + 8])
    right = _SENTENCE.split(folded[end : end + 120], maxsplit=1)[0]
    item = _FULL_STOP.split(before)[-1]
    context = cues.Context(sentence, right, kind, value, wide=folded[max(0, start - 120) : start], item=item)
    return next(rule for rule in RULES if rule.fits(context))


def _lists(quantities: Sequence[Quantity], folded: str) -> list[list[Quantity]]:
    """Figures of one kind that stand side by side (30万元、20万元和10万元) share one role."""
    lists: list[list[Quantity]] = []
    for q in quantities:
        last = lists[-1][-1] if lists else None
        # 补贴3000元，20万元及以上的补贴6000元: what is bounded after a comma begins anew.
        tier = _BOUNDED.match(folded, q.whole[1]) or cues.GRANTS_ANOTHER.match(folded, q.whole[1])
        anew = "," in folded[last.whole[1] : q.whole[0]] and tier if last else None
        if last and last.kind == q.kind and not anew and _LIST_GAP.fullmatch(folded, last.whole[1], q.whole[0]):
            lists[-1].append(q)
        else:
            lists.append([q])
    return lists
