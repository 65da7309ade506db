"""Which words around a figure say what it is for? Patterns and questions that the rules of roles.py are made of.

All text is that of a passage, without a currency before the figure: 不逾新台币二百万元 is read as 不逾二百万元.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# 补 and 给 grant when they stand alone (每亩补, 补给企业, 另给), not inside other words (补充, 候补, 供给, 给排水).
_TOP_UP = (
    r"(?<![弥候填替递滴增修进缝])补"
    r"(?![充办齐缴正交丁短考课漏登选救链位强录报证签植验栽税选习遗件]|地价|仓(?!储)|种(?!苗|子|粮))"
)
_GIVE = r"(?<![供自交租卖售让借贷权可配转送留带递补])给(?![排水出料药养])"
# Words that grant money or money's worth.
GRANT = (
    r"给予|予以|奖励|奖补|奖金|补助|补贴|资助|贴息|扶持|支持|返还|奖(?!项)|兑付|发放|拨付|另补|补偿|抵扣|"
    r"奖助|配套|另增加|发给|减价|报销|补给|贴补|津贴|(?<!股权)激励|核给|[请申]领|领取(?!.{0,4}(?:执照|证))|[再另加]贴|"
    r"[再另]加(?!工)|[立直]减|领用[^,]{0,4}券|追加(?![投出])|"
    rf"财政[^,;]{{0,6}}(?:担|分摊|兜底)|{_TOP_UP}|{_GIVE}"
)
OVER = r"(?:超过|超出|超|高于|高出|多于|大于|逾|突破)"
NOT_OVER = rf"不(?:得|能|可|应)?{OVER}"
_NOT_UNDER = r"不(?:得|能|可|应)?(?:低于|少于|小于)"
_BASE = r"[^,\d]{1,14}[的之]"  # 不低于原价的15%: what stands between the comparison and a percentage

_GRANT = re.compile(GRANT)
_CAP_LEFT = re.compile(
    rf"(?:最高|最多|至多|顶多|上限|封顶|顶格|限额|(?<=[贴助励])限|{NOT_OVER}|以内)"
    r"(?:不超过|不高于|可达|可给予|可获|给予|补助|奖励|补贴|资助|支持|奖补|贴息|扶持|限额|额度|金额|标准|总额|合计|累计|可|补|奖|减免?|抵扣|返还)*"
    r"(?:分别)?(?:额|线)?(?:提高|调整|增加|放宽)?(?:为|是|至|到|达|按)?(?:每[^,\d]{1,8})?$"
    r"|(?:累计|合计|最终)[^,]{0,4}(?:补|奖)(?:到|满|至)$"
)
_CAP_RIGHT = re.compile(r"(?:\(含\))?(?:封顶|为上限|为限|以内|的上限|为[顶止]|到顶|为最高)")
_CAP_OF_SHARE_RIGHT = re.compile(r"(?:封顶|为上限|为限|为[顶止])(?:[,;。且]|$)")
# Bounds that a thing must reach or stay under, right before the figure.
_BOUND_LEFT = re.compile(
    rf"(?:(?<!不)(?<!不得){OVER}|未(?:超过|逾|满|达到?)|逾|(?<!不)(?<!不得)低于|不足|(?<!不)(?<!不得)小于|{_NOT_UNDER}|达到|(?<!下)达|"
    r"满|至少|应当?(?:在|达到?|为)?|首次突破|首次超过|(?<!未)完成|每(?:再)?(?:增加|增长|新增|提高|提升|递增|增|多|实现|引进)?)(?:每[^,\d]{1,4})?$"
)
_FLOOR_OF_GRANT = re.compile(
    rf"(?:给予|予以|奖励|补助|补贴|资助|发放)[^,的]{{0,8}}(?:{_NOT_UNDER}|至少)$|(?:给予|予以|发放)[^,的]{{0,8}}(?:超过?|逾|高于|多于|达)$"
)
_UNDER_A_BASE_LEFT = re.compile(rf"{_NOT_UNDER}{_BASE}$")
_BOUND_RIGHT = re.compile(r"(?:\((?:不?含|含本数)\))?(?:人民币)?(?:及|或|\(含\))?以(?:上|下)|起(?:步)?[,的]")
_TAX_OR_PRICE = re.compile(
    r"税率|费率|利率(?!水平)|出让底价|最低价|扣除|(?<!券)抵扣|征收|免征|减按|保证金|租金标准|首付|利息不"
)
_CHARGED_RIGHT = re.compile(r"(?:的标准|的比例)?(?:收取|计收|计租|计费|收费|缴纳|征收|计征|售票)")
_FEE = re.compile(
    r"减按|加收|基准价|可贷|贷款限额|限额按|保额|保费|税由|收取|缴纳(?!税|各)|收费|定价|价格为|租金为|罚款|保证金|押金|底价|"
    r"赔付|赔偿|保险金额|收购价|指导价|保护价|电价|气价|水价|(?<!发)票价"
)
_PRICE = re.compile(r"(?:价|价格|单价|租金|收费|运费|资费)[^,]{0,8}(?:出|于|过|到|至|在|为|由)每[^,\d]{1,4}$")
_FUND = re.compile(r"(?:设立|组建|成立|安排|统筹|规模)[^,]*$")
_FUND_LEFT = re.compile(r"(?:设立|组建|成立)[^,]*(?:资金|基金|资金池)$")
_FUND_RIGHT = re.compile(
    r"[^,]{0,16}(?:基金|引导资金|专项资金|资金池|风险补偿金|担保|(?:风险|补偿|周转|转贷|信贷)[^,]{0,4}资金)"
)
_HELD = re.compile(r"(?:获得|获批|取得|已获|享受)[^,]*$")
_TAIL_OF_CONDITION = re.compile(r"[^,]*[的者时]$")
_NAMED = (
    r"[^,]{0,4}[的之][^,]{0,14}(?:项目|企业|单位|机构|部分|平台|团队|个人|车间|法人|公司|合同|银行|业务|贷款|"
    r"演出|场次|剧目|线路|航线|楼宇|活动|产品|设备|人员|人才|主体|园区|基地|门店|店铺|农户|业者|商户|合作社|乡镇|村)"
)
_TAIL_OF_RECIPIENT = re.compile(_NAMED)
_RELIEVED = re.compile(rf"{_NAMED},?[^,;]{{0,12}}(?:免收|免征|免缴|减免|减半|减按|减征)")
_NAMED_AND_GRANTED = re.compile(rf"{_NAMED}(?:分别|一次性)?(?:{GRANT})[^,]{{0,12}}\d")
_TAIL_OF_LIST = re.compile(r"(?:\(不?含\))?的(?:给予|予以|补贴|补助|奖励|资助|奖|补)")
# 超过500万元不超过1000万元的部分按2%奖励; 注册资本50万元奖励10万元: the level that the grant behind it is for.
_PART_RIGHT = re.compile(r"(?:\(不?含\))?(?:[至到-][^,]{1,12})?的?部分")
GRANTS_ANOTHER = re.compile(rf"(?:\(不?含\))?(?:的|至)?(?:{GRANT})[^,;\d的]{{0,6}}\d")
_LEVEL_LEFT = re.compile(
    r"(?:额|收入|贡献|投资|产值|资本|资产|税收|营收|销售|利润|规模|价格|单价|造价|投入|缴税|纳税)(?:总?额)?(?:在|为|介于|达|是)?$"
)
_GRADED_RIGHT = re.compile(r"(?:\(不?含\))?(?:之间)?的,?(?:评|定|认定|列|归)为")
_GOAL = re.compile(r"(?:[到至]20\d\d年(?!\d{1,2}月)|力争|争取到)[^。]*$")
_RANGE_LEFT = re.compile(r"(?:在|介于|额|价格|价|收入|投资|产值)$")
_DEFINED = re.compile(r"(?:[系是均即]指|”指|所称[^,]{1,20},?指)[^;]*$")
# Measures of which one takes many: a sum for one of them is a price, not a prize.
_MEASURE = (
    r"(?:平方米|平米|㎡|立方米|立方|亩|公顷|吨|公斤|千克|斤|瓩|千瓦时|度电|千瓦|兆瓦|标准?集?装?箱|箱|人[次天晚日课]|间夜|"
    r"米|延米|延长米|公里|海里|座公里|吨公里|座席|席位|株|棵|尾|羽|餐|学时|课时|小时|美元|单(?!位|个|户|项)|"
    r"人每[天日晚次餐课])"
)
_PER_UNIT_LEFT = re.compile(rf"每(?:个)?{_MEASURE}[^,\d]{{0,10}}$")
_PER_UNIT_RIGHT = re.compile(rf"(?:每|/)(?:个)?{_MEASURE}|/单位")
# Things that are counted: a small sum for each is a price (每张2元), a large one an award (每张证书2万元).
_PRICE_BELOW = tuple(
    (re.compile(pattern), limit)
    for pattern, limit in (
        (r"每(?:一)?(?:间|张?床)[^,\d]{0,10}$", 10_000),
        (r"按(?:照)?每(?:一)?(?:架次|班次|车次|车|班|台|套|座|张|票|件|份)$", 10_000),
        (r"每(?:一)?(?:架次|班次|车次|车|班|台|套|座|张|票|件|份|只|枚|袋|瓶|桶|批|次)[^,\d]{0,10}$", 2000),
        (r"每(?![人名位户家年月季])[^,\d]{1,14}$", 100),
        ("", 1),  # nobody is granted less than a yuan: 每进口1美元奖励0.01元
    )
)
_PER_PERSON_LEFT = re.compile(r"每(?:一)?[人名位户家店个案项件类][^,\d]{0,6}$")
# 每满1000万元奖3万元, 单量每达到10万单，奖2万元: the sum is paid once for every step.
_STEP_LEFT = re.compile(
    r"每(?:再)?(?:满|增加|增长|新增|提高|提升|递增|增|多|达到?|超过?|完成|实现|引进)?\d[\d.,]*(?:万|亿|千|百)*"
    r"(?!\s?[人名家户个项年月天日])[^,;\d]{0,8},?(?:再|另|可|则)?[^,;\d]{0,12}$"
)
_BUDGET = re.compile(
    r"(?:预算|总规模|预算规模|每年规模|资金规模|资金总额|发放总额|每年总额|出资|总?盘子|概算|首期规模)"
    r"(?:为|不低于|不少于|达到|以|约|控制在|扩到)?$"
)
_APPLICANTS_LEVEL = re.compile(
    r"(?:资产负债率|负债率|贷款年?利率|(?<!贴)(?<!优惠)年利率)(?:在|为|不得|不)?(?:高于|超过|低于)?$"
)
_LOAN_RATE = re.compile(rf"(?:利率|年息)(?:原则上|应|最高|控制在)?(?:{NOT_OVER}|不得?低于|为|在)?$")
_LOAN_SIZE = re.compile(r"额度|限额|可贷|授信|申贷|单[户笔][^,]{0,4}\d")
_LOAN_SUM = re.compile(
    rf"(?:(?:贷|授信|信用|担保)(?:(?!{GRANT})[^,;]){{0,10}}(?:额度|限额)|申贷|可贷|转贷|单[户笔]额度)(?:(?!{GRANT}).)*$"
)
_OWN_FUNDS = re.compile(
    rf"(?:自筹|自有|自备|自投|资本金)[^,]*(?:{_NOT_UNDER})[^,]*$|(?:自筹|自有)(?:资金|经费|款)?比例[^,]*$"
)
_SHARE_FLOOR = re.compile(rf"(?:占比|比例|份额|部分|之比)应?{_NOT_UNDER}$")
_CEILING_OF_SUM = re.compile(
    r"(?:补助额|补贴额|奖励额|贴息额|贴息率|总额|总比例|资金合计|合计|比例)[^,]{0,6},?不(?:得)?(?:超过|高于)[^,]*$"
)
# 补贴不得超过租金的七成, and after another figure: …为限,且不得高于租金的60%.
_CEILING_OF_NOUN = re.compile(
    rf"(?:^|且|但|并|其|年)(?:补贴|补助|奖励|资助|奖补|配套|扶持|支持|激励)(?:资金|金额|总额|额度|额|款)?(?:合计|累计)?{NOT_OVER}{_BASE}$"
)
_CEILING_ADDED = re.compile(rf"[元%成限顶][^;]*,(?:且|并且|但|同时|并|最高|累计)+{NOT_OVER}{_BASE}$")
# Money that moves, but is no grant: parts of a payment, fines and repayments, what a fund invests or a bank lends,
# what a budget sets aside, what the insured pays.
_NO_GRANT_LEFT = re.compile(
    # what is paid back by contract
    r"(?:违约金|应当?(?:全[额部])?返还|约定额)[^,]*$|按日(?:加[计收])?$|"
    # invested or lent
    r"(?:投资比例|出资比例|持股比例|持股|投资额|单个?项目投资|单笔出资|贷款额度|贷款余额|申请额度|授信额度|"
    rf"对单个[^,]{{2,12}}投资)[^,]*(?:上限|最高|以内|{NOT_OVER})$|"
    rf"投资比例[^,]*{NOT_OVER}{_BASE}$|"
    r"资金池[^,按]*$|可贷$|基金[^,]{0,6}规模$|"
    # borne by somebody else, or what an insurer pays
    r"(?:自缴|自付|自筹|自担|自负|自行承担)$|(?:各|分别)承担$|(?:赔付|赔偿)限?额[^,]*$|"
    # set aside
    r"(?:每年|年度|财政)[^,]{0,12}(?:安排|统筹|筹集|筹措|列支|编列)[^,]*$|财政[^,]{0,4}(?:拿出|切出|划出|预留)$|"
    r"(?:(?<!适)用于|投向)[^,]{0,20}(?:比例)?(?:不少于|不低于|不得低于)$|"
    r"(?:每年|全年|年度|计划|累计|分批)[^,户人家]{0,8}(?:发放|投放)[^,]{0,8}券$|(?:面值|面额)为?$"
)
_NO_GRANT_RIGHT = re.compile(r"[^,]{0,10}(?:违约金|占用费)|的利息(?!补|支出)|的比例安排|的(?:奖励|奖补|补贴)资金用于")
_LOAN_RIGHT = re.compile(r"(?:的)?[^,]{0,10}(?<!固定资产)贷款(?![^,]*贴息|[^,]*的)")
_PART_OF_SUM = re.compile(
    r"分[两二三四五六七八九十\d]+个?[年期次批][^;]*,每[年期次批][^,;]{0,4}[发付拨兑][^,;\d]{0,4}$"
)
_OF_A_FUND = re.compile(rf"基金.*?(?:出资|投资|参股).*{NOT_OVER}$")
# 所需经费由财政编列，每年不少于8000万元: what a budget holds.
_TOTAL = re.compile(rf"(?:总量|总额|规模)控制(?!在)[^;]*$|(?:编列|列支|安排),每年{_NOT_UNDER}$")
_LEVEL_BEARS = re.compile(r"(?:级|市县|县区|区县|乡镇|中央)(?:财政)?(?:承担|负担|分担)")
_INVENTORS_RIGHT = re.compile(r"(?:及?以上|的比例)?[^,;]{0,8}(?:完成人|研发团队|成果转化人员)")
# Shares that are no grant: of partners in a fund, of levels of government in a bill, of parts in a whole.
_SHARE_LEFT = re.compile(
    rf"(?:出资|认缴|参股|返投)(?:比例|份额)?(?:为|占|达到?|最高)?(?:{NOT_OVER}|{_NOT_UNDER})?$|其中[^;]*占$|"
    rf"(?:承担|负担|分担)(?:奖补|奖励|补[贴助]|所需|配套)[^,]{{0,4}}资金[的之]?$|(?:负担|分担)份额[^,]*$|"
    rf"(?:下调|压减|调减|扣减|加价)幅度[^,]*$|(?:税负|年息|所得税)(?:超过|高于|逾)[^,]{{0,7}}$|(?:缴款|首付|预付|定金)款?(?:比例)?[^,]{{0,8}}$|"
    r"面积占比[^,]*$|(?:完成人|团队|成果)[^;]*(?:份额|股份|收益|股权|净收入)[^;,]*$"
)
_SHARE_NO_TERM = re.compile(r"的(?!部分)|(?:\(含\))?以[上下]|\(含")
# 损失由风险资金承担35%: one public body makes good a loss or bears a cost. Where a bank bears the rest, the shares are
# terms between partners.
_BORNE = re.compile(r"(?<!保费)(?:银行|资金|机构)[^,]*承担[^,]*$")
_LOSS_MADE_GOOD = re.compile(
    r"(?:损失|坏账)[^,;]{0,6},?由?[^,;银企]*(?:资金池?|基金|财政|政府)(?:承担|分担)$|^[^银]*资金池?承担$|保费由[^;]*财政承担$"
)
_PARTNER = re.compile(r"(?:银行|企业|机构|公司)[^,]{0,6}承担")
_LENDERS_LEVEL = re.compile(r"(?:银行|机构|资金|基金)[^,]*(?:不良|逾期|代偿|余额)[^,]*$|(?:结余|核减)[^,]*$")
_SUSPENDED_RIGHT = re.compile(r"[的时],?[^,;]{0,6}(?:暂停|停止|中止|终止|启动|取消|调减|补足|补充)")
_RAISED = re.compile(
    r"(?:比例|标准|额度|幅度|补助|补贴|奖励|奖补)[^,]{0,6}(?:提高|上调|放宽|增加|调高|减按|降)[^,]{0,3}$|奖补[^,]{0,2}减按$"
)
_RAISED_SUM = re.compile(r"(?:提高|增加|上调|增)(?:至|到|为)$")
_BY_STANDARD = re.compile(r"(?:按照?|照|依照?|比照|参照)[^,]*标准[的之]$")
_COUPON_PAYS = re.compile(r"券[^;]{0,30}抵[扣用减][^;]*$")
_COUPON = re.compile(r"(?:满[^,]{1,10}|[立直])减$")
_SCOPE = re.compile(
    r"单户|单家|单个|单一|每[^,]{1,6}|全年|年度|累计|同一|合计|任[一何]|一(?:家|个|户|人|项|年)|全部|当年|单[笔场项次]"
)
_FUNDS_RECEIVED = re.compile(r"(?:取得|获得?|领取|享受|得到|兑现)[^,]{0,6}(?:资金|款项|奖补)")
_INTRO = re.compile(rf"(?:^|[,;。])(?![^:]*(?:条件|对象|要求|范围|情形|材料|之一)[^:]*:)[^:;。]*(?:{GRANT})[^:;。]*:")


@dataclass(frozen=True, slots=True)
class Context:
    """The words around a list of figures. ``left`` and ``right`` end at the sentence; the segment ones at a comma."""

    left: str
    right: str
    kind: str
    value: Decimal = Decimal(0)  # of the first figure
    wide: str = ""  # what stands before, past the sentence
    item: str = ""  # what stands before, up to the full stop: the line that heads a list is part of it

    @property
    def segment_left(self) -> str:
        """From the last comma to the figure."""
        return self.left[max(self.left.rfind(","), self.left.rfind(":")) + 1 :]

    @property
    def segment_right(self) -> str:
        """From the figure to the next comma."""
        return self.right.partition(",")[0].partition(":")[0]


def grants_before(c: Context) -> bool:
    """The comma segment has a granting word before the figure."""
    return bool(_GRANT.search(c.segment_left))


def grants_after(c: Context) -> bool:
    """The sentence has a granting word behind the figure."""
    return bool(_GRANT.search(c.right))


def grants_earlier(c: Context) -> bool:
    """Some sentence before grants."""
    return bool(_GRANT.search(c.wide))


def in_grant(c: Context) -> bool:
    """The sentence grants, or it is an item of a list whose heading does."""
    return bool(_GRANT.search(c.left)) or grants_after(c) or bool(":" in c.item and _INTRO.search(c.item))


def is_condition_tail(c: Context) -> bool:
    """The comma segment closes with 的 (对……的，) and grants nothing before the figure."""
    return bool(_TAIL_OF_CONDITION.fullmatch(c.segment_right)) and not grants_before(c)


def is_tier(c: Context) -> bool:
    """对投资5000万元至1亿元的项目，按…: the segment names the applicant, and the grant follows."""
    return bool(_TAIL_OF_RECIPIENT.fullmatch(c.segment_right)) and not grants_before(c) and grants_after(c)


def is_held(c: Context) -> bool:
    """获得…的，: the applicant has it already."""
    return bool(_HELD.search(c.segment_left)) and is_condition_tail(c)


def is_defined(c: Context) -> bool:
    """…系指…年营业收入低于2000万元的企业: a definition grants nothing."""
    found = _DEFINED.search(c.left)
    return bool(found) and not re.search("给予|奖励|补助|补贴|资助", found.group() if found else "")


def is_loss_made_good(c: Context) -> bool:
    """损失由风险资金承担35%: no partner bears the rest."""
    borne = c.kind == "percent" and bool(_LOSS_MADE_GOOD.search(c.segment_left) or _LOSS_MADE_GOOD.search(c.left))
    return borne and not _PARTNER.search(c.right) and (in_grant(c) or grants_earlier(c) or "损失" in c.left + c.item)


def is_no_grant(c: Context) -> bool:
    """Money that moves, but is no grant."""
    asked = c.kind == "money" and ((is_condition_tail(c) and grants_after(c)) or bool(_PART_RIGHT.match(c.right)))
    if (_NO_GRANT_LEFT.search(c.segment_left) and not asked) or _NO_GRANT_RIGHT.match(c.right):
        return True
    if c.kind == "money":
        invested = _OF_A_FUND.search(c.left) and not _GRANT.search(c.left)
        return bool(invested or _PART_OF_SUM.search(c.left) or _TOTAL.search(c.left) or _LOAN_RIGHT.match(c.right))
    if c.kind != "percent":
        return False
    return bool(_BORNE.search(c.segment_left))


def is_share(c: Context) -> bool:
    """出资八成, 其中餐饮类占45%: a part of something, not of what the applicant paid."""
    if _LEVEL_BEARS.search(c.segment_left[-8:]) and len(_LEVEL_BEARS.findall(c.left + c.right)) > 1:
        return True
    if c.kind == "money":
        return False
    if _INVENTORS_RIGHT.match(c.right) and re.search("净收入|净收益|收益", c.segment_left):
        return True
    return bool(_SHARE_LEFT.search(c.left)) and not _SHARE_NO_TERM.match(c.right)


def is_goal(c: Context) -> bool:
    """到2027年，产值突破8000亿元: what the government wants to reach."""
    return bool(_GOAL.search(c.item)) and not (in_grant(c) or is_condition_tail(c))


def is_loan_sum(c: Context) -> bool:
    """What a bank may lend: 贷款额度最高300万元."""
    if c.kind != "money" or is_condition_tail(c) or _BOUND_RIGHT.match(c.right):
        return False
    within = re.match("额度(?:以?内|范围内)", c.right) and "贷" in c.left
    return bool(within or _LOAN_SUM.search(c.left))


def is_loan_rate(c: Context) -> bool:
    """The interest of a loan that the same sentence offers: 额度…，年利率不高于4%."""
    if c.kind != "percent" or c.segment_right:
        return False
    return bool(_LOAN_RATE.search(c.segment_left) and _LOAN_SIZE.search(c.left))


def is_lenders_level(c: Context) -> bool:
    """银行不良率超过3%时暂停: when a scheme is stopped, not who may have a grant."""
    return bool(_LENDERS_LEVEL.search(c.segment_left) and _SUSPENDED_RIGHT.match(c.right))


def is_own_share(c: Context) -> bool:
    """自筹资金比例不低于30%: what the applicant brings himself."""
    return c.kind != "money" and bool(_OWN_FUNDS.search(c.segment_left)) and "财政配套" not in c.segment_left


def is_applicants_level(c: Context) -> bool:
    """资产负债率不高于70%."""
    return c.kind == "percent" and bool(_APPLICANTS_LEVEL.search(c.segment_left))


def is_percent_in_condition(c: Context) -> bool:
    """担保费率不超过1.5%的，按…给予补助."""
    if c.kind != "percent" or re.search("扣除|免征|准予|征收", c.right):
        return False
    return (is_condition_tail(c) or is_tier(c)) and grants_after(c)


def is_tax_or_price_level(c: Context) -> bool:
    """减按15%的税率, 按租金的四成收取."""
    if c.kind == "money" or re.search(r"(?:给予|奖励|补助|补贴|贴息|奖补)[^,]*$", c.segment_left):
        return False
    if re.match(rf"(?:的标准|的比例)?(?:{GRANT})", c.right):
        return False
    around = c.segment_left[-24:] + "|" + c.segment_right[:12]
    return bool(_CHARGED_RIGHT.match(c.right) or (_TAX_OR_PRICE.search(around) and not _COUPON_PAYS.search(c.left)))


def is_fee_or_price(c: Context) -> bool:
    """收费10元, 电价高出每千瓦时0.62元的部分."""
    if c.kind != "money" or grants_before(c) or re.match(rf"(?:的标准)?(?:{GRANT})", c.right):
        return False
    return bool((_FEE.search(c.segment_left) and not is_tier(c)) or _PRICE.search(c.segment_left))


def is_size_of_fund(c: Context) -> bool:
    """设立规模1亿元的基金, 设立风险补偿资金5000万元."""
    if c.kind != "money":
        return False
    named = _FUND.search(c.segment_left) and _FUND_RIGHT.match(c.right)
    return bool(named or _FUND_LEFT.search(c.segment_left))


def is_budget(c: Context) -> bool:
    """年度预算规模为8000万元."""
    return c.kind == "money" and bool(_BUDGET.search(c.segment_left)) and not c.segment_right.endswith("的")


def is_share_of_funds(c: Context) -> bool:
    """基金的返投比例不低于1:1, 由市、区财政按6:4分担."""
    if re.match("支付|缴纳|加收", c.right):
        return True
    if c.kind == "money" or is_condition_tail(c):
        return False
    floor = _SHARE_FLOOR.search(c.segment_left) and re.search("基金|资金|采购|投向|缴|折算|股份|净收入", c.left)
    return bool(floor or re.match("(?:的)?(?:比例)?(?:分担|承担|负担|分摊)", c.right))


def is_bounded_after(c: Context) -> bool:
    """投资500万元以上."""
    granted = re.search(rf"(?:{GRANT})(?:金额|额度)?$", c.left)
    part = c.kind == "money" and _PART_RIGHT.match(c.right) and grants_after(c) and not grants_before(c)
    return bool(part or _BOUND_RIGHT.match(c.right)) and not granted


def is_ceiling_in_percent(c: Context) -> bool:
    """补助额不超过购房款的10%, 补贴不得超过租金的七成, 以1.75%为限."""
    if c.kind != "percent":
        return False
    if _CEILING_OF_SUM.search(c.left) or _CEILING_OF_NOUN.search(c.segment_left) or _CEILING_ADDED.search(c.left):
        return True
    return bool(_CAP_OF_SHARE_RIGHT.match(c.right)) and in_grant(c)


def is_raised_rate(c: Context) -> bool:
    """所购设备属于首台（套）的，比例放宽到12%: the sentence before said of what."""
    if c.kind != "percent":
        return False
    before = grants_earlier(c)
    said = before or in_grant(c) or re.search("前[条款项述]|上述|本[条款项]", c.segment_left)
    return bool((_BY_STANDARD.search(c.segment_left) and before) or (_RAISED.search(c.segment_left) and said))


def is_rate(c: Context) -> bool:
    """按实缴资本的1.5%给予补助."""
    if c.kind == "money" or is_condition_tail(c) or not in_grant(c):
        return False
    return not (_BOUND_LEFT.search(c.left) or (_UNDER_A_BASE_LEFT.search(c.left) and not grants_before(c)))


def is_ceiling(c: Context) -> bool:
    """最高不超过200万元, 30万元封顶, and after the grant: 单户一年不高于650万元."""
    if c.kind != "money" or not (_CAP_LEFT.search(c.left) or _CAP_RIGHT.match(c.right)):
        return False
    if (is_condition_tail(c) or is_tier(c)) and "最高" not in c.segment_left:
        return False
    said = in_grant(c) or re.search("最高|最多|至多|上限|封顶|顶格", c.segment_left)
    return bool(said or _FUNDS_RECEIVED.search(c.segment_left) or (_SCOPE.search(c.segment_left) and grants_earlier(c)))


def is_per_unit(c: Context) -> bool:
    """每平方米8元, 每张2元, 每满1000万元奖3万元: what a grant is computed with."""
    if c.kind != "money" or not (in_grant(c) or grants_earlier(c)) or _BOUND_LEFT.search(c.left):
        return False
    if _PER_UNIT_LEFT.search(c.segment_left) or _PER_UNIT_RIGHT.match(c.right) or _STEP_LEFT.search(c.left):
        return True
    return any(c.value < limit and pattern.search(c.segment_left) for pattern, limit in _PRICE_BELOW)


def is_threshold(c: Context) -> bool:
    """收入超过1亿元, 未逾1亿元, 打折幅度不得少于原价的15%."""
    if _FLOOR_OF_GRANT.search(c.segment_left):
        return False
    if _BOUND_LEFT.search(c.left):
        return True
    return c.kind == "percent" and in_grant(c) and bool(_UNDER_A_BASE_LEFT.search(c.left))


def is_inside_condition(c: Context) -> bool:
    """年销售收入5000万元的，给予奖励."""
    if is_condition_tail(c) or is_tier(c) or _GRADED_RIGHT.match(c.right):
        return True
    if c.kind == "money" and (_RELIEVED.match(c.right) or is_level_of_tier(c)):
        return True
    return bool(_RANGE_LEFT.search(c.left) and _TAIL_OF_LIST.match(c.right)) and not grants_before(c)


def is_level_of_tier(c: Context) -> bool:
    """年度贡献在500万元至800万元，扶持25%; 注册资本100万美元奖励20万元: nothing in its phrase grants it."""
    if grants_before(c):
        return False
    behind = _NAMED_AND_GRANTED.match(c.segment_right) or GRANTS_ANOTHER.match(c.segment_right)
    ends = not c.segment_right or re.fullmatch(r"\([^()]*\)", c.segment_right)
    return bool(behind or (ends and _LEVEL_LEFT.search(c.left) and grants_after(c)))


def is_granted(c: Context) -> bool:
    """给予30万元; and after a grant: 每人每月7500元, 提高至80万元, 满500元减120元."""
    if c.kind != "money":
        return False
    if in_grant(c) or _COUPON.search(c.segment_left):
        return True
    alone = _PER_PERSON_LEFT.search(c.segment_left) and not c.segment_right
    return bool(alone or _RAISED_SUM.search(c.segment_left)) and grants_earlier(c)
