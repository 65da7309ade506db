"""Who gets a grant: found by what stands around a name, printed as the text has it, and with a chance."""

from __future__ import annotations

from collections import Counter
from typing import Any

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.data import TableError, read_table
from search_app.reading.benefits import find_benefits
from search_app.reading.learned.examples import parse_recipient, read_recipients
from search_app.reading.roles import find_amounts
from search_app.reading.slots.anchor import Anchor, Slot
from search_app.reading.slots.candidates import names_receiver
from search_app.reading.slots.recipients import find_candidates, find_recipient, weigh
from search_app.reading.words.provision import Provision, read_bare, read_provision
from search_app.reading.words.scorer import Scorer
from search_app.text.passage import plain

TRADITIONAL = opencc.OpenCC("s2t").convert
SCRIPTS = pytest.mark.parametrize("script", [str, TRADITIONAL], ids=["simplified", "traditional"])
ROWS = read_table("receivers", "receiver")


def recipients(text: str) -> list[str]:
    return [b.recipient for b in find_benefits(text, find_amounts(text))]


def at_figure(text: str, n: int = 0) -> tuple[Provision, Anchor]:
    """The provision and the grant whose first figure is the ``n``-th of ``text``."""
    provision = read_provision(text)
    figure = provision.quantities[n]
    return provision, Anchor(provision.units[provision.unit_at(figure.start)], figure.start, figure.end)


def who(text: str, n: int = 0) -> Slot[str]:
    return find_recipient(*at_figure(text, n))


@SCRIPTS
@pytest.mark.parametrize(
    ("text", "names"),
    [
        # each figure has its own subject
        (
            "获部级金奖的酒厂给予12万元奖励，获省级金奖的酒厂给予6万元奖励，获市级金奖的酒厂给予2万元奖励。",
            ["获部级金奖的酒厂", "获省级金奖的酒厂", "获市级金奖的酒厂"],
        ),
        # carried over, also over sentences that name nobody
        ("造纸企业年节水10万吨的，奖励8万元；年节水20万吨的，奖励18万元。", ["造纸企业", "造纸企业"]),
        # whom the sum is given to, not what it is given for
        ("购置电动渔船的，按船价的15%给予渔业公司补贴。", ["渔业公司"]),
        ("对首次上市的抗旱种子，按销售额的3%对育种单位给予奖励。", ["育种单位"]),
        # what it becomes
        ("对认定为省级中药材基地的，给予40万元奖励。", ["省级中药材基地"]),
        # who does something, not for or with whom
        ("陶瓷企业委托高校开发釉料的，按合同额的20%给予补助。", ["陶瓷企业"]),
        # a bank only when it is what is paid
        ("对开展茶园信贷业务的农商银行，给予10万元奖励。", ["开展茶园信贷业务的农商银行"]),
        ("茶叶合作社向银行贷款的，按利息的50%给予补贴。", ["茶叶合作社"]),
    ],
)
def test_who_is_meant(text: str, names: list[str], script: Any) -> None:
    assert recipients(script(text)) == [script(name) for name in names]


@SCRIPTS
def test_a_name_in_quotation_marks_is_whole(script: Any) -> None:
    text = script("“溪山工匠培育计划”入选者，每年给予6万元津贴。")
    found = who(text)
    assert found.value == script("“溪山工匠培育计划”入选者")
    found = who(script("对“小巨人”企业给予30万元奖励。"))
    assert found.value == script("“小巨人”企业")


@SCRIPTS
@pytest.mark.parametrize(
    "text", ["参加省级以上茶艺展销会的，按展位费的60%给予补助。", "取得有机认证的，每张证书奖励2万元。"]
)
def test_a_deed_is_nobody(text: str, script: Any) -> None:
    found = who(script(text))
    assert found.value == "" and found.start == found.end and found.sure > 0.5


def test_a_plain_name_needs_no_known_noun() -> None:
    assert recipients("对苦荞给予每亩80元补贴。") == ["苦荞"]


def test_spaces_of_a_printer_change_nothing() -> None:
    text = "对新认定的省级茶旅基地，给予30万元奖励。"
    spaced = "对 新认定的 省级 茶旅 基地 ， 给予 30 万元 奖励 。"
    assert recipients(spaced) == recipients(text) == ["新认定的省级茶旅基地"]


def test_a_long_qualifier_is_cut_at_its_end() -> None:
    qualifier = "上一年度在本县依法纳税并按时足额缴纳职工社会保险且近三年未发生安全生产责任事故的"
    assert recipients(f"对{qualifier}砖瓦企业，给予5万元奖励。") == ["砖瓦企业"]


def test_a_name_says_where_it_stands_and_how_surely() -> None:
    provision, anchor = at_figure("对引进的桥梁工程师，给予9万元安家费。")
    found = find_recipient(provision, anchor)
    assert provision.passage.printed[found.start : found.end] == found.value
    assert 0 < found.sure <= 1 and found.why


def test_a_benefit_is_no_surer_than_that_the_text_names_nobody() -> None:
    text = "新列为生态码头的，码头升级与绿色岸电达到要求并通过评定的，奖励20万元。"
    (benefit,) = find_benefits(text, find_amounts(text))
    assert benefit.sure <= who(text).sure


@given(st.text(alphabet="对给予企业团队银行的“”（），。；：10万元%奖励认定为者、", max_size=80))
def test_a_name_is_never_cut_inside_marks(text: str) -> None:
    text += "给予5万元奖励。"
    for n in range(len(read_provision(text).quantities)):
        provision, anchor = at_figure(text, n)
        found = find_recipient(provision, anchor)
        if found.value:
            assert provision.passage.printed[found.start : found.end] == found.value != ""
            assert found.value.count("“") >= found.value.count("”") or found.start == 0 or "“" not in text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['class']}: {row['yes']}")
def test_each_row_of_nouns_finds_its_example(row: dict[str, Any]) -> None:
    word = row["yes"][row["yes"].index("⟨") + 1 : row["yes"].index("⟩")]
    assert names_receiver(plain(row["yes"].partition("⟩")[0].replace("⟨", "")))
    assert word in row["words"]


def test_a_noun_belongs_to_one_class() -> None:
    counted = Counter(word for row in ROWS for word in set(row["words"]))
    assert {word: count for word, count in counted.items() if count > 1} == {}


@pytest.mark.parametrize(
    ("words", "receives"), [("省级孵化器(园区)", True), ("“专精特新”企业", True), ("受理", False), ("优秀", False)]
)
def test_what_can_receive_is_told_by_its_noun(words: str, receives: bool) -> None:
    assert names_receiver(words) == receives


def test_every_labelled_name_stands_in_its_text() -> None:
    grants = list(read_recipients())
    assert len(grants) > 1200
    for one in grants:
        assert one.text[slice(*one.figure)]
        assert all(name in one.text for name in one.names)


def test_most_labelled_names_are_among_the_candidates() -> None:
    """What is no candidate can never be found; the rest is for the scorer."""
    missed = 0
    grants = [one for one in read_recipients() if "" not in one.names]
    for one in grants:
        provision = read_bare(one.text, one.heading)
        start = provision.passage.place(one.figure[0])
        anchor = Anchor(provision.units[provision.unit_at(start)], start, start + 1)
        ends = {provision.passage.text[: c.head.until] for c in find_candidates(provision, anchor) if c.head}
        missed += not any(end.endswith(plain(name)) for end in ends for name in one.names)
    assert missed < 0.06 * len(grants)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a\tb\tc", "has 3 cells"),
        ("s\t2026-11-26\t\t茶厂\t给予10万元奖励。", "marks 0 figures"),
        ("s\t2026-11-26\t\t茶厂\t给予⟨10万元⟩奖励。", "does not stand in the text"),
    ],
)
def test_a_broken_line_is_named_with_its_remedy(line: str, says: str) -> None:
    with pytest.raises(TableError, match=says):
        parse_recipient(line, "recipients.tsv, line 9")


def test_chances_add_up_to_one() -> None:
    chances = weigh(Scorer(("meant",), {"a": (900,), "b": (-300,)}), [["a"], ["b"], []])
    assert sum(chances) == pytest.approx(1) and chances[0] > chances[2] > chances[1]
