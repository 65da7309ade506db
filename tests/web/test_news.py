"""What is new: one entry a change, known for ever, with what it was and what it is; no day that nobody knows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from lxml import etree

from search_app import create_app
from search_app.library.library import read_library
from search_app.library.published.ids import update
from search_app.library.published.register import REGISTER, read_register, write_register
from search_app.search.published.fingerprint import fingerprint
from search_app.search.published.generations import build_generation, publish
from search_app.web.news.calendar import Event, write_calendar
from tests.library.test_versions import CLAUSES, catalogue, register, simple, write
from tests.web.test_http import Page

TODAY = date(2026, 11, 22)
WITHDRAWN = date(2026, 11, 23)  # later than published, and so ahead of TODAY
ATOM = "{http://www.w3.org/2005/Atom}"
ENDS = "第一条 对企业给予奖励10万元。\n第二条 本办法自{start}起施行，有效期至{end}。\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document amended on 2026-01-01 and 2027-01-01, one that ended, one that ends soon, one that was repealed, one
    of no day with a clause that was withdrawn, and with it what it pays."""
    corpus = tmp_path_factory.mktemp("corpus")
    catalogue(corpus, "")
    plant, talent = CLAUSES["plant"], CLAUSES["talent"]
    years = {
        2024: [plant, CLAUSES["hotel"], talent],
        2026: [plant.replace("300万元", "500万元"), talent.replace("全职引进", "全职引进并落户")],
        2027: [plant.replace("300万元", "500万元"), talent.replace("全职引进", "全职引进并落户"), CLAUSES["chips"]],
    }
    other = "第一条 对数据中心给予补助。\n第二条 对<b>机器人</b>企业给予奖励5万元。\n"
    simple(corpus, "other.txt", "乙市办法", other)
    for year, clauses in years.items():
        write(corpus, f"{year}.txt", year, clauses)
        register(corpus)
    simple(corpus, "ended.txt", "丙市办法", ENDS.format(start="2024年1月1日", end="2026年6月30日"))
    simple(corpus, "ending.txt", "丁市办法", ENDS.format(start="2025年1月1日", end="2026年11月22日"))
    simple(corpus, "far.txt", "己市办法", ENDS.format(start="2025年1月1日", end="2030年12月31日"))
    simple(corpus, "old.txt", "戊市旧办法", "第一条 对工厂给予奖励。\n第二条 本办法自2015年1月1日起施行。\n")
    repeal = "第一条 对饭店给予奖励。\n第二条 本办法自2020年1月1日起施行，《戊市旧办法》同时废止。\n"
    simple(corpus, "new.txt", "戊市新办法", repeal)
    register(corpus)
    simple(corpus, "other.txt", "乙市办法", other.splitlines()[0] + "\n")
    before = read_register(corpus / REGISTER)
    after = update(before, read_library(corpus), WITHDRAWN, withdraw=("other/2",))
    write_register(corpus / REGISTER, after)
    return corpus


def serve(folder: Path, home: Path, day: date = WITHDRAWN) -> FlaskClient:
    held = (folder / REGISTER).read_bytes()
    publish(build_generation(read_library(folder), home, fingerprint(folder), register=held))
    return create_app(index=home, today=lambda: day).test_client()


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return serve(folder, tmp_path_factory.mktemp("index"))


def ask(site: FlaskClient, words: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.get(f"/api/v1/changes{words}").get_json()["changes"]
    return found


def test_each_change_is_listed_once_the_newest_first(site: FlaskClient) -> None:
    found = [(one["day"], one["kind"], one["id"]) for one in ask(site)]
    assert [one[0] for one in found] == sorted((one[0] for one in found), reverse=True)
    assert len(set(found)) == len(found)
    changed = {one for one in found if not one[2].endswith("/closing")}
    assert {one for one in changed if one[1] != "published"} == {
        ("2027-01-01", "amended", "industry/3-2"),
        ("2026-11-23", "withdrawn", "other/2"),
        ("2026-11-22", "ended", "ending"),
        ("2026-06-30", "ended", "ended"),
        ("2026-01-01", "amended", "industry/1"),
        ("2026-01-01", "amended", "industry/2"),
        ("2026-01-01", "amended", "industry/3"),
        ("2019-12-31", "ended", "old"),
    }
    # Nobody knows when these were issued: what is told is when this site took them up.
    taken_up = [one for one in ask(site) if one["kind"] == "published"]
    assert {one["id"] for one in taken_up} == {"industry", "other", "ended", "ending", "far", "old", "new"}
    assert all(one["day"] == "2026-11-22" and "issue is not known" in one["after"]["en"] for one in taken_up)


def test_without_a_register_no_day_is_made_up(tmp_path: Path) -> None:
    simple(tmp_path, "other.txt", "乙市办法", "第一条 对数据中心给予补助。\n")
    publish(build_generation(read_library(tmp_path), tmp_path / "index", fingerprint(tmp_path)))
    client = create_app(index=tmp_path / "index", today=lambda: TODAY).test_client()
    assert ask(client) == [] and "没有变化。" in client.get("/zh/changes").get_data(as_text=True)
    assert client.get("/zh/changes.atom").status_code == client.get("/zh/calendar.ics").status_code == 200


def test_what_it_was_and_what_it_is(site: FlaskClient) -> None:
    by_id = {(one["id"], one["day"]): one for one in ask(site)}
    plant = by_id["industry/1", "2026-01-01"]
    assert (plant["before"]["zh"], plant["after"]["zh"]) == ("最高300万元", "最高500万元")
    assert (plant["before"]["en"], plant["after"]["en"]) == ("up to RMB 3 million", "up to RMB 5 million")
    talent = by_id["industry/3", "2026-01-01"]
    assert "全职引进的博士" in talent["before"]["zh"] and "全职引进并落户的博士" in talent["after"]["zh"]
    assert talent["after"]["en"] is None, "only the Chinese is compared"
    assert by_id["industry/2", "2026-01-01"]["after"] is None and by_id["industry/3-2", "2027-01-01"]["before"] is None
    assert "戊市新办法" in by_id["old", "2019-12-31"]["after"]["zh"]


def test_the_day_asked_for_decides(site: FlaskClient) -> None:
    kinds = {one["id"]: one["kind"] for one in ask(site, "?as_of=2026-11-22") if one["kind"] != "published"}
    assert kinds["ending"] == "ending", "the last day still counts"
    (ahead, behind) = ([one["after"] for one in ask(site, f"?as_of={day}") if one["id"] == "ending" and one["kind"] != "published"]
                       for day in ("2026-11-01", "2026-11-30"))  # fmt: skip
    assert ahead == behind, "what is still to come is not said to be over"
    assert "other/2" not in kinds, "it was withdrawn a day later"
    assert not [one for one in ask(site, "?as_of=2026-08-23") if one["id"] == "ending"], "91 days ahead"
    assert [one for one in ask(site, "?as_of=2026-08-24") if one["id"] == "ending"], "90 days ahead"
    assert all(one["day"] >= "2026-11-23" for one in ask(site, "?since=2026-11-23"))
    assert {one["id"] for one in ask(site, "?since=2026-11-23&as_of=2026-11-23")} > {"other/2"}


@pytest.mark.parametrize("path", ["/api/v1/changes", "/zh/changes", "/en/changes.atom", "/zh/calendar.ics"])
def test_faults_are_told_all_at_once(site: FlaskClient, path: str) -> None:
    for words in ("since=2026-13-01", "since=2026-01-01&since=2026-01-02", "colour=red", "since=%ff"):
        assert site.get(f"{path}?{words}").status_code == 422, words
    answer = site.get("/api/v1/changes?since=x&as_of=y&page=0&%00=1").get_json()
    assert [one["name"] for one in answer["errors"]] == ["?", "as_of", "page", "since"]
    assert site.get("/api/v1/changes?page=2").status_code == 422
    assert "起始日期" in site.get("/zh/changes?since=x").get_data(as_text=True)


def test_the_json_is_as_described(site: FlaskClient) -> None:
    openapi = site.get("/api/v1/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/Changes", "components": openapi["components"]}
    Draft202012Validator(schema).validate(site.get("/api/v1/changes").get_json())
    names = [one["name"] for one in openapi["paths"]["/api/v1/changes"]["get"]["parameters"]]
    assert names == ["since", "as_of", "page"]


def entries(site: FlaskClient, lang: str = "en") -> dict[str, etree._Element]:
    answer = site.get(f"/{lang}/changes.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = etree.fromstring(answer.data)
    assert all(feed.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author"))
    found = feed.findall(f"{ATOM}entry")
    by_id = {one.findtext(f"{ATOM}id"): one for one in found}
    assert len(by_id) == len(found)
    return by_id


def test_the_feed_has_an_entry_a_change_that_is_known_for_ever(site: FlaskClient, folder: Path, tmp_path: Path) -> None:
    found = entries(site)
    assert len(found) == len(ask(site))
    one = found["tag:localhost,2026:/id/industry/1?amended=2026-01-01"]
    assert one.findtext(f"{ATOM}updated") == "2026-01-01T00:00:00+08:00"
    assert one.findtext(f"{ATOM}summary") == "up to RMB 3 million → up to RMB 5 million"
    assert all(entry.find(f"{ATOM}link").get("href").startswith("http://localhost/") for entry in found.values())
    assert list(found) == list(entries(site)) and set(found) == set(entries(site, "zh"))
    assert set(found) == set(entries(serve(folder, tmp_path))), "another build of the same"


def read_back(content: bytes) -> list[dict[str, str]]:
    """The events of a calendar, by the names of their lines."""
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # no character is cut
    whole = content.replace(b"\r\n ", b"").decode()
    escapes = {"\\n": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}
    events = []
    for body in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", whole, re.DOTALL):
        pairs = (line.split(":", 1) for line in body.splitlines())
        events.append({name: re.sub(r"\\.", lambda m: escapes[m.group()], value) for name, value in pairs})
    return events


def test_the_calendar_holds_the_last_days(site: FlaskClient) -> None:
    answer = site.get("/zh/calendar.ics")
    assert answer.mimetype == "text/calendar" and b"VALARM" not in answer.data
    assert answer.data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    events = read_back(answer.data)
    days = {event["URL"].rsplit("/", 1)[1]: event["DTSTART;VALUE=DATE"] for event in events}
    assert days == {
        "old": "20191231", "ended": "20260630", "ending": "20261122", "far": "20301231", "industry": "20291231",
    }  # fmt: skip
    assert len({event["UID"] for event in events}) == len(events)
    assert all(re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"]) for event in events)
    assert len(read_back(site.get("/zh/calendar.ics?since=2026-06-30").data)) == 4


def test_a_calendar_gives_back_what_was_written() -> None:
    hostile = "甲；乙,丙;丁\\n戊\r\nBEGIN:VALARM\n" + "政策" * 60 + "😀" * 30
    event = Event("tag:x", date(2026, 1, 2), hostile, hostile, "https://example.org/")
    (read,) = read_back(write_calendar([event], "x,y", datetime(2026, 1, 1, tzinfo=UTC)))
    assert read["SUMMARY"] == read["DESCRIPTION"] == hostile.replace("\r\n", "\n")
    assert read["DTSTART;VALUE=DATE"] == "20260102"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_leads_on(site: FlaskClient, lang: str) -> None:
    html = site.get(f"/{lang}/changes").get_data(as_text=True)
    links = [link for link in Page(html).links if link.startswith("/")]
    assert "最高300万元" in html if lang == "zh" else "up to RMB 3 million" in html
    for word in ("新增", "删除") if lang == "zh" else ("Added</span>", "Removed</span>"):
        assert word in html
    assert "<b>机器人" not in html and ("收录" if lang == "zh" else "Added here") in html
    for link in set(links):
        assert site.get(link.split("#")[0]).status_code in (200, 303, 410), link
    places = {link for link in links if "#c-" in link}
    for link in places:
        path, place = link.split("#")
        assert f'id="{place}"' in site.get(path).get_data(as_text=True), link
    assert len(places) > 3 and f"/{lang}/changes.atom" in links and f"/{lang}/calendar.ics" in links


def test_home_tells_the_nearest_and_leads_to_all(site: FlaskClient) -> None:
    html = site.get("/zh/?as_of=2026-11-22").get_data(as_text=True)
    told = html[html.index("即将到期与最近变化") :].split("</section>")[0]
    names = re.findall(r'/zh/policies/([\w-]+)[/?"]', told)
    assert names[0] == "ending" and names.count("industry") == 2 and "ended" in names and "far" not in names
    assert 'href="/zh/changes?as_of=2026-11-22"' in told
    assert 'href="/en/changes"' in site.get("/en/policies").get_data(as_text=True), "in the footer of every page"
