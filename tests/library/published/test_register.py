"""Ids that never drift: whatever is reprinted, moved, amended, dropped or withdrawn."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import opencc
import pytest

from search_app.files.read import DocumentError
from search_app.jobs.locks import only_writer
from search_app.library.library import read_library
from search_app.library.published import ids as ids_module
from search_app.library.published.ids import Changes, check, compare, keep_names, update
from search_app.library.published.register import MAX_TITLE, Register, Row, find_lost, read_register, write_register
from search_app.model import Bilingual, Clause, Document, Library
from search_app.text.fingerprints import find_fingerprint, find_sketch

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
FIRST = date(2026, 11, 22)
LATER = FIRST + timedelta(days=100)
SEEDS = range(25)


def keep_ids(documents: Iterable[Document], register: Register) -> tuple[Document, ...]:
    """``documents`` with registered texts under their registered ids, wherever a clause is named."""
    every = tuple(documents)
    names: dict[str, str] = {}
    for document in every:
        kept = keep_names(document.id, [(clause.clause, clause.text.zh) for clause in document.clauses], register)
        names |= {clause.id: f"{document.id}/{name}" for clause, name in zip(document.clauses, kept, strict=True)}
    return tuple(_rename(document, names) for document in every)


def _rename(document: Document, names: Mapping[str, str]) -> Document:
    def rename(clause_id: str) -> str:
        return names.get(clause_id, clause_id)

    clauses = []
    for clause in document.clauses:
        new = rename(clause.id)
        rules = tuple(replace(rule, source=rename(rule.source)) for rule in clause.rules)
        overlaps = tuple(replace(overlap, clause=rename(overlap.clause)) for overlap in clause.overlaps)
        clauses.append(replace(clause, id=new, clause=new.partition("/")[2], rules=rules, overlaps=overlaps))
    rules = tuple(replace(rule, source=rename(rule.source)) for rule in document.rules)
    return replace(document, clauses=tuple(clauses), rules=rules)


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register(CORPUS / "register.tsv")


# ── the register of the corpus ──


def test_every_id_of_the_corpus_is_registered_and_none_else(library: Library, register: Register) -> None:
    ids = {d.id for d in library.documents} | {c.id for c in library.clauses}
    assert len(ids) == 133
    assert ids <= register.by_id.keys()
    assert compare(library, register) == Changes()
    assert check(Changes()) == ()
    assert keep_ids(library.documents, register) == library.documents
    assert update(register, library, LATER) == register


def test_the_register_of_the_corpus_is_as_it_is_written(register: Register, tmp_path: Path) -> None:
    write_register(tmp_path / "register.tsv", register)
    assert (tmp_path / "register.tsv").read_bytes() == (CORPUS / "register.tsv").read_bytes()
    assert all(0 < len(row.title) <= MAX_TITLE for row in register.rows)


def test_texts_of_the_corpus_have_fingerprints_of_their_own(library: Library) -> None:
    assert len({find_fingerprint(c.text.zh) for c in library.clauses}) == len(library.clauses)


# ── how a text is printed changes nothing ──


def widen(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def narrow(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)


def other_brackets(text: str) -> str:
    return text.translate(str.maketrans("〔〕（）［］", "[】()【]"))


def sprinkle(marks: str) -> Callable[[str, random.Random], str]:
    def change(text: str, rng: random.Random) -> str:
        return "".join(c + (rng.choice(marks) if rng.random() < 0.2 else "") for c in text)

    return change


def traditional(place: str) -> Callable[[str, random.Random], str]:
    convert = opencc.OpenCC(place).convert
    return lambda text, rng: convert(text)


REPRINTS: dict[str, Callable[[str, random.Random], str]] = {
    "wrapped": sprinkle("\n"),
    "windows line ends": lambda text, rng: sprinkle("\n")(text, rng).replace("\n", "\r\n"),
    "spaces": sprinkle(" \u3000\u00a0\t"),
    "unseen": sprinkle("\u200b\ufeff\u00ad"),
    "wide": lambda text, rng: widen(text),
    "narrow": lambda text, rng: narrow(text),
    "mixed width": lambda text, rng: "".join(rng.choice((widen, narrow))(c) for c in text),
    "brackets": lambda text, rng: other_brackets(text),
    **{f"traditional {place}": traditional(place) for place in ("s2t", "s2hk", "s2tw")},
}


@pytest.mark.parametrize("name", REPRINTS)
def test_print_changes_no_fingerprint(library: Library, name: str) -> None:
    rng = random.Random(name)
    for clause in library.clauses:
        reprint = REPRINTS[name](clause.text.zh, rng)
        assert find_fingerprint(reprint) == find_fingerprint(clause.text.zh), clause.id
        assert find_sketch(reprint) == find_sketch(clause.text.zh), clause.id


def test_figures_are_never_formatting() -> None:
    texts = ["奖励1.5%", "奖励15%", "奖励15‰", "奖励1-5%", "奖励1500万元", "奖励1.500万元", "奖励100、200万元"]
    assert len({find_fingerprint(text) for text in texts}) == len(texts)
    assert (
        find_fingerprint("奖励1,500万元") == find_fingerprint("奖励１，５００ 万元") == find_fingerprint("奖励1500万元")
    )
    assert find_fingerprint("2022—2030年") == find_fingerprint("2022-2030年") == find_fingerprint("2022－2030年")


def read_changed(folder: Path, change: Callable[[str], str]) -> Library:
    """The corpus as it is read after ``change`` to its text; without translations, which are tied to the letter."""
    folder.mkdir(exist_ok=True)
    (folder / "catalogue.toml").write_text((CORPUS / "catalogue.toml").read_text(encoding="utf-8"), encoding="utf-8")
    for path in CORPUS.glob("*.txt"):
        (folder / path.name).write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return read_library(folder)


def wrap_lines(text: str) -> str:
    rng = random.Random(7)
    # Within words only: a line that begins with a number would be another clause.
    return re.sub(r"(?<=[支业发资])(?=[持展金企本政])", lambda _: "\n" if rng.random() < 0.5 else "", text)


def space_figures(text: str) -> str:
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=\d+(?:万|亿|%))", " ", text)


@pytest.mark.parametrize(
    "change",
    [
        wrap_lines,
        space_figures,
        lambda text: text.replace("（", "(").replace("）", ")"),
        lambda text: text.replace("）", ")"),
        lambda text: text.replace("〕", "]"),
        lambda text: text.replace("〔", "【"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: re.sub(r"\d(?=万|亿|%)", lambda found: widen(found.group()), text),
    ],
)
def test_a_reprinted_file_keeps_every_id(tmp_path: Path, register: Register, change: Callable[[str], str]) -> None:
    def change_below_contents(text: str) -> str:
        # The title and contents before it stay: by its title the catalogue knows a document.
        start = text.index("为推进实施")
        assert change(text[start:]) != text[start:]
        return text[:start] + change(text[start:])

    again = read_changed(tmp_path, change_below_contents)
    assert compare(again, register) == Changes()
    assert keep_ids(again.documents, register) == again.documents


# ── clauses that move ──


def renumbered(document: Document, clauses: list[Clause]) -> Document:
    """``clauses`` as a reader without a register would name them: numbered ones by their place, all else as it is."""
    n, out = 0, []
    for clause in clauses:
        if clause.clause.split("-")[0].isdigit():
            n += 1
            clause = replace(clause, clause=str(n), id=f"{document.id}/{n}", label=f"({n})")
        out.append(clause)
    return replace(document, clauses=tuple(out))


def with_document(library: Library, document: Document) -> Library:
    return replace(library, documents=tuple(document if d.id == document.id else d for d in library.documents))


def texts_by_id(document: Document) -> dict[str, str]:
    return {clause.id: clause.text.zh for clause in document.clauses}


def amended(clause: Clause, rng: random.Random) -> Clause | None:
    figures = list(re.finditer(r"\d+(?=万元|亿元|%)", clause.text.zh))
    if not figures:
        return None
    at, text = rng.choice(figures), clause.text.zh
    return replace(clause, text=Bilingual(text[: at.start()] + str(int(at.group()) * 2 + 1) + text[at.end() :]))


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_clauses_keep_their_ids(library: Library, register: Register, seed: int) -> None:
    rng = random.Random(seed)
    document = rng.choice(library.documents)
    clauses = list(document.clauses)
    rng.shuffle(clauses)
    read = renumbered(document, clauses)
    (kept,) = keep_ids([read], register)
    assert texts_by_id(kept) == texts_by_id(document)
    assert [c.text for c in kept.clauses] == [c.text for c in clauses]  # printed order stays
    assert compare(with_document(library, kept), register) == Changes()


@pytest.mark.parametrize("seed", SEEDS)
def test_two_swapped_clauses_are_told_and_kept(library: Library, register: Register, seed: int) -> None:
    rng = random.Random(seed)
    document = rng.choice(library.documents)
    clauses = list(document.clauses)
    one, other = rng.sample([n for n, c in enumerate(clauses) if c.numbered], 2)
    ids = clauses[one].id, clauses[other].id
    clauses[one], clauses[other] = clauses[other], clauses[one]
    read = renumbered(document, clauses)
    changes = compare(with_document(library, read), register)
    assert set(changes.moved) == {ids, ids[::-1]}
    assert not (changes.new or changes.changed or changes.dropped or changes.reused)
    assert len(check(changes)) == 2
    assert texts_by_id(keep_ids([read], register)[0]) == texts_by_id(document)


@pytest.mark.parametrize("seed", SEEDS)
def test_inserting_amending_and_deleting_at_once(library: Library, register: Register, seed: int) -> None:
    rng = random.Random(seed)
    document = rng.choice(library.documents)
    clauses = list(document.clauses)
    gone = clauses.pop(rng.choice([n for n, c in enumerate(clauses) if c.numbered]))
    place = rng.choice([n for n, c in enumerate(clauses) if c.numbered and amended(c, rng)])
    other = amended(clauses[place], rng)
    assert other is not None
    clauses[place] = other
    fresh = replace(clauses[place], text=Bilingual("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏。"))
    clauses.insert(1, fresh)
    (kept,) = keep_ids([renumbered(document, clauses)], register)
    by_text = {text: any_id for any_id, text in texts_by_id(kept).items()}
    assert by_text[other.text.zh] == other.id
    new = by_text[fresh.text.zh]
    assert new not in register.by_id
    assert re.fullmatch(rf"{document.id}/\d+-2", new)
    changes = compare(with_document(library, kept), register)
    assert changes == Changes(new=(new,), changed=(other.id,), dropped=(gone.id,))
    (message,) = check(changes)
    assert message.startswith(f"would drop {gone.id}: restore")
    assert f"withdraw {gone.id}" in message


def test_a_clause_is_renamed_wherever_it_is_named(library: Library, register: Register) -> None:
    """The closing's rules and the overlaps of other documents follow the clause."""
    document = next(d for d in library.documents if any(c.overlaps for c in d.clauses) and d.rules)
    names = {c.id: f"{document.id}/{900 + n}" for n, c in enumerate(document.clauses)}

    def rename(clause: Clause) -> Clause:
        new = names.get(clause.id, clause.id)
        rules = tuple(replace(rule, source=names.get(rule.source, rule.source)) for rule in clause.rules)
        overlaps = tuple(replace(o, clause=names.get(o.clause, o.clause)) for o in clause.overlaps)
        return replace(clause, id=new, clause=new.split("/")[1], rules=rules, overlaps=overlaps)

    read = [
        replace(
            d,
            clauses=tuple(map(rename, d.clauses)),
            rules=tuple(replace(rule, source=names.get(rule.source, rule.source)) for rule in d.rules),
        )
        for d in library.documents
    ]
    assert tuple(read) != library.documents
    assert keep_ids(read, register) == library.documents


def test_equal_texts_keep_their_own_numbers() -> None:
    clauses = [("1", "同一句话。"), ("2", "同一句话。"), ("3", "另一句话在此。")]
    register = registered(clauses)
    assert keep_names("d", clauses, register) == ("1", "2", "3")
    assert keep_names("d", [clauses[2], *clauses[:2]], register) == ("3", "1", "2")
    assert keep_names("d", [("1", "另一句话在此。"), ("2", "同一句话。")], register) == ("3", "2")


# ── amended, dropped, reused, withdrawn ──


@pytest.mark.parametrize("seed", SEEDS)
def test_an_amended_sum_is_changed(library: Library, register: Register, seed: int) -> None:
    rng = random.Random(seed)
    clause = rng.choice([c for c in library.clauses if amended(c, rng)])
    other = amended(clause, rng)
    assert other is not None
    document = next(d for d in library.documents if d.id == clause.document)
    read = replace(document, clauses=tuple(other if c.id == clause.id else c for c in document.clauses))
    assert keep_ids([read], register) == (read,)
    changes = compare(with_document(library, read), register)
    assert changes == Changes(changed=(clause.id,))
    assert check(changes) == ()
    after = update(register, with_document(library, read), LATER)
    assert after.by_id[clause.id].since == FIRST
    assert after.by_id[clause.id].fingerprint == find_fingerprint(other.text.zh)
    assert [r for r in after.provisions if r.id != clause.id] == [r for r in register.provisions if r.id != clause.id]
    assert after.by_id.keys() == register.by_id.keys()
    assert [r.id for r in after.rows if r.withdrawn] == [r.id for r in register.rows if r.withdrawn]


def registered(clauses: list[tuple[str, str]]) -> Register:
    return update(Register(), one_document(clauses), FIRST)


@cache
def sample_document() -> Document:
    return read_library(CORPUS).documents[0]


def one_document(clauses: list[tuple[str, str]]) -> Library:
    sample = sample_document()
    made = tuple(
        replace(
            sample.clauses[0], id=f"d/{name}", document="d", clause=name, title=None, text=Bilingual(text), rules=()
        )
        for name, text in clauses
    )
    return Library((replace(sample, id="d", title=Bilingual("测试文件若干政策措施"), clauses=made, rules=()),))


def test_another_text_under_an_id_is_reused() -> None:
    register = registered([("1", "支持企业建设数据中心，给予一次性奖励100万元。"), ("2", "本政策自印发之日起施行。")])
    library = one_document([("1", "对滑雪场新建索道的，按投资额予以补贴。"), ("2", "本政策自印发之日起施行。")])
    changes = compare(library, register)
    assert changes == Changes(reused=("d/1",))
    assert "never given again" in check(changes)[0]
    assert update(register, library, LATER) == register  # a stopped change is not written
    kept = replace(library, documents=keep_ids(library.documents, register))
    assert compare(kept, register) == Changes(new=("d/1-2",), dropped=("d/1",))


def test_withdrawn_ids_are_never_given_again() -> None:
    clauses = [(str(n), text) for n, text in enumerate(TEXTS, start=1)]
    register, library = registered(clauses), one_document(clauses)
    rng = random.Random(3)
    gone: set[str] = set()
    for round_ in range(12):
        # Take one out, and bring back texts that went before, under whatever number they are printed.
        current = [(c.clause, c.text.zh) for c in library.documents[0].clauses]
        out = current.pop(rng.randrange(len(current)))
        back = [("0", text) for text in TEXTS if text not in [t for _, t in current] and text != out[1]]
        read = one_document([(str(n), text) for n, (_, text) in enumerate([*back, *current], start=1)])
        library = replace(read, documents=keep_ids(read.documents, register))
        register = update(register, library, LATER + timedelta(days=round_), [f"d/{out[0]}"])
        gone.add(f"d/{out[0]}")
        assert check(compare(library, register)) == ()
        assert gone.isdisjoint(c.id for c in library.clauses)
        assert gone == {row.id for row in register.rows if row.withdrawn}
    assert len(library.clauses) == len(TEXTS) - 1


TEXTS = (
    "支持企业建设数据中心，给予一次性奖励。",
    "对滑雪场新建索道的，按投资额予以补贴。",
    "鼓励银行扩大信贷投放，执行优惠利率。",
    "引进高层次人才，发放安家费和租房补助。",
    "生物医药品种取得注册证书的，分档资助。",
)


def test_a_withdrawn_id_that_stands_again_stops_the_build() -> None:
    clauses = [("1", TEXTS[0]), ("2", TEXTS[1])]
    register = update(registered(clauses), one_document(clauses[:1]), LATER, ["d/2"])
    assert register.by_id["d/2"].withdrawn == LATER
    assert compare(one_document(clauses), register) == Changes(reused=("d/2",))
    assert keep_names("d", clauses, register) == ("1", "2-2")


def test_a_withdrawn_id_tells_where_its_text_now_stands(library: Library, register: Register) -> None:
    """A clause that goes to another document gets a new id there; the old one leads to it."""
    source, target = library.documents[0], library.documents[1]
    moving = source.clauses[3]
    read = Library((
        replace(source, clauses=tuple(c for c in source.clauses if c is not moving)),
        replace(target, clauses=(*target.clauses, replace(moving, id=f"{target.id}/99", clause="99"))),
        *library.documents[2:],
    ))  # fmt: skip
    assert compare(read, register) == Changes(new=(f"{target.id}/99",), dropped=(moving.id,))
    after = update(register, read, LATER, [moving.id])
    assert after.by_id[moving.id].moved_to == f"{target.id}/99"
    assert check(compare(read, after)) == ()


def test_a_dropped_document_is_told_once_and_withdrawn_whole(library: Library, register: Register) -> None:
    gone = library.documents[2]
    rest = replace(library, documents=tuple(d for d in library.documents if d is not gone))
    changes = compare(rest, register)
    assert set(changes.dropped) == {gone.id} | {c.id for c in gone.clauses}
    assert len(check(changes)) == 1
    after = update(register, rest, LATER, [gone.id])
    assert {row.id for row in after.provisions if row.withdrawn} == set(changes.dropped)
    assert all(row.withdrawn for row in after.rows if row.id.startswith(f"{gone.id}/"))
    assert check(compare(rest, after)) == ()


def test_a_document_under_another_id_or_title(library: Library, register: Register) -> None:
    document = library.documents[0]
    renamed = replace(document, id="other", clauses=tuple(replace(c, id=f"other/{c.clause}") for c in document.clauses))
    rest = library.documents[1:]
    changes = compare(replace(library, documents=(renamed, *rest)), register)
    assert changes.moved == ((document.id, "other"),)
    assert 'write id = "digital-economy"' in check(changes)[0]
    assert len(check(changes)) == 1
    retitled = replace(document, title=Bilingual("完全不同的名称"))
    assert compare(with_document(library, retitled), register) == Changes(changed=(document.id,))


def test_what_cannot_be_withdrawn(library: Library, register: Register) -> None:
    with pytest.raises(DocumentError, match="still stands in the corpus"):
        update(register, library, LATER, ["digital-economy/7"])
    with pytest.raises(DocumentError, match="not a published id"):
        update(register, library, LATER, ["digital-economy/700"])


# ── the file ──


def test_no_file_is_an_empty_register(tmp_path: Path) -> None:
    assert read_register(tmp_path / "register.tsv") == Register()


def test_a_register_reads_back_and_is_written_only_when_it_differs(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "register.tsv"
    shuffled = list(register.rows)
    random.Random(1).shuffle(shuffled)
    write_register(path, Register(tuple(shuffled)))
    assert read_register(path) == register
    before = path.stat().st_mtime_ns, path.stat().st_ino
    write_register(path, register)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert [p.name for p in tmp_path.iterdir()] == ["register.tsv"]
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))  # as an editor may save it
    assert read_register(path) == register


def broken() -> Iterator[tuple[str, str]]:
    row = f"d/1\t0123456789ab\t标题\t2026-11-22\t\t\t{'A' * 64}"
    gone = row.replace("\t\t\t", "\t2026-12-01\t\t")
    yield f"{row}\n{row}", r"line 2: d/1 stands twice; keep"
    yield f"{gone}\n{row}", r"line 2: d/1 was withdrawn and reappears; give"
    yield "d/1\t0123456789ab", r"line 1: 2 columns of 7; restore"
    yield f"# x\n\n{row.replace('0123456789ab', '0123')}", r"line 3: the fingerprint"
    yield row.replace("AAAA", "AA", 1), r"line 1: the fingerprint or sketch"
    yield row.replace("2026-11-22", "2026-13-22"), r"line 1: .*write days as"
    yield gone.replace("2026-12-01", "2026-01-01"), r"line 1: d/1 is withdrawn before"
    yield row.replace("d/1", "d/1/2"), r"line 1: 'd/1/2' is no id"
    yield row.replace("\t\t\t", "\t\td/2\t"), r"line 1: d/1 moved to d/2; only"
    yield gone.replace("\t\tA", "\td/2\tA"), r"line 1: d/1 moved to d/2; only"
    yield f"<<<<<<< HEAD\n{row}", r"line 1: 1 columns"


# ── a register that lost something ──


def written(path: Path, rows: int = 4) -> list[str]:
    """The lines of a register of ``rows`` clauses and their document in ``path``."""
    write_register(path, registered([(str(n), text) for n, text in enumerate(TEXTS[:rows], start=1)]))
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def losses() -> Iterator[tuple[str, Callable[[list[str]], list[str]]]]:
    yield "the end", lambda lines: lines[:-1]
    yield "the last rows", lambda lines: lines[:-3]
    yield "half a line", lambda lines: [*lines[:-2], lines[-2][:-30]]
    yield "all rows", lambda lines: lines[:7]
    yield "everything", lambda lines: []
    yield "everything but a line break", lambda lines: ["\n"]
    yield "one row", lambda lines: [line for line in lines if not line.startswith("d/2\t")]
    yield (
        "two rows, counted anew",
        lambda lines: [line.replace("5 ids", "3 ids") for line in lines if not line.startswith(("d/2\t", "d/3\t"))],
    )
    yield "a withdrawal", lambda lines: [line.replace("\t2027-03-02\t", "\t\t") for line in lines]
    yield "a day", lambda lines: [line.replace("2026-11-22", "2026-11-21") for line in lines]
    yield "nothing, but has two ends", lambda lines: [*lines, lines[-1]]


@pytest.mark.parametrize("loss", [name for name, _ in losses()])
@pytest.mark.parametrize("saved", ["as written", "with BOM and CRLF"])
def test_a_register_that_lost_something_is_refused(tmp_path: Path, loss: str, saved: str) -> None:
    path = tmp_path / "register.tsv"
    lines = written(path)
    if loss == "a withdrawal":
        clauses = [(str(n), text) for n, text in enumerate(TEXTS[:4], start=1)]
        write_register(path, update(read_register(path), one_document(clauses[:3]), LATER, ["d/4"]))
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    content = "".join(dict(losses())[loss](lines)).encode()
    path.write_bytes(content if saved == "as written" else b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    with pytest.raises(DocumentError, match="restore"):
        read_register(path)


def test_a_register_of_before_is_read_and_gets_its_last_line_when_next_written(tmp_path: Path) -> None:
    path = tmp_path / "register.tsv"
    before = [line for line in written(path) if not line.startswith(("# format", "# end"))]
    path.write_text("".join(before), encoding="utf-8")
    register = read_register(path)
    assert len(register.rows) == 5
    write_register(path, register)
    assert path.read_text(encoding="utf-8").splitlines()[-1].startswith("# end: 5 ids, sha256 ")
    assert read_register(path) == register


def test_comments_may_be_added_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "register.tsv"
    lines = written(path)
    path.write_text("".join(["# ours\n", "\n", *lines[:1], *lines[3:]]), encoding="utf-8")
    assert len(read_register(path).rows) == 5


@pytest.mark.parametrize(
    "row",
    [
        lambda row: replace(row, id=""),
        lambda row: replace(row, id="a/b/c"),
        lambda row: replace(row, id="a b"),
        lambda row: replace(row, id="a\tb"),
        lambda row: replace(row, id="#a"),
        lambda row: replace(row, id="a\ud800"),
        lambda row: replace(row, title="one\ttwo"),
        lambda row: replace(row, title="one\ntwo"),
        lambda row: replace(row, withdrawn=row.since - timedelta(days=1)),
        lambda row: replace(row, moved_to="nowhere"),
        lambda row: replace(row, fingerprint="xyz"),
        lambda row: replace(row, sketch=""),
    ],
)
def test_nothing_is_written_that_would_not_be_read(tmp_path: Path, row: Callable[[Row], Row]) -> None:
    path = tmp_path / "register.tsv"
    written(path)
    before = path.read_bytes()
    rows = read_register(path).rows
    with pytest.raises(DocumentError):
        write_register(path, Register((*rows[:-1], row(rows[-1]))))
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["register.tsv"]


def test_a_row_that_stands_twice_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "register.tsv"
    written(path)
    rows = read_register(path).rows
    with pytest.raises(DocumentError, match="twice"):
        write_register(path, Register((*rows, rows[-1])))


def test_a_clock_that_went_back_writes_nothing() -> None:
    clauses = [("1", TEXTS[0]), ("2", TEXTS[1])]
    register = registered(clauses)
    early = FIRST - timedelta(days=1)
    with pytest.raises(DocumentError, match="clock"):
        update(register, one_document(clauses[:1]), early, ["d/2"])
    with pytest.raises(DocumentError, match="clock"):
        update(register, one_document([*clauses, ("3", TEXTS[2])]), early)
    assert update(register, one_document(clauses), early) == register  # nothing is entered: no clock is needed


def test_what_was_published_and_is_lost_is_named() -> None:
    clauses = [(str(n), text) for n, text in enumerate(TEXTS, start=1)]
    published = update(registered(clauses), one_document(clauses[:4]), LATER, ["d/5"])
    assert find_lost(published, published) == ()
    assert find_lost(published, registered(clauses[:2])) == ()
    assert find_lost(published, Register()) == ()
    (lost,) = find_lost(Register(published.rows[:3]), published)
    assert "has lost 3 ids" in lost and "d/3" in lost
    (back,) = find_lost(registered(clauses), published)
    assert "withdrawn" in back and "d/5" in back


def test_drafts_of_writers_that_were_killed_are_removed(tmp_path: Path) -> None:
    (tmp_path / ".register.tsv-4711").write_text("half")
    written(tmp_path / "register.tsv")
    assert [path.name for path in tmp_path.iterdir()] == ["register.tsv"]


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    order: list[str] = []

    def write() -> None:
        with only_writer(tmp_path):
            order.append("second")

    with only_writer(tmp_path):
        second = threading.Thread(target=write)
        second.start()
        time.sleep(0.3)
        order.append("first")
    second.join()
    assert order == ["first", "second"]


@pytest.mark.parametrize(("content", "message"), list(broken()))
def test_a_broken_register_names_the_line_and_the_remedy(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "register.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=message):
        read_register(path)


def test_a_register_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "register.tsv").write_bytes("标题".encode("gbk"))
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_register(tmp_path / "register.tsv")


# ── large libraries ──


@pytest.mark.parametrize("count", [500, 2000])
def test_work_grows_with_the_clauses_not_with_their_pairs(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All in one document and every clause amended and renumbered, the hardest case."""
    rng = random.Random(count)
    texts = ["".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(80)) for _ in range(count)]
    past = registered([(str(n), text) for n, text in enumerate(texts)])
    compared, alike = [], ids_module._alike
    monkeypatch.setattr(ids_module, "_alike", lambda a, b: compared.append(1) or alike(a, b))
    read = [(str(n + 1), text[:40] + "最高500万元" + text[44:]) for n, text in enumerate(texts)]
    assert keep_names("d", read, past) == tuple(str(n) for n in range(count))
    assert len(compared) < 20 * count
