"""Who gets it? A name that the text prints, cut at both ends, or "" where it names nobody.

A recipient is a noun phrase that names somebody or something that can receive. What is done (实现增资扩股) and what
must be reached (销售收入40万元以上) never is one. Where the grant's own words name nobody, it is whom the sum is given
to, then the subject of the sentence, then the nearest name before it in the clause.
"""

from __future__ import annotations

import re
from functools import lru_cache

from search_app.reading.anchor import Anchor, Slot
from search_app.reading.provision import Provision
from search_app.reading.units import Segment, Unit, find_units
from search_app.text.passage import Passage

ADDRESS = re.compile(r"^(?:其中|同时|并|此外)?(?:对于|对|为|凡)(?!外|接|进|应|照)")
# A phrase of this length is shown whole: its first words say who is eligible (新设立、新迁入的…).
WHOLE_PHRASE = 36
LONGEST_PHRASE = 60
# A segment that says how or how much, not who.
_MANNER = re.compile(
    r"^(?:并)?(?:分别|五年内|按|给予|予以|一次性|最高|每|市财政|市级|市本级|财政|由(?!.{1,6}资本)|在[^,]*(?:基础上|范围内)|经|可|单|奖励|奖补|补助|资助|享受|"
    r"\d+年内|通过争取|争取|积极|帮助|根据|择优|省、市|采取|后三年|再|落实|报请|我市(?!上市)|准予|减按|依|实行|可以|贴息|优先|包括|其土地)|后$"
)
_VERB_AT_END = re.compile(
    r"(?:收取的.*|,?(?:五年内|\d年内)?(?:分别|分档|可|将|予以|一次性|由)*(?:给予|予以|奖励|补助|补贴|资助|按|每).*|积极?(?:申报|争取).*|帮助?争取.*|争取.*)$"
)
_SOUGHT_FOR = re.compile(r"(?:^|(?<=[,、极续]))为(?P<who>[^。;]{2,60}?)(?:分档|积极|分类)*(?:争取|申报)")
_OWN_SUBJECT = re.compile(
    r"(?:对于?|给)?(?P<who>[^,]{4,40}?)(?:分别|一次性|可|将)?(?:给予|予以|奖励|补助|补贴|资助)(?!的)"
)
_GIVEN_FOR = re.compile(r"对(?P<who>[^,对]{4,16})给予(?:一次性)?(?:奖励|奖补|补助)")


def find_recipient_phrase(unit: Unit, offset: int) -> tuple[int, int] | None:
    """Offsets of the phrase that says who, before the grant at ``offset``; None where the unit names nobody."""
    if own := _find_own_subject(unit.segment_at(offset), offset):
        return own
    before = [s for s in unit.segments if s.start < offset]
    after = _GIVEN_FOR.search(unit.text, offset - unit.start, unit.segment_at(offset).end - unit.start)
    if after and len(before) > 1:  # 对超额投资已满3个月的，按…的0.5%对股权投资类企业给予奖励
        return (unit.start + after.start("who"), unit.start + after.end("who"))
    sought = _SOUGHT_FOR.search(unit.text, 0, max(offset + 24, unit.segment_at(offset).end) - unit.start)
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


def _find_own_subject(segment: Segment, offset: int) -> tuple[int, int] | None:
    """获国家级表彰的企业给予10万元，获省级表彰的企业给予5万元: each figure has its own subject in its own phrase."""
    own = _OWN_SUBJECT.match(segment.text, 0, max(0, offset - segment.start))
    if (
        own is None
        or _MANNER.match(segment.text)
        or not _ENDS_IN_ACTOR.search(mask(own["who"]))
        or "的" not in own["who"]
    ):
        return None
    return segment.start + own.start("who"), segment.start + own.end("who")


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


# ── who is named in a phrase ──

# Those who act, then things that money is given for. Only a phrase with one of them as its head names a recipient.
_ACTOR = (
    r"(?:企业家?|公司|机构|单位|个人|人才|团队|组织|[协商学]会|联盟|合作社|农场|农户|大户|法人|主体|[市居农村县]民|职工|员工|人员|工人|毕业生|大学生|学生|研究生|博士[后生]?|硕士生?|[游旅]客|"
    r"专家|教授|[教医导]师|技师|工程师|科学家|设计师|青年|家庭|[业费营资创用]者|[有利权理荐资责明成让租办纪]人(?!员)|人选|特派员|[办营进建设托让纳资出买牌供]方|[应务运销造]商|"
    r"[商营殖植困贫]户|高校|院校|学校|大学|医院|银行|旅行社|剧组|俱乐部|500强|百强|总部|事业部|分行|支行|研究院|研究所|院所|孵化器|加速器|众创空间|"
    r"工作室|乡镇|街道|村集体(?:经济组织)?|县\(一\)|县区|力量|社会资本|民[营间]资本|業者)"
)
_THING = (
    r"(?:项目|园区?|平台|基地|中心|实验室|工作站|(?:示范|集聚|景|街|社|开发)区|商圈|综合体|市场|车间|工厂|民宿|酒店|饭店|宾馆|餐厅|门店|首店|商店|专卖店|展会|赛事|大赛|活动|会议|论坛|"
    r"品种|产品|药品|药物|新药|创新药|器械|装备|机械|设备|材料|软件|品牌|技术|成果|作品|影片|电影|[视络]剧|短剧|剧目|演出|游戏|场地|场馆|机场|港口|厂房|设施|仓库|海外仓|冷库|"
    r"大棚|养殖场|渔船|船舶|机器人|模型|空间|载体|基金|产业|学科|专科|集群|航线|班列|公寓|场所|单品|药(?![品物械店企材监房])|剧(?![目组本院场]))"
)
_HEAD = rf"(?:{_ACTOR}|{_THING})"
_ENDS_IN_HEAD = re.compile(
    rf"(?:{_HEAD}|前[一二三四五六七八九十\d]+名|(?<!或)者|[站馆院厂店社库仓园区圈村镇城街船机车片剧药品企])"
    r"(?:\(一*\)|们|等)*$"
)
_ENDS_IN_ACTOR = re.compile(rf"(?:{_ACTOR}|(?<!或)者)(?:\(一*\)|们|等)*$")
# What precedes the name in its segment and is no part of it: numbering, a heading in brackets, words that promise.
_OPENING = re.compile(
    r"^(?:\[[^\]]*\]|\([一二三四五六七八九十\d]{1,3}\)|\(一{4,}\)(?=[^,]{4})|\d{1,2}\.(?!\d)|[一二三四五六七八九十]{1,2}、|其中|同时|此外|并|且|积极?争取(?=[^,]{2,20}纳入)|"
    rf"(?:同一|单[个家户]|每[个家户]|一家)(?=[^,的]{{0,6}}{_HEAD})|"
    r"对于?(?!外|接|俄|口)|凡|的|将(?!军)|把|"
    r"(?P<promoted>(?:持续|积极|大力|重点|优先|加大|每年)?"
    r"(?:鼓励|支持|扶持|帮助|协助|带动更多|带动|(?:向[省市国家上级]{1,2})?推荐)(?:一批)?))+"
)
_BRINGS = re.compile(
    rf"(?:建设|组建|成立|建立|搭建|打造|培育|发展|壮大|引育|集聚|招引|加强|培强)(?=[^,]{{2,}}{_HEAD}$)"
)
_PROMOTED = re.compile(rf"[^,的]{{0,36}}{_ACTOR}(?![、和及与或的等(])")
_INNER_ADDRESS = re.compile(
    r"(?:(?<=[定求准则])对|(?<=资金)支持|用于支持)"
    rf"(?P<who>[^,的]{{2,20}}?{_ACTOR}(?:(?![^,]{{0,3}}[对与向和])[^,的]{{0,4}}{_ACTOR})?)"
)
_MEASURED = (
    rf"(?:的?(?![、和及与或]|{_HEAD})[^,的]{{0,14}}?(?:额|收入|产值|投资|投入|面积|费用|利润|税收|票房|能力|率|强度|贡献|人[数次]|人员(?=不|达|超)|规模|考核|评价|度|量|价值|流水|资本|出资|薪)"
    r"(?:首次|累计|实际|合计|分别)*(?:达|超|突破|跨|不[低少高超足]|[在为较占增]|同比|合格|优秀|\d|[一二三四五六七八九十百]+[亿万]))"
)
# Verbs and adverbs that cannot stand inside a compound noun, so that the head before them is a subject.
_SURE_VERB = (
    r"(?:首次|首购|成功|累计|每年|年度|当年|上年|上半年|全年|实际|第.季度|连续|依法|依规|自愿|自行|在(?!建|校|职|孵)|[向与将把被因凭]|以(?![上下内外及])|从(?![业事])|到(?![期岗])|按|付费|促成|[为对](?=[^,]{2})|用于|围绕|通过|"
    r"利用|实施|开展|新?建立|购买|年?购置|年?采购(?!贸易)|租用|租赁(?!公司|企业)|承租|委托|参加|参与|举办|承办|牵头|承担|获得|获评|获批|新?取得|入选|新?完成|实现|"
    r"达到|超过|突破|新?设立|创办|创建|建成|新[建设装开购增招落办获聘认评入]|引进(?!单位|机构|方)|新引进|招[聘用]|聘用|增加|享受|实行|所需|符合|满足|列入|纳入|签订|提供|"
    r"给予|面向|做|发生|应诉|流转|栽种|返乡|晋[升级]|带动|淘汰|报废|自建|整体|迁入|落户|再融资|柔性|应当|可以|组织(?=[^,]{3}))"
)
_VERB = (
    rf"(?:{_SURE_VERB}|[、且并及]*(?:具备|具有|符合)|建设|改造|主办|引入|认定|备案|评[为定]|获|申[请报领]|主导|发行|并购|收购|投保|投资|出口|进口|生产|销售|贷款|需|\d|"
    r"升级|扩大|吸纳|吸引|促成|孵化|培[育养]|打造|运营|经营|注册|登记|上市|挂牌|融资|支付|缴纳|使用|选派|接收|办理|拥有|制定|研[发制]|转化|转让|输出|采用|开[立设]|"
    r"增长|募集|中标|竣工|投产|投用|进入|盘活|对接|争取|开拓|拍摄|就业|创新|创业|交付|承接|受托|减|从|到|来|以|按|经|自|转为|零距离|解决|申领|[“用租升达超可])"
)
# Of 活动, 技术 and the like in the middle of a sentence the next noun is meant: 技术改造项目, 设备投资.
_MIDDLE = rf"{_HEAD}(?<!活动)(?<!技术)(?<!设备)(?<!设施)(?<!产业)(?:\(一*\)|等)*"
_SUBJECT_OF = re.compile(rf"{_MIDDLE}(?={_VERB})")
_SUBJECT_OF_SURELY = re.compile(rf"{_MIDDLE}(?={_SURE_VERB}|{_MEASURED})")
# A phrase that opens with one of these says what is done, not who does it.
_DOES = re.compile(
    r"(?:首次|分别|开行|采用|赴|购|奖|成功|新|全程|依法|免费|经|年度|当年|自主|实际|积极|认真|切实|进一步|每|可(?!再生)|其中|择优|确定|统筹|安排|是指|系指|"
    r"[奖补资][励补助贴]|(?:于|在|从|向|以|与|将|按|因|为|自|用|由)(?![岗职校研孵建营站县])|根据|面向|通过|围绕|"
    r"利用|举办|主办|承办|参加|参与|开展|实施|购买|购置|采购|租[用赁住]|承租|投保|发行|承担|承办|申请|申报|获|取得|完成|实现|达到|达|超过|突破|使用|委托|签订|从事|开设|"
    r"生产(?!企业|车间|型)|销售|出口(?!企业)|进口(?!企业)|组织|组建|引进|引入|引导|引荐|培[育养]|建[设成立]|打造|搭建|创建|设立|成立|认定|评[为定]|列[为入]|纳入|入[选围统]|入[驻园](?!企业)|入住|"
    r"落实|贯彻|推[动进广]|加[强大快]|强化|优化|深[入化]|完善|提[升高供]|拓宽|探索|促进|保障|实行|争取|符合|满足|具[有备]|投入|投资|新增|增[长加]|参[展股]|收购|并购|"
    r"转[让化]|突破|聘|招[聘用]|改[造建]|研[发制]|主导|牵头|盘活|中标|吸引|宣传|成果|建)"
)
# Money, papers and times: what stands behind 对 but receives nothing.
_NO_RECEIVER = re.compile(
    r"(?:费用?|租金|价款?|贷款|支出|部分|利息|额度?|资金|收入|损失|本金|成本|期间|期限|年度?|比例|标准|上限|条件|要求|名单|目录|计划|称号|[金银铜]?奖|奖项|认[定证]|证书|资格|登记|备案|"
    r"审[定批]|合同|用电|[率内后前时上下中次月日的于多少逾]|范围|结果|限|封顶|合计|累计|单个|同一|分类|分级|方面|办法|措施|工作|政策|财政|政府|部门|义务|优秀|良好|分别|最高|每.|补偿|补[贴助])$|"
    r"^(?:每|同一|单[个户家笔台场项]|[两三各]项|最|至多|总额|累计|全年|一年|一个|以|不)|\d[\d.,]*(?:[万亿%‰元]|个百分点)|^[一二三四五六七八九十百]+[万亿]"
)
# 建成零碳园区的, 新认定为省级平台的: what somebody becomes is named by its level, and gets the sum.
_MADE = re.compile(
    r"(?:认定为|评定为|评为|列为|升级为|备案为|建成|创建成?|获评|获批|获得|评定|认定)(?:的|为)?(?P<noun>[^,的]{2,40})$"
)
_ENTERED = re.compile(r"(?:列入|纳入|入选|新建|建设)(?P<noun>[^,的]{2,40})$")
_PASSED = re.compile(rf"通过(?P<noun>[^,的]{{2,24}}{_HEAD})(?:审定|认定|评定|备案)$")
_FOUNDED = re.compile(
    r"(?:设立|组建|成立)(?![、的或并和])(?P<noun>[^,的]{2,60}(?:机构|公司|企业|总部|事业部|分行|支行))$"
)
_BROUGHT = re.compile(rf"(?:引进和培[育养]|引进|引入)(?![、的或并和])(?P<noun>[^,的]{{2,60}}{_ACTOR}(?:\(一*\))?)$")
_BUILT = re.compile(rf"(?:培育|培养|建设|新建|打造|搭建)(?![、的或并和])(?P<noun>[^,的]{{2,60}}{_HEAD}(?:\(一*\))?)$")
_OWNER = re.compile(rf"(?P<who>[^,的]{{0,16}}{_ACTOR})的[^,的]{{1,10}}(?:投入|费用?|租金|支出|贷款|保费)$")
_NO_NAME_INSIDE = re.compile(rf"举办|并(?!购)|或者|.由|财政|.对|所称|{_ACTOR}[向从]")
_ACTS_ON = re.compile(r"(?:举办|主办|承办|参加|参与|开展|购买|购置|采购|租用|租赁|承租|使用|销售|组织)")
_AFTERWARDS = re.compile(r"(?:后|时|前|期间|起|内)$")
_TAIL = re.compile(r"(?:在省级|由市级财政|市级财政|市财政|市级|(?<=[)])市|给?予|可|将)$")


_EARLIER = 8  # units: what is named further back is not meant


@lru_cache(maxsize=64)
def mask(text: str) -> str:
    """``text`` of a passage, with what stands in brackets blotted out: 企业(集团)总部 → 企业(一一)总部."""
    return re.sub(r"\([^()]*\)", lambda m: "(" + "一" * (len(m.group()) - 2) + ")", text)


def is_named(words: str) -> bool:
    """Whether ``words`` of a passage end in a noun that is known to receive."""
    return bool(_ENDS_IN_HEAD.search(mask(words)))


def is_receiver(passage: Passage, start: int, end: int) -> bool:
    """Whether the stretch names somebody by a head noun that is known to receive."""
    found = find_receiver(passage, start, end)
    return bool(found and _ENDS_IN_HEAD.search(mask(passage.text)[slice(*found)]))


def find_receiver(passage: Passage, start: int, end: int) -> tuple[int, int] | None:
    """Offsets of the noun phrase between ``start`` and ``end`` that names who or what receives; None where none
    does."""
    masked = mask(passage.text)
    while tail := _TAIL.search(masked, start, end):
        end = tail.start()
    parts = [(m.start(), m.end()) for m in re.compile(r"[^,:;。]+").finditer(masked, start, end)]
    if not parts:
        return None
    last = _in_segment(masked, *parts[-1])
    if len(parts) > 1 and last and last[1] == end and "的" in masked[slice(*parts[-1])]:
        return _shorten(masked, parts[0][0], end) if _all_one(masked, parts) else last
    # 投产后, 在站期间 say when; only where no other segment names anybody is their subject who is meant.
    for a, b in sorted(parts, key=lambda part: bool(_AFTERWARDS.search(masked, *part))):
        if found := _in_segment(masked, a, b):
            return _with_added(masked, found, b, end)
    return None


def _with_added(masked: str, found: tuple[int, int], stop: int, end: int) -> tuple[int, int]:
    """A、B等机构，以及C: what is added behind a comma belongs to the name."""
    added = found[1] == stop and re.match(r",(?:以及|和|及)[^,]+$", masked[stop:end])
    return (found[0], end) if added and _ENDS_IN_HEAD.search(masked, stop, end) else found


def _all_one(masked: str, parts: list[tuple[int, int]]) -> bool:
    """Whether the segments before the last name nobody, and so only describe it (自主选育，通过审定的品种)."""
    before = [(_in_segment(masked, a, b), _AFTERWARDS.search(masked, a, b)) for a, b in parts[:-1]]
    return "所称" not in masked[parts[0][0] : parts[-1][1]] and not any(
        when or (found and _ENDS_IN_HEAD.search(masked, *found)) for found, when in before
    )


def _in_segment(masked: str, start: int, end: int) -> tuple[int, int] | None:
    opening = _OPENING.match(masked[start:end])
    start += opening.end() if opening else 0
    if brought := _BRINGS.match(masked[start:end]):
        start += brought.end()  # 支持组建产业联盟, 鼓励成立专门机构
    words = masked[start:end]
    if words.endswith("的"):
        found = _in_condition(words[:-1])
    elif _ENDS_IN_HEAD.search(words):
        found = _in_name(words)
    else:
        found = subject_in(words) or _plain_name(words, masked[start - 1 : start] in ("对", "于", "为"))
    if not found and opening and opening["promoted"] and (promoted := _PROMOTED.match(words)):
        found = promoted.span()
    return (start + found[0], start + found[1]) if found else None


def _in_condition(words: str) -> tuple[int, int] | None:
    """Who is meant by ``words`` + 的: what it becomes, else its subject."""
    for pattern in (_MADE, _PASSED, _FOUNDED):
        made = pattern.search(words)
        if made and _ENDS_IN_HEAD.search(made["noun"]) and not _DOES.match(made["noun"]):
            return (0, len(words)) if "、新" in words[: made.start("noun")] else made.span("noun")
    if subject := subject_in(words):
        return subject
    entered = _ENTERED.search(words)
    if entered and _ENDS_IN_HEAD.search(entered["noun"]):
        return entered.span("noun")
    named = _ENDS_IN_HEAD.search(words) and not _DOES.match(words) and not re.search(_SURE_VERB, words)
    return (0, len(words)) if named else None


def _in_name(words: str) -> tuple[int, int] | None:
    """The name in ``words``, which end in a head noun: all of them, or less where they hold a verb and its object."""
    new = [made.span("noun") for pattern in (_FOUNDED, _BROUGHT) if (made := pattern.search(words))]
    if new:
        return min(new)
    of = _last_of(words)
    actor = _ENDS_IN_ACTOR.search(words)
    subject = _find_subject(words, _SUBJECT_OF_SURELY, of) or (not actor and _find_subject(words, _SUBJECT_OF_SURELY))
    if subject and (subject[1] > of or _ENDS_IN_ACTOR.search(words[slice(*subject)])):
        return subject
    if made := _BUILT.search(words):
        return made.span("noun")
    if re.match("按|根据|参照|依", words) or re.search("每", words[of:]) or _NO_NAME_INSIDE.search(words[of:]):
        return None
    if of == 0 and not words.endswith("者") and _is_deed(words) and not re.match(r"首次(?![入进])|自主|经", words):
        return None
    if of and _ACTS_ON.match(words) and not actor:
        return None  # 参加……的活动 is what is done; 参加……的企业 is who does it
    return _shorten(words, 0, len(words))


def _last_of(words: str) -> int:
    """Where the name begins that the last 的 qualifies; 0 where there is none."""
    places = [m.end() for m in re.finditer("(?<!^)(?<!目)的|(?<=项目)的", words)]
    return places[-1] if places else 0


def subject_in(words: str) -> tuple[int, int] | None:
    return _find_subject(words, _SUBJECT_OF_SURELY) or _find_subject(words, _SUBJECT_OF)


def _find_subject(words: str, pattern: re.Pattern[str], start: int = 0) -> tuple[int, int] | None:
    """The subject of a clause: a head noun before a verb, with all that qualifies it."""
    for begin in dict.fromkeys((_last_of(words), start)):
        for found in pattern.finditer(words, begin):
            left = words[: found.end()]
            name = left[_last_of(left) :]
            if not _is_deed(name) and not _NO_NAME_INSIDE.search(name) and not re.search(f"{_ACTOR}[向从]", left):
                return _shorten(words, 0, found.end())
    return None


def _is_deed(words: str) -> bool:
    """Whether ``words`` begin with what is done (购置设备), and are no name of who does it (研制单位, 新建饭店)."""
    deed = _DOES.match(words)
    return bool(
        deed
        and not re.match("新(?!取得|获得)", words)
        and not (len(deed.group()) > 1 and re.fullmatch(_HEAD, words[deed.end() :]))
    )


def _plain_name(words: str, addressed: bool) -> tuple[int, int] | None:
    """A short name behind 对 whose head is in no list (水稻、小麦), as long as it holds no verb, sum or time."""
    if owner := _OWNER.match(words):
        return owner.span("who")
    bad = _NO_RECEIVER.search(words) or _DOES.match(words) or re.search(_SURE_VERB, words)
    bad = bad or re.search("[“”《]|为$|^其|^优先|^[省市县区、]+$", words)
    return (0, len(words)) if addressed and not bad and 2 <= len(words) <= WHOLE_PHRASE else None


def _shorten(masked: str, start: int, end: int) -> tuple[int, int]:
    """A long phrase loses what qualifies its head: ……的生物技术研发机构 → 生物技术研发机构."""
    words = re.sub(r"\(一*\)", "", masked[start:end])
    head = end - start - _last_of(masked[start:end])
    # A head of two characters (企业) alone says nothing.
    longest = WHOLE_PHRASE if head > 3 else LONGEST_PHRASE
    return (start, end) if len(words) <= longest else (end - head, end)


# ── who is meant where the grant's own words name nobody ──

_GIVEN = re.compile(
    rf"(?:给予|奖励|补贴|补助|资助)(?:一次性)?(?P<who>[^,\d的]{{0,12}}?{_ACTOR})(?=奖|补|资助|支持|扶持|一次|最高|不超|保费|[^,]{{2,12}}的\d|\d|[一二三四五六七八九十百]+[万亿]|$|,)"
)
_GENERIC = re.compile(r"(?:个人|本人|企业|单位|团队|机构|人才|组织|主体)$")
_SUPPORT_FOR = re.compile(rf"加大对(?P<who>[^,]{{2,24}}?{_ACTOR})(?=[^,]*支持)")


def name_recipient(passage: Passage, unit: Unit, span: tuple[int, int] | None, until: int) -> str:
    """Who gets what is granted before ``until``, or "" where the text names nobody; ``span``: its own phrase."""
    own = find_receiver(passage, *span) if span else None
    given = _find_given(passage, unit, own or span, until)
    if own and not given:
        return passage.printed[slice(*own)]
    found = given or _find_in_unit(passage, unit, span) or _find_earlier(passage, unit, goes_on=span is None)
    return passage.printed[slice(*found)] if found else ""


def _find_given(passage: Passage, unit: Unit, own: tuple[int, int] | None, until: int) -> tuple[int, int] | None:
    """Whom the sum is given to by name: 给予开发企业奖励. 奖励个人 and 给予团队 only repeat a name that is known."""
    start = own[1] if own else unit.start
    given = list(_GIVEN.finditer(passage.text, start, unit.segment_at(max(until - 1, unit.start)).end))
    if not given:
        return None
    who = given[-1].span("who")
    known = passage.text[slice(*own)] if own else ""
    named = passage.text[slice(*who)]
    return None if known and (_GENERIC.match(named) or named in known) else who


def _find_in_unit(passage: Passage, unit: Unit, span: tuple[int, int] | None) -> tuple[int, int] | None:
    """The subject of the sentence: what its other segments name, those before the grant's own phrase first."""
    own = span[0] if span else unit.end
    before = [s for s in unit.segments if s.end <= own]
    after = [s for s in unit.segments if s.start > own and re.match(r"(?:积极)?(?:鼓励|支持|帮助|带动)", s.text)]
    if found := _first_named(passage, [*before, *after], actors=False):
        return found
    inner = _INNER_ADDRESS.search(unit.text)  # 按照规定对企业原材料运输实施……
    return (unit.start + inner.start("who"), unit.start + inner.end("who")) if inner else None


def _find_earlier(passage: Passage, unit: Unit, goes_on: bool) -> tuple[int, int] | None:
    """The nearest name before ``unit``. A thing is meant only within the same sentence, or where the next has no words
    of its own for who (``goes_on``: 后三年按50%奖励); otherwise only an actor."""
    masked = mask(passage.text)
    units = find_units(passage)
    place = next((n for n, other in enumerate(units) if other.end > unit.start), len(units))
    for other in reversed(units[max(0, place - _EARLIER) : place]):
        near = goes_on or "。" not in masked[other.end : unit.start]
        phrase = find_recipient_phrase(other, other.end)
        found = find_receiver(passage, *phrase) if phrase else None
        if not found or not (near or _ENDS_IN_ACTOR.search(masked[slice(*found)])):
            found = _first_named(passage, list(other.segments), actors=not near)
        if found:
            return _without_condition(masked, found)
    return None


def _without_condition(masked: str, found: tuple[int, int]) -> tuple[int, int]:
    """Of a name from elsewhere the condition is not taken over: 首次认定的企业；期满重新认定的 means 企业."""
    of = _last_of(masked[slice(*found)])
    binds = re.search(r"\d|首次|新(?:认定|评|获)|租用|购置|以上", masked[found[0] : found[0] + of])
    return (found[0] + of, found[1]) if binds else found


def _first_named(passage: Passage, segments: list[Segment], actors: bool) -> tuple[int, int] | None:
    masked = mask(passage.text)
    for segment in segments:
        if support := _SUPPORT_FOR.search(masked, segment.start, segment.end):
            return support.span("who")
        found = find_receiver(passage, segment.start, segment.end)
        if found and (_ENDS_IN_ACTOR if actors else _ENDS_IN_HEAD).search(masked[slice(*found)]):
            return found
    return None


def find_recipient(provision: Provision, anchor: Anchor) -> Slot[str] | None:
    """Who gets what is granted at ``anchor``."""
    span = find_recipient_phrase(anchor.unit, anchor.start)
    name = name_recipient(provision.passage, anchor.unit, span, anchor.start)
    if not name:
        return None
    at = provision.passage.printed.find(name)
    return Slot(name, at, at + len(name))
