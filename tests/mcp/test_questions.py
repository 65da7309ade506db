"""A model's questions, asked with the SDK's client of a real process: answers with known clauses, all with their source.

What is expected was read in the texts of the corpus before anything was asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, ListToolsResult

from search_app import create_app
from search_app.library.library import read_library
from search_app.mcp.asking import Library
from search_app.mcp.server import call
from search_app.model import Withdrawal, split_benefit_id, split_id
from search_app.search.published.generations import build_generation, publish
from search_app.search.published.opening import Generation
from tests.conftest import ROOT, every_clause, newest

SITE = "https://policy.example.org"
DAY = "2026-11-22"
COMMAND = ["-m", "search_app.mcp"]
Ask = Callable[..., CallToolResult]


def environment(home: Path) -> dict[str, str]:
    return {"INDEX_DIR": str(home), "PUBLIC_URL": SITE, "MEANING": "off"}


@pytest.fixture(scope="module")
def session(home: Path) -> Iterator[tuple[Ask, ListToolsResult, str]]:
    """(how a tool is called, the tools, the instructions) of one process for all questions."""
    server = StdioServerParameters(command=sys.executable, args=COMMAND, env=environment(home), cwd=ROOT)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(server)) as client:
        yield (
            lambda tool, **arguments: portal.call(client.call_tool, tool, arguments),
            portal.call(client.list_tools),
            client.instructions or "",
        )


@pytest.fixture(scope="module")
def ask(session: tuple[Ask, ListToolsResult, str]) -> Ask:
    return session[0]


# (tool, arguments, id of the answer, status, words of its quote); lists answer with it first
QUESTIONS: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("search_clauses", {"q": "生物经济 总部 奖励", "as_of": DAY}, "bio-economy/9", "in_force", "每年奖励额最高1000万元"),
    ("search_clauses", {"q": "bio-economy headquarters annual award", "as_of": DAY}, "bio-economy/9", "in_force", "总部"),
    ("search_clauses", {"q": "数字经济 总部经济", "as_of": DAY}, "digital-economy/7", "in_force", "帮助争取省级奖励资金"),
    ("search_clauses", {"q": "国家电子商务示范基地", "as_of": DAY}, "digital-economy/2", "in_force", "30万元、20万元、10万元"),
    ("search_clauses", {"q": "新备案的院士工作站给多少钱？", "as_of": DAY}, "innovation-35/25", "in_force", "院士工作站"),
    ("search_clauses", {"q": "冰雪影视", "as_of": DAY}, "ice-snow-economy/6", "expired", "适当资金补助"),
    ("search_clauses", {"q": "loan interest subsidy for creative design", "as_of": DAY}, "creative-design/1", "expired", "贷款贴息"),
    ("search_clauses", {"q": "clinical trials of drugs", "as_of": DAY}, "bio-economy/4", "in_force", "临床试验"),
    ("search_clauses", {"q": '"7500万元"', "as_of": DAY}, "financial-opening/1", "unknown", "7500万元"),
    ("search_clauses", {"q": "融资担保平均费率", "as_of": DAY}, "innovation-35/27", "in_force", "担保"),
    ("search_clauses", {"q": "冰雪", "validity": ["in_force"], "document": ["innovation-35"], "as_of": DAY}, "innovation-35/3", "in_force", "冰雪经济"),
    ("get_clause", {"id": "creative-design/8", "as_of": DAY}, "creative-design/8", "expired", "省级工业设计研究院"),
    ("get_clause", {"id": "creative-design/8", "as_of": "2025-06-30"}, "creative-design/8", "in_force", "省级工业设计研究院"),
    ("get_clause", {"id": "ice-snow-economy/closing", "as_of": DAY}, "ice-snow-economy/closing", "expired", "有效期至2025年"),
    ("get_clause", {"id": "financial-opening/12", "as_of": DAY}, "financial-opening/12", "unknown", "首购自用办公用房"),
    ("get_clause", {"id": "bio-economy/9/b2", "as_of": DAY}, "bio-economy/9/b2", "in_force", "4%、3%、2%"),
    ("list_benefits", {"kind": ["interest"], "document": ["bio-economy"], "as_of": DAY}, "bio-economy/11/b1", "in_force", "每年单个项目贴息额度最高800万元"),
    ("list_benefits", {"q": "头雁", "kind": ["grant"], "amount_min": 50_000_000, "as_of": DAY}, "bio-economy/5/b1", "in_force", "400万元"),
    ("list_benefits", {"q": "购房", "payer": ["city"], "document": ["financial-opening"], "as_of": DAY}, "financial-opening/12/b1", "unknown", "5%"),
    ("estimate", {"clause": "financial-opening/1", "inputs": {"base": 100_000_000}}, "financial-opening/1/b1", "unknown", "1.5%"),
    ("estimate", {"clause": "bio-economy/9", "inputs": {"base": 500_000_000}}, "bio-economy/9/b1", "in_force", "主营业务收入的4%"),
    ("estimate", {"clause": "innovation-35/14", "inputs": {"base": 1_000_000}}, "innovation-35/14/b1", "in_force", "实际成交价的10%"),
    ("match_company", {"facts": {"industry": ["bio-economy"], "rank": ["top500_world"], "headquarters": ["group"], "revenue": "1亿"}}, "bio-economy/9/b1", "in_force", "总部"),
    ("resolve_citation", {"text": "《鹤岗市支持生物经济高质量发展若干政策措施》第九条", "as_of": DAY}, "bio-economy/9", "in_force", "总部"),
    ("resolve_citation", {"text": "新时代鹤岗创新发展35条第14条", "as_of": DAY}, "innovation-35/14", "in_force", "首台（套）"),
    ("resolve_citation", {"text": "see https://elsewhere.example/zh/policies/ice-snow-economy/6", "as_of": DAY}, "ice-snow-economy/6", "expired", "冰雪"),
    ("resolve_citation", {"text": "鹤岗市金融开放招商若干政策措施", "as_of": DAY}, "financial-opening", "unknown", "有效期5年"),
    ("list_changes", {"as_of": "2026-11-26"}, "bio-economy/13/b1", "in_force", "开发区创新发展专项资金"),
    ("list_changes", {"as_of": "2025-12-01", "since": "2025-12-01"}, "creative-design", "in_force", "执行期至2025年"),
]  # fmt: skip
LISTS = {"search_clauses": "hits", "list_benefits": "benefits", "match_company": "matched", "list_changes": "changes"}


def first_answer(tool: str, said: dict[str, Any]) -> dict[str, Any]:
    if tool == "resolve_citation":
        assert said["found"][0]["status"] == "found"
        return dict(said["found"][0]["answers"][0])
    return dict(said[LISTS[tool]][0]) if tool in LISTS else said


def printed(generation: Generation, any_id: str) -> str:
    """The text that a quote of this id must stand in."""
    clause_id = (split_benefit_id(any_id) or (any_id, 0))[0]
    if split_id(clause_id)[1]:
        return newest(generation, clause_id).text.zh
    head = generation.versions[any_id][-1]
    return "\n".join(clause.text.zh for clause in generation.store.document(head).clauses)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question[0]} {question[2]}")
def test_a_question_is_answered_with_its_clause_and_where_it_stands(
    ask: Ask, generation: Generation, question: tuple[str, dict[str, Any], str, str, str]
) -> None:
    tool, arguments, expected, status, words = question
    result = ask(tool, **arguments)
    assert not result.is_error, result.content
    answer = first_answer(tool, result.structured_content)
    assert answer["id"] == expected
    assert answer["address"] == f"{SITE}/id/{expected}"
    assert answer["status"]["status"] == status and answer["status"]["reason"]["en"]
    assert words in answer["quote"]["zh"]
    assert all(part in printed(generation, expected) for part in answer["quote"]["zh"].split(" …… "))
    assert 0 <= answer["sure"] <= 1
    text = result.content[0].text  # type: ignore[union-attr]
    assert all(one in text for one in (expected, answer["address"], answer["quote"]["zh"], status))


def test_it_says_who_pays_how_much_and_for_how_long(ask: Ask) -> None:
    said = ask("list_benefits", kind=["interest"], document=["bio-economy"]).structured_content
    paid = said["benefits"][0]["benefit"]
    assert (said["total"], paid["duration"], paid["payer"]) == (1, "P5Y", None)
    assert [limit["value"] for limit in paid["limits"]] == [8_000_000]
    paid = ask("get_clause", id="bio-economy/9/b2").structured_content["benefit"]
    assert (paid["rate"], paid["limits"][0]["value"], paid["promise"]) == (0.03, 5_000_000, "committed")
    city = ask("list_benefits", payer=["city"], document=["financial-opening"], per_page=100).structured_content
    assert city["total"] > 10 and {one["benefit"]["payer"] for one in city["benefits"]} == {"city"}


def test_it_says_what_somebody_would_get(ask: Ask) -> None:
    estimated = ask("estimate", clause="bio-economy/9", inputs={"base": 500_000_000}).structured_content["estimate"]
    assert estimated["amount"] == 10_000_000 and estimated["limited_by"]
    open_one = ask("estimate", clause="bio-economy/9").structured_content["estimate"]
    assert open_one["amount"] is None and "base" in open_one["missing"]
    facts = {"industry": ["bio-economy"], "rank": ["top500_world"], "headquarters": ["group"], "revenue": 100_000_000}
    said = ask("match_company", facts=facts).structured_content
    fit = said["matched"][0]
    assert (fit["yearly"], fit["total"]) == (4_000_000, 20_000_000) and fit["because"]
    refused = ask("match_company", facts=facts, group="no", per_page=1).structured_content
    assert refused["total"] == said["counts"]["no"] == refused["pages"] and refused["matched"][0]["because"]


def test_an_ended_rule_is_marked_in_whatever_is_read(ask: Ask) -> None:
    result = ask("get_clause", id="ice-snow-economy/6", as_of=DAY)
    status = result.structured_content["status"]
    assert (status["until"], result.structured_content["as_of"]) == ("2025-12-31", DAY)
    assert "有效期至2025年" in status["quote"] and "do not quote it as living" in result.content[0].text  # type: ignore[union-attr]


def test_several_meanings_and_none_are_told_apart(ask: Ask) -> None:
    said = ask("resolve_citation", text="第九条").structured_content["found"][0]
    assert said["status"] == "ambiguous" and "bio-economy/9" in {one["id"] for one in said["answers"]}
    assert (
        ask("resolve_citation", text="《哈尔滨市某某办法》第三条").structured_content["found"][0]["status"]
        == "not_held"
    )
    gone = ask("resolve_citation", text="bio-economy/13/b1").structured_content["found"][0]
    assert (gone["status"], gone["withdrawn"]) == ("not_held", "2026-11-26")


def test_lists_are_read_to_their_end(ask: Ask) -> None:
    first = ask("search_clauses", q="奖励", per_page=100).structured_content
    ids, page = [hit["id"] for hit in first["hits"]], 1
    pages = []
    while page:
        said = ask("search_clauses", q="奖励", per_page=40, page=page).structured_content
        pages += [hit["id"] for hit in said["hits"]]
        page = said["next_page"]
    assert pages == ids and len(ids) == first["total"]


# ── what is refused ──

REFUSED: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "no such clause": ("get_clause", {"id": "bio-economy/99"}, ("404", "“99”", "20 clauses", "search_clauses")),
    "No such document": ("get_clause", {"id": "nowhere/1"}, ("404", "No such document", "resolve_citation")),
    "no such benefit": ("get_clause", {"id": "bio-economy/9/b99"}, ("404", "no such benefit")),
    "a withdrawn benefit": ("get_clause", {"id": "bio-economy/13/b1"}, ("410", "26 November 2026", "moved_to: nothing")),
    "no id": ("get_clause", {"id": "../../etc/passwd?"}, ("id: must be like bio-economy/9",)),
    "id a number": ("get_clause", {"id": 9}, ("id: must be like bio-economy/9",)),
    "nothing given": ("get_clause", {}, ("id: must be given",)),
    "a name of no argument": ("search_clauses", {"q": "奖励", "colour": "red"}, ("colour: is no argument", "takes q, ")),
    "no value of a filter": ("search_clauses", {"document": ["nowhere"], "page": 0}, ("document: has no value “nowhere”", "page: ")),
    "no day": ("get_clause", {"id": "bio-economy/9", "as_of": "2026-02-30"}, ("as_of: must be a day that exists",)),
    "no sum": ("list_benefits", {"amount_min": {"yuan": 5}}, ("amount_min: is of the wrong type",)),
    "a sum with many digits": ("list_benefits", {"amount_min": 10**400}, ("amount_min: is of the wrong type",)),
    "behind the last page": ("list_benefits", {"kind": ["interest"], "page": 9}, ("page: there is no page 9; the last one is 1",)),
    "no list of a match": ("match_company", {"facts": {}, "group": "all"}, ("group: must be one of fits",)),
    "no fact": ("match_company", {"facts": {"colour": "red", "revenue": "much"}}, ("facts.colour: ", "facts.revenue: ")),
    "facts a list": ("match_company", {"facts": [1]}, ("facts: must be a JSON object",)),
    "a long text": ("resolve_citation", {"text": "奖" * 70_000}, ("text: is longer than 20000 characters",)),
    "a long question": ("search_clauses", {"q": "奖" * 70_000}, ("q: ", "longer than")),
    "a clause that cannot be estimated": ("estimate", {"clause": "bio-economy/99"}, ("clause: there is no such clause",)),
    "an input that is none": ("estimate", {"clause": "bio-economy/9", "inputs": {"base": "much"}}, ("inputs.base: must be a sum of yuan",)),
    "thousands of names": ("get_clause", {f"name{n}": n for n in range(5_000)}, ("name0: is no argument",)),
    "no tool": ("drop_tables", {}, ("no tool 'drop_tables'", "search_clauses")),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_said_so_that_it_can_be_mended(ask: Ask, name: str) -> None:
    tool, arguments, words = REFUSED[name]
    result = ask(tool, **arguments)
    text = result.content[0].text  # type: ignore[union-attr]
    assert result.is_error and len(text) <= 4_000
    assert [word for word in words if word not in text] == [], text
    assert not ask("get_clause", id="bio-economy/9").is_error


def test_a_withdrawn_clause_says_where_its_text_now_stands(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    text = "丁市渔业办法\n第一条 对渔场给予20万元奖励。\n第二条 对码头给予补助。\n"
    (tmp_path / "corpus" / "fish.txt").write_text(text, encoding="utf-8")
    gone = (Withdrawal("fish/3", "渔船", date(2026, 3, 5), "fish/1"),)
    publish(build_generation(replace(read_library(tmp_path / "corpus"), withdrawn=gone), tmp_path / "index", "x"))
    library = Library(tmp_path / "index")
    for tool, arguments in (("get_clause", {"id": "fish/3"}), ("estimate", {"clause": "fish/3"})):
        refused = call(library, tool, arguments)
        assert refused.is_error and "moved_to: fish/1" in refused.content[0].text  # type: ignore[union-attr]
    found = call(library, "resolve_citation", {"text": "fish/3"}).structured_content["found"][0]
    assert (found["status"], found["withdrawn"], found["answers"][0]["id"]) == ("not_held", "2026-03-05", "fish/1")
    assert found["answers"][0]["quote"] == {"zh": "对渔场给予20万元奖励。", "en": None}


# ── the same as the API ──


def test_numbers_are_those_of_the_api(home: Path, generation: Generation) -> None:
    api, library = create_app(index=home).test_client(), Library(home)
    for clause in every_clause(generation):
        said = call(library, "get_clause", {"id": clause.id}).structured_content
        assert said["clause"] == api.get(f"/api/v1/clauses/{clause.id}").get_json()
        assert said["address"] == f"/id/{clause.id}"  # no site is known here
        assert said["status"] == said["clause"]["validity"] and said["quote"] == said["clause"]["text"]
    asked = {"q": "奖励", "sort": "amount"}
    hits = api.get("/api/v1/search", query_string={**asked, "per_page": 100}).get_json()
    said = call(library, "search_clauses", {**asked, "per_page": 100}).structured_content
    assert said["total"] == hits["total"]
    for mine, its in zip(said["hits"], hits["hits"], strict=True):
        assert (mine["id"], mine["headline"], mine["status"]) == (its["id"], its["headline"], its["validity"])
    every = api.get("/api/v1/benefits", query_string=asked).get_json()
    said = call(library, "list_benefits", {**asked, "per_page": 100}).structured_content
    assert said["total"] == every["total"] > 100
    for mine, its in zip(said["benefits"], every["benefits"], strict=False):
        assert mine["benefit"] == {name: its[name] for name in mine["benefit"]} and mine["quote"] == its["quote"]
    facts = {"industry": ["finance"], "headquarters": ["group"]}
    match = api.post("/api/v1/match", json={"facts": facts}).get_json()
    for group in ("fits", "cannot_tell", "no", "apart"):
        said = call(library, "match_company", {"facts": facts, "group": group, "per_page": 100}).structured_content
        assert said["total"] == len(match[group])
        assert [one["because"] for one in said["matched"]] == [one["because"] for one in match[group]][:100]


def test_addresses_begin_with_the_path_of_the_site(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", f"{SITE}/policy/")
    said = call(Library(home), "get_clause", {"id": "bio-economy/9/b2"}).structured_content
    assert said["address"] == f"{SITE}/policy/id/bio-economy/9/b2"
    assert said["clause"]["links"]["id"] == "/policy/id/bio-economy/9"


# ── the protocol ──


def test_tools_say_what_they_take_and_answer(session: tuple[Ask, ListToolsResult, str]) -> None:
    _, listed, instructions = session
    tools = {tool.name: tool for tool in listed.tools}
    assert set(tools) == {question[0] for question in QUESTIONS}
    for tool in tools.values():
        assert tool.annotations and tool.annotations.read_only_hint and tool.title and tool.description
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
    for name, arguments, *_ in QUESTIONS:
        Draft202012Validator(tools[name].input_schema).validate(arguments)
    choices = tools["search_clauses"].input_schema["properties"]
    assert "interest" in choices["kind"]["items"]["enum"] and "bio-economy" in choices["document"]["items"]["enum"]
    assert "in_force" in choices["validity"]["items"]["enum"] and choices["per_page"]["maximum"] == 100
    assert "Only the Chinese text has legal effect" in instructions and SITE in instructions


def write_line(**message: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n"


def test_only_the_protocol_is_written_and_it_ends_with_its_input(tmp_path: Path) -> None:
    """Of a server whose index was never built: it says how to build it."""
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    lines = [
        write_line(id=1, method="initialize", params=hello),
        write_line(method="notifications/initialized"),
        b"no JSON at all\n",
        b'{"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "search_clauses", "arguments": {"q": "\\ud800"}}}\n',
        write_line(id=3, method="tools/list"),
        write_line(id=4, method="tools/call", params={"name": "search_clauses", "arguments": {"q": "奖励"}}),
    ]
    environ = {**os.environ, **environment(tmp_path / "nothing")}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, *COMMAND], cwd=ROOT, env=environ, **pipes) as server:
        assert server.stdin and server.stdout
        server.stdin.write(b"".join(lines))
        server.stdin.flush()
        said = []
        while not any(one.get("id") == 4 for one in said):
            said.append(json.loads(server.stdout.readline()))
        rest, errors = server.communicate(timeout=60)  # which ends its input
    assert (server.returncode, rest) == (0, b""), errors.decode()
    assert all(one["jsonrpc"] == "2.0" for one in said)
    answers = {one["id"]: one for one in said if one.get("id")}
    assert answers[1]["result"]["serverInfo"]["name"] == "hegang-policy-library"
    assert len(answers[3]["result"]["tools"]) == 7
    refused = answers[4]["result"]
    assert refused["isError"] and ".venv/bin/python index_build.py" in refused["content"][0]["text"]
    assert "names no index" in errors.decode()


def test_without_the_sdk_it_says_what_to_install() -> None:
    without = "import runpy, sys; sys.modules['mcp'] = None; runpy.run_module('search_app.mcp', run_name='__main__')"
    ended = subprocess.run([sys.executable, "-c", without], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "-r .requirements/mcp.txt" in ended.stderr and "Traceback" not in ended.stderr
