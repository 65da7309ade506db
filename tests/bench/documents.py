"""How long does it take to read what an office with many documents has? Invented policies in every format, to be read.

All is drawn from a seeded generator, so that two runs read the same bytes; no clause, title or number comes twice.
Layouts alternate as they do in real life: three ways to number clauses, four to name offices, number above or below.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from random import Random

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from search_app.files.printed_numbers import make_number

SHORTEST, LONGEST = 80, 250  # characters of a clause without its number and offices

# ── sentences: <甲|乙> is one of these, {name} a word of the document, a phrase or a figure ─────────────

_FIGURES: Mapping[str, Sequence[int]] = {
    "low": (1, 2, 3, 5, 6, 8, 10, 12), "rate": range(15, 66, 5), "points": range(3, 10), "count": range(5, 41),
    "little": (2, 3, 5, 8, 10, 15, 20, 25, 30, 40), "middle": range(45, 91, 5), "high": range(100, 301, 10),
    "top": range(350, 2001, 50), "big": range(2500, 9500, 500), "area": range(1000, 6001, 250), "serial": range(1, 80),
    "year": range(2024, 2027), "spring": range(1, 4), "start": range(4, 13), "day": range(2, 29),
}  # fmt: skip
_PHRASES: Mapping[str, str] = {
    "place": "<云岭|澜川|岚溪|青屿|望川|松浦|霁州|临漪|汀安|墨泉|霜桥|鹿浦|雁汀|梧溪|朔宁|锦泽|渌屏|星渚|桐岭|凌湖|苍屏>",
    "field": "<氢能|石墨新材料|绿色食品|低空经济|工业机器人|生物医药|冰雪装备|现代种业|跨境电商|软件和信息服务|新型储能|"
    "中药材|精细化工|文化创意|林下经济|节能环保|智能传感器|康养旅游|航空配套|再生资源|冷链物流|预制食品|商业航天>",
    "who": "<在我市登记注册的|在本市设立的|符合条件的|规模以上|诚信经营的|>{field}<企业|生产企业|科技型企业|研发机构|经营主体>",
    "title": "{place}市<支持|促进|加快|推动|鼓励>{field}产业<高质量发展|创新发展|集聚发展|做大做强|提质增效>",
    "kind": "<若干<措施|政策|政策措施>|<实施|扶持|管理>办法><|||||（试行）|（暂行）>",
    "number": "{place}政<发|规|办发|办规>〔{year}〕{serial}号",
    "addressee": "各县（区）人民政府，{place}经济开发区管委会，市政府各部门、各直属机构：",
    "plan": "《{place}市{field}产业三年行动计划》（{place}政函〔{year}〕{serial}号）",
    "preamble": "为<深入实施产业强市战略|落实省委、省政府工作部署|抢抓产业转型机遇>，<推动|促进>我市{field}产业<规模化、集群化|高端化、"
    "绿色化>发展，<经市政府同意|根据国家和省有关规定，结合{place}实际|根据{plan}>，制定{this}。",
    "closing": "{this}与我市其他政策有重复的，按照从高不重复的原则执行。{this}<由市工信局会同市财政局负责解释，|>{validity}。",
    "validity": "<自{year}年{start}月1日起<施行|实施>，有效期{years}|自{year}年{start}月{day}日起施行，有效期至2029年12月31日|"
    "自印发之日起施行，有效期{years}>",
    "office": "<市财政局|市发改委|市商务局|市税务局|市市场监管局|市自然资源局|市审计局|市人社局|各县（区）人民政府|市统计局>",
    "small": "{little}万元", "mid": "{high}万元", "cap": "{top}万元", "size": "<{big}万元|{points}亿元>",
    "two": "<{high}万元、{middle}万元|{middle}万元、{little}万元>", "three": "{high}万元、{middle}万元、{little}万元",
    "years": "<两|三|五>年", "national": "<国家级、省级|省级、市级>",
    "lead": "<<围绕{field}产业链<关键环节|薄弱环节>，<建立项目储备库|实行清单管理>|<充分发挥|用好>市级资金引导作用，优先支持"
    "<成长性好|带动力强|技术领先>的企业|<坚持企业主体、市场运作|坚持自愿申报、公开评审>，每年择优遴选不超过{count}个项目|"
    "<支持|鼓励>{who}与<高等院校|科研院所|链主企业>开展<联合攻关|协同创新>>。||>",
}  # fmt: skip
_CHAPTERS = (
    "培育壮大经营主体", "强化科技创新引领", "扩大有效投资", "优化要素保障", "拓展市场空间", "引育专业人才", "加强金融服务",
    "深化开放合作", "推动绿色转型", "完善产业生态", "建设公共平台", "健全工作机制",
)  # fmt: skip
# Three lines for each topic: its title and office, and two sentences on what is granted.
_TOPICS = """\
<支持|推动|加快>技术改造升级 市工信局
{who}实施技术改造，设备和软件投入达到{size}的，竣工投产后按实际投入的{rate}%给予补助，单个项目最高{cap}。
纳入市级导向计划的，<补助比例提高{points}个百分点|另按投入额的{low}%给予补助>，年度补助总额不超过{cap}。
<鼓励|引导>加大研发投入 市科技局
{who}年度研发费用占营业收入的比重高于{points}%的，按较上年新增部分的{rate}%给予补助，每家企业每年以{mid}为限。
承担国家、省重点研发任务的，按上级实际到位资金的{rate}%予以配套，单个项目配套资金最高{mid}。
<支持|推进>创新平台建设 市科技局
对新认定的国家级、省级、市级<重点实验室|技术创新中心|中试基地>，分别<给予|一次性资助>{three}。
平台年度绩效评价为优秀的，再给予{small}运行经费，<连续支持不超过{years}|专项用于仪器购置和人员聘用>。
<推广|促进>首台（套）产品应用 市工信局
对评定为{national}首台（套）的{field}产品，分别给予研制单位{two}奖励。
<市内单位|{who}>首次购置上述产品的，按采购合同金额的{low}%给予补助，单台补助不超过{small}。
<加强|鼓励>标准和知识产权创造 市市场监管局
主导制定国际标准、国家标准、行业标准的，每项分别奖励{three}，同一单位年度奖励不超过{cap}。
{who}以专利权质押取得贷款的，按实际支付评估费用的{rate}%给予补贴，每年最高{small}。
<降低|减轻>企业用房成本 {place}经济开发区管委会
{who}租用标准厂房的，前{years}按每平方米每月{points}元给予租金补贴，补贴面积最多{area}平方米。
购置厂房自用的，按购房合同价款的{low}%给予一次性补助，补助金额不超过{mid}。
<实施|落实>贷款贴息 市金融服务局
{who}取得一年期以上设备贷款的，按实际支付利息的{rate}%给予贴息，同一企业每年封顶{mid}，贴息期不超过{years}。
担保机构为其提供担保的，年化担保费率不高于1%，市财政按担保额的0.{points}%给予机构补助。
<支持|推动>企业上市挂牌 市金融服务局
{who}在境内外证券交易所首次公开发行股票的，按辅导备案、受理、上市三个阶段分别奖励{three}。
上市后将募集资金的{rate}%以上投资本市项目的，按投资额的{low}%追加奖励，最高{cap}。
<加快|支持>高层次人才引进 市人社局
{who}全职引进博士研究生、硕士研究生的，签订{years}以上合同后分别给予每人{two}安家补助。
对年薪{mid}以上的技术带头人，按其年薪的{low}%给予用人单位引才补助，每引进一人最高{small}。
<支持|组织>开拓国内外市场 市商务局
{who}参加市级统一组织的专业展会的，按标准展位费的{rate}%给予补贴，单次补贴不超过{small}。
年度出口额首次达到{count}00万美元的，一次性奖励{small}；同比增长{rate}%以上的，再奖励{small}。
<推进|加快>数字化改造 市数据局
{who}建成{national}<智能工厂|数字化车间|工业互联网平台>的，分别给予{two}奖励。
中小企业购买云服务和工业软件的，按合同实际支付金额的{rate}%补助，每户每年最多{small}。
<鼓励|支持>重大项目落户 市经合中心
支持{who}扩大有效投资，{year}年以后新签约的项目按<下列|以下>标准给予<扶持|补助>：
固定资产投资在{size}以上的，按设备投资额的{low}%补助，最高{cap}；
新增就业{count}人以上的，一次性奖励{small}；
<投产后首年纳税超过{mid}的，奖励经营团队{small}|采购本市配套产品的，按年度采购额的{low}%给予补助，最高{mid}>。
"""
_TAILS = (
    "<所需资金|补助经费>由市、县（区）两级财政按<6:4|5:5|7:3>的比例<分担|承担>。",
    "申报单位应当于每年{spring}月底前<提交材料|通过市级平台申报>，<主管部门|受理部门>在{count}个工作日内完成审核。",
    "资金分两期拨付，<立项|备案>后拨付{rate}%，<验收合格|通过核查>后拨付其余部分。",
    "<弄虚作假|提供虚假材料>骗取资金的，<追回|收回>全部款项，{years}内不再受理其申报。",
    "实际投资低于承诺额{rate}%的，<按比例收回已拨付的资金|不再拨付后续资金>。",
    "<享受支持的|获得补助的>单位自资金到位之日起{years}内不得迁出本市，<迁出的退还全部补助|并应配合绩效评价>。",
    "<被列入失信名单的|近两年发生重大安全事故的>，不予支持；同一事项<就高享受、不重复支持|由企业自主选择其中一项政策>。",
)
_BRACKETS = ("（责任单位：{}、{}）", "〔责任单位：{}、{}〕", "（牵头单位：{}；配合单位：{}）", "（{}牵头，{}配合）")
_HAN = "chineseCountingThousand"  # as Word calls 一, 二, 三
# Numbers of a chapter, a clause (counted through the whole document) and an item of a list.
_STYLES = (("第一章　", "第一条　", "（一）"), ("一、", "（一）", "1."), ("一、", "1.", "（1）"))


# ── documents ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    label: str = ""
    level: int | None = None  # place in the style, where there is a label
    centred: bool = False


@dataclass(slots=True)
class _Document:
    style: tuple[str, ...]
    automatic: bool  # Word counts the chapters and clauses
    title: str
    number: str
    issuer: str
    paragraphs: list[_Paragraph] = field(default_factory=list)

    def add_centred(self, *lines: str) -> None:
        self.paragraphs += [_Paragraph(line, centred=True) for line in lines]

    def add_numbered(self, level: int, number: int, text: str) -> None:
        han = make_number(_HAN, number)
        label = re.sub("[一1]", lambda found: han if found[0] == "一" else str(number), self.style[level])
        self.paragraphs.append(_Paragraph(text, label, level))


class _Author:
    """Draws one document after another, and remembers them so that nothing is written twice."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._written: set[str] = set()
        self._words: dict[str, str] = {}
        # A topic begins at a line that ends with an office; some have lists of several lines.
        self._topics = [block.splitlines() for block in re.split(r"\n(?=.+ \S+$)", _TOPICS.strip(), flags=re.M)]

    def write(self, clauses: int, style: tuple[str, ...], automatic: bool) -> _Document:
        self._words = {}
        self._words |= {name: self._fill(f"{{{name}}}") for name in ("place", "field", "year", "start")}
        kind = self._fill("{kind}")
        self._words["this"] = next(f"本{word}" for word in ("办法", "措施", "政策") if word in kind)
        title, number = self._new("{title}" + kind), self._new("{number}")
        made = _Document(style, automatic, title, number, self._fill("{place}市人民政府"))
        if self._rng.random() < 0.5:
            made.add_centred(f"{made.issuer}文件", number, title)
        else:
            made.add_centred(title, f"（{number}）")
        addressees = ["{addressee}"] if self._rng.random() < 0.4 else []
        made.paragraphs += [_Paragraph(self._fill(line)) for line in (*addressees, "{preamble}")]
        self._add_clauses(made, clauses)
        made.paragraphs.append(_Paragraph(self._fill("{closing}")))
        if self._rng.random() < 0.6:
            made.add_centred(made.issuer, self._fill("{year}年{spring}月{day}日"))
        return made

    def _add_clauses(self, made: _Document, clauses: int) -> None:
        rng = self._rng
        bracket = rng.choice(_BRACKETS)
        titled = made.style is not _STYLES[0] or rng.random() < 0.4
        chapters = rng.sample(_CHAPTERS, min(len(_CHAPTERS), -(-clauses // rng.randint(4, 8))))
        topics = rng.sample(self._topics, len(self._topics))
        for n in range(clauses):
            chapter = n * len(chapters) // clauses
            if n == 0 or chapter > (n - 1) * len(chapters) // clauses:
                made.add_numbered(0, chapter + 1, chapters[chapter])
            head, *grants = topics[n % len(topics)]
            title, office = head.split(" ")
            first, *items = self._new(f"{title}。" if titled else "", grants).split("\n")
            office = self._fill(office)
            others = {self._fill("{office}") for _ in range(rng.randint(1, 2))} - {office} or {"市财政局"}
            offices = bracket.format(office, "、".join(sorted(others)))
            made.add_numbered(1, n + 1, first + (offices if not items else ""))
            for place, item in enumerate(items, start=1):
                made.add_numbered(2, place, item + (offices if place == len(items) else ""))

    def _new(self, opening: str, grants: Sequence[str] = ()) -> str:
        """``opening``, filled in; with ``grants`` a whole clause. Drawn again until it was never written before."""
        text = ""
        while not text or text in self._written:
            text = self._write_clause(self._fill(opening), grants) if grants else self._fill(opening)
        self._written.add(text)
        return text

    def _write_clause(self, text: str, grants: Sequence[str]) -> str:
        if len(grants) > 2:
            return text + "\n".join(map(self._fill, grants))
        wanted = self._rng.randrange(SHORTEST, 220)
        for template in ("{lead}", *grants, *self._rng.sample(_TAILS, len(_TAILS))):
            sentence = self._fill(template)
            if len(text) < wanted and len(text + sentence) <= LONGEST:
                text += sentence
        return text

    def _fill(self, template: str) -> str:
        left = 1
        while left:  # a phrase holds others
            template, left = re.subn(r"<([^<>]*)>|\{(\w+)\}", self._choose, template)
        return template

    def _choose(self, found: re.Match[str]) -> str:
        alternatives, name = found.groups()
        if name is None:
            return self._rng.choice(str(alternatives).split("|"))
        return self._words.get(name) or _PHRASES.get(name) or str(self._rng.choice(_FIGURES[name]))


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────


def write_documents(folder: Path, documents: int = 1000, clauses: int = 30, seed: int = 20261122) -> tuple[Path, ...]:
    """``documents`` files of ``clauses`` numbered clauses each, in turn as text (UTF-8, GB18030), Word, PDF, web page.

    The same arguments give the same bytes; fewer documents are the first ones of more.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    author = _Author(seed)
    paths = []
    for n in range(documents):
        # Every format comes in every style, and every third time in each with the automatic numbers of Word.
        suffix, make = _FORMATS[n % len(_FORMATS)]
        document = author.write(clauses, _STYLES[n % len(_STYLES)], automatic=n // 15 % 3 == 0)
        paths.append(folder / f"document-{n + 1:04}{suffix}")
        paths[-1].write_bytes(make(document))
    return tuple(paths)


def change_document(path: Path) -> None:
    """Raise the first sum of the .txt document at ``path`` by 10,000 yuan."""
    unit = b"|".join("万元".encode(encoding) for encoding in ("utf-8", "gb18030"))
    raw, found = re.subn(rb"\d+(?=" + unit + b")", lambda sum_: b"%d" % (int(sum_[0]) + 1), path.read_bytes(), count=1)
    if not found:
        raise ValueError(f"{path.name}: holds no sum to change")
    path.write_bytes(raw)


def _make_text(document: _Document, encoding: str) -> bytes:
    lines = (f"{'' if p.centred else '　　'}{p.label}{p.text}\n" for p in document.paragraphs)
    return "".join(lines).encode(encoding)


_WORD = '<w:{0} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{1}</w:{0}>'


def _make_docx(document: _Document) -> bytes:
    body = "".join(_make_word_paragraph(p, document.automatic) for p in document.paragraphs)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": _WORD.format("document", f"<w:body>{body}</w:body>"),
        "word/numbering.xml": _WORD.format("numbering", _make_numbering(document.style)),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, xml in parts.items():  # a ZipInfo of its own is dated 1980
            raw = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{xml}'.encode()
            archive.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _make_word_paragraph(paragraph: _Paragraph, automatic: bool) -> str:
    """Figures are runs of their own, as Word writes them in Chinese text."""
    counted = automatic and paragraph.level in (0, 1)
    layout = f'<w:numPr><w:ilvl w:val="{paragraph.level}"/><w:numId w:val="1"/></w:numPr>' if counted else ""
    layout += '<w:jc w:val="center"/>' if paragraph.centred else '<w:ind w:firstLineChars="200"/>'
    text = escape(paragraph.text if counted else paragraph.label + paragraph.text)
    font = '<w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/></w:rPr>'
    runs = (f'<w:r>{font}<w:t xml:space="preserve">{run}</w:t></w:r>' for run in re.findall(r"[\d.%]+|[^\d.%]+", text))
    return f"<w:p><w:pPr>{layout}</w:pPr>{''.join(runs)}</w:p>"


def _make_numbering(style: tuple[str, ...]) -> str:
    levels = ""
    for n, label in enumerate(style[:2]):
        count = "decimal" if "1" in label else _HAN
        suffix = "space" if label.endswith("　") else "nothing"
        text = re.sub("[一1]", f"%{n + 1}", label.strip())
        levels += (
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{count}"/><w:lvlRestart w:val="0"/>'
            f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
        )
    abstract = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    return f'{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


_FONT, _SIZE, _LEADING = "STSong-Light", 16, 29
_LEFT, _TOP, _BOTTOM, _WIDTH = 73, 730, 100, 28 * _SIZE


def _make_pdf(document: _Document) -> bytes:
    """28 characters a line and 22 lines a page, as offices print; the title runs along the top of every page."""
    out = io.BytesIO()
    canvas = Canvas(out, A4, invariant=True)
    height, page = 0, 0
    for line, left in _break_lines(document.paragraphs):
        if height < _BOTTOM:
            if page:
                canvas.showPage()
            height, page = _TOP, page + 1
            canvas.setFont(_FONT, 10.5)
            canvas.drawCentredString(A4[0] / 2, 785, document.title)
            canvas.drawCentredString(A4[0] / 2, 60, f"— {page} —")
            canvas.setFont(_FONT, _SIZE)
        canvas.drawString(left, height, line)
        height -= _LEADING
    canvas.save()
    return out.getvalue()


def _break_lines(paragraphs: Sequence[_Paragraph]) -> Iterator[tuple[str, float]]:
    """Printed lines and where they begin. No figure is broken, and no closing mark begins a line."""
    for paragraph in paragraphs:
        left = 0.0 if paragraph.centred else 2.0 * _SIZE
        line, filled = "", left
        for piece in re.findall(r"[（〔《]*(?:[\d.%]+|.)[，。；：、）〕》]*", paragraph.label + paragraph.text):
            width = sum(_SIZE / 2 if sign.isascii() else _SIZE for sign in piece)
            if filled + width > _WIDTH:
                yield line, _LEFT + left
                line, left, filled = "", 0.0, 0.0
            line, filled = line + piece, filled + width
        yield line, _LEFT + ((_WIDTH - filled) / 2 if paragraph.centred else left)


_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}_{issuer}门户网站</title>
<style>.content p {{ text-indent: 2em; line-height: 2; }}</style><script>var page = "policy";</script></head><body>
<header><div class="logo">{issuer}</div><form action="/search"><input name="q"><button>搜索</button></form></header>
<nav><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li><a href="/zwfw">政务服务</a></li></ul></nav>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; <a href="/wj">政策文件</a></div>
<div class="main"><h1 class="title">{title}</h1>
<div class="source"><span>信息来源：{issuer}办公室</span> <span>浏览次数：<i id="hits"></i></span> <span>字体：大 中 小</span></div>
<div class="content">
{content}
</div><div class="share">分享到：<a href="#weixin">微信</a> <a href="#weibo">微博</a> <a href="#print">打印本页</a></div></div>
<div class="related"><h3>相关解读</h3><ul><li><a href="/1">一图读懂政策要点</a></li><li><a href="/2">答记者问</a></li></ul></div>
<footer><p>版权所有：{issuer}</p><p>网站标识码：0000000000 <a href="/map">网站地图</a></p></footer></body></html>
"""


def _make_page(document: _Document) -> bytes:
    """The title stands above the text and is not repeated in it."""
    lines = (
        f"<p{' align=center' if p.centred else ''}>{escape(p.label + p.text)}</p>"
        for p in document.paragraphs
        if p.text != document.title
    )
    return _PAGE.format(title=document.title, issuer=document.issuer, content="\n".join(lines)).encode()


_FORMATS: tuple[tuple[str, Callable[[_Document], bytes]], ...] = (
    (".txt", partial(_make_text, encoding="utf-8")),
    (".txt", partial(_make_text, encoding="gb18030")),
    (".docx", _make_docx),
    (".pdf", _make_pdf),
    (".html", _make_page),
)
