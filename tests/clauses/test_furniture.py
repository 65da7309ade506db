"""What stands around a document on pages and on sites is known for what it is, and no text of a document is."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_app.clauses.outline import split_file
from search_app.clauses.printed.furniture import mark_furniture
from search_app.clauses.printed.lines import find_lines
from search_app.clauses.printed.site_words import measure_site_words
from search_app.data import read_table
from search_app.files.read import SourceText, read_source
from search_app.library.assemble import assemble, name_as_printed
from search_app.library.catalogue import Entry
from search_app.library.draft import make_draft
from search_app.model import Document
from search_app.text.fold import squeeze
from search_app.text.passage import read_passage
from tests.conftest import CORPUS
from tests.evaluate.cases import CASES

TITLE = "云河区扶持水产加工业若干措施"
FIRST = "第一条 对新建冷库的水产企业，按照设备投资的15%给予补助，单个企业最高补助80万元，已享受市级补助的不再重复。"
SECOND = "第二条 对开设直营门店的企业，每开设一家给予奖励3万元，同一企业每年奖励不超过30万元。"
THIRD = "第三条 本措施自2024年5月1日起施行，有效期三年。"


def read(text: str) -> Document:
    source = SourceText("a.txt", text, "")
    (parts,) = split_file(source).documents
    return assemble(name_as_printed(make_draft(source, parts), Entry("a")))


def told(document: Document) -> list[object]:
    clauses = [(c.number, squeeze(c.text.zh), [(a.value, a.role) for a in c.amounts]) for c in document.clauses]
    return [document.title.zh, *clauses, document.term.start, document.term.years]


def noise(text: str) -> list[tuple[str, str]]:
    return [(line.noise, line.text) for line in mark_furniture(find_lines(text)) if line.noise]


PLAIN = told(read("\n".join([TITLE, FIRST, SECOND, THIRD])))


def pages(*edges: str, second: str = SECOND) -> str:
    """A document over four pages, each ending in the middle of a sentence with the next of ``edges``."""
    breaks = [FIRST.index("设备"), FIRST.index("单个"), SECOND.index("给予")]
    one, two, three = FIRST[: breaks[0]], FIRST[breaks[0] : breaks[1]], FIRST[breaks[1] :]
    four, five = second[: breaks[2]], second[breaks[2] :]
    return "\n".join([TITLE, one, edges[0], two, edges[1], f"{three}\n{four}", edges[2], five, THIRD, *edges[3:]])


@pytest.mark.parametrize(
    "form",
    ["{n}", "— {n} —", "- {n} -", "·{n}·", "第{n}页", "第 {n} 页 共 4 页", "第{n}页/共4页", "{n}/4", "Page {n} of 4", "—{n}—",
     "~ {n} ~", "－{n}－", "第{han}页", "第{han}页，共四页", "—\n{n}\n—", "【{n}】" if False else "P{n}"],
)  # fmt: skip
def test_page_numbers_in_any_form_inside_sentences(form: str) -> None:
    edges = [form.format(n=n, han="一二三四"[n - 1]) for n in range(1, 5)]
    text = pages(*edges)
    assert told(read(text)) == PLAIN
    assert {kind for kind, _ in noise(text)} == {"page"}
    assert sum(len(edge.split("\n")) for edge in edges) == len(noise(text))


@pytest.mark.parametrize(
    "form",
    [
        "云河区人民政府公报\n— {n} —",
        "— {n} —\n云河区人民政府公报",
        f"{TITLE}\n{{n}}",
        "云河区水产加工业扶持\n政策文件汇编（2024年版）\n— {n} —",
        "云河区人民政府公报 {n}",
        "{n} 云河区人民政府公报",
        "云河区人民政府公报 第{n}页 共4页",
        "— {n} — 云河区人民政府公报",
        "云河区人民政府公报\t{n}/4",
    ],
)
def test_running_titles_beside_inside_and_over_lines(form: str) -> None:
    edges = [form.format(n=n) for n in range(1, 5)]
    text = pages(*edges)
    assert told(read(text)) == PLAIN
    assert [line for _, line in noise(text)] == "\n".join(edges).replace("\t", "\t").split("\n")


def test_a_running_title_without_page_numbers_breaks_into_sentences() -> None:
    text = pages(*["云河区人民政府公报"] * 3)
    assert told(read(text)) == PLAIN
    assert noise(text) == [("running_title", "云河区人民政府公报")] * 3


def test_a_number_that_a_page_breaks_is_whole() -> None:
    broken = SECOND.replace("30万元", "3|0万元")
    text = "\n".join(
        [TITLE, FIRST, broken.replace("|", "\n— 1 —\n云河区水产政策汇编\n"), "— 2 —\n云河区水产政策汇编", THIRD]
    )
    assert told(read(text)) == PLAIN


def test_headings_and_short_lines_that_recur_are_text() -> None:
    text = "\n".join(
        [TITLE, "一、冷库补助", "申报条件", "在本区纳税的企业。", "申报材料", "营业执照。", "二、门店奖励", "申报条件", "开业满一年的门店。",
         "申报材料", "租赁合同。", "三、直播补助", "申报条件", "年销售额500万元以上。", "申报材料", "销售合同。"]
    )  # fmt: skip
    assert noise(text) == []


def test_a_column_of_figures_is_no_page_numbers() -> None:
    text = "\n".join([TITLE, FIRST, "补助标准", "类别", "金额", "甲类", "300", "乙类", "200", "丙类", "120", THIRD])
    assert noise(text) == []


# ── sites ──

HEADS = [
    "当前位置：首页>政务公开",
    "您的位置： 首页 > 信息公开 > 区政府文件",
    "首页 > 政务公开 > 政策文件 > 正文",
    "您所在的位置：网站首页 » 公开目录 » 产业政策",
    "首页 政务公开 政务服务 互动交流 无障碍 繁体",
    "登录 | 注册 | 网站地图 | English",
    "【字体：大 中 小】 【打印本页】 【关闭窗口】",
    "浏览次数：1,024 字号：大 中 小 打印 分享",
    "分享到：微信 微博 QQ空间",
]
TAILS = [
    "主办：云河区政府 备案号：云ICP备10000000号-1",
    "版权所有：云河区人民政府\n主办单位：云河区人民政府办公室\n承办单位：云河区大数据中心\n网站标识码：1234560001",
    "主办单位：云河区人民政府 联系电话：0100-1234567\n地址：云河区东一路1号 邮编：100000\n云公网安备 10000000000000号",
    "打印本页 关闭窗口",
    "【打印】【关闭】",
    "上一篇：云河区召开水产业座谈会\n下一篇：关于征集产业项目的公告",
    "相关链接\n云河区渔港建设规划\n图解：一图看懂水产加工业扶持",
    "扫一扫在手机打开当前页",
    "附件下载\n申报表.docx\n云河区冷库名录.xlsx",
    "Copyright © 2024 云河区人民政府 All Rights Reserved",
    "技术支持：云河科技有限公司 网站支持IPv6 备案序号：云ICP备10000000号",
    "网站地图 | 联系我们 | 网站声明\n云ICP备10000000号-2",
    "責任編輯：王某 瀏覽次數：88",
]


@pytest.mark.parametrize("head", HEADS)
def test_what_a_site_prints_above_a_document_is_left_out(head: str) -> None:
    text = "\n".join([head, TITLE, FIRST, SECOND, THIRD])
    assert told(read(text)) == PLAIN
    assert noise(text) == [("site", head)]


@pytest.mark.parametrize("tail", TAILS)
def test_what_a_site_prints_below_a_document_is_left_out(tail: str) -> None:
    text = "\n".join([TITLE, FIRST, SECOND, THIRD, tail])
    assert told(read(text)) == PLAIN
    assert noise(text) == [("site", line) for line in tail.split("\n")]


@pytest.mark.parametrize(
    "row",
    ["发布日期：2024-04-20 浏览次数：356", "索引号：000123/2024-00021 成文日期：2024年4月18日", "来源：区政府办 发布时间：2024-04-20 08:30"],
)  # fmt: skip
def test_what_the_document_is_known_by_is_front_matter(row: str) -> None:
    assert noise("\n".join(["当前位置：首页>公开", row, TITLE, FIRST, SECOND, THIRD])) == [
        ("site", "当前位置：首页>公开")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "主办单位：区农业农村局",
        "联系电话：0100-7654321",
        "责任单位：区商务局",
        "版权所有人许可企业实施的，按合同额的5%给予补助",
        "联系人：李某，咨询电话：0100-7654321。",
        "地址：云河区西二路2号",
        "申报网址：https://policy.example.cn/apply",
        "大型企业、中型企业、小型企业分别给予30万元、20万元、10万元奖励",
        "平台年度访问量达到100万次的，奖励20万元",
    ],
)
def test_a_document_may_name_a_telephone_an_organiser_and_sizes(line: str) -> None:
    assert noise("\n".join([TITLE, FIRST, SECOND, line, THIRD])) == []
    assert noise("\n".join([TITLE, FIRST, SECOND, THIRD, line])) == []


def test_every_word_of_the_table_is_known_by_its_example() -> None:
    for row in read_table("furniture", "words"):
        yes, no = (measure_site_words(read_passage(row[name]).text, row[name]) for name in ("yes", "no"))
        assert yes.certain or yes.heads or yes.facts or (not row["certain"] and yes.likely), row["yes"]
        assert not (no.certain or no.heads or no.facts), row["no"]


# ── browsers ──


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("2024/3/5 10:12  云河区人民政府", "https://www.example.gov.cn/art/2024/3/5/art_1.html {n}/3"),
        ("11/26/24, 2:05 PM 云河区扶持水产加工业若干措施", "file:///C:/policies/a.html {n}/3"),
        ("2024-03-05 下午3:20", "https://www.example.gov.cn/zc/2.html\n{n}/3"),
    ],
)
def test_what_a_browser_prints_on_each_page_is_left_out(above: str, below: str) -> None:
    edges = [f"{below.format(n=n)}\n{above}" for n in (1, 2)]
    text = f"{above}\n{pages(*edges, below.format(n=3))}"
    text = text.replace(below.format(n=3) + "\n", "") + "\n" + below.format(n=3)
    assert told(read(text)) == PLAIN
    assert {kind for kind, _ in noise(text)} <= {"print", "page"} and len(noise(text)) >= 6


# ── text stays ──


@pytest.mark.parametrize("path", [*sorted(CASES.glob("*.txt")), *sorted(CORPUS.glob("*.txt"))], ids=lambda p: p.stem)
def test_running_text_is_never_furniture(path: Path) -> None:
    source = read_source(path)
    lines = mark_furniture(find_lines(source.text))
    left_out = [line for line in lines if line.noise]
    assert {line.noise for line in left_out} <= {"page", "running_title"}
    assert all("。" not in line.text and "，" not in line.text for line in left_out)
    numbered = {line.start for line in find_lines(source.text) if line.style}
    assert not numbered & {line.start for line in left_out}
