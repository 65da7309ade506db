"""What the site is to the network: a path below which it lies, one host, answers that need not be sent twice."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from search_app import create_app

TODAY = date(2026, 11, 22)
PUBLIC = "https://policy.example.org/hegang"
PAGES = [
    "/zh/", "/en/", "/zh/search?q=总部", "/en/search?q=grants&per_page=100", "/zh/search/table?q=奖励", "/zh/policies",
    "/en/policies/digital-economy", "/zh/policies/bio-economy/9?q=总部", "/zh/api", "/zh/policies/nothing-here",
]  # fmt: skip


@pytest.fixture(scope="module")
def below(home: Path) -> FlaskClient:
    with pytest.MonkeyPatch.context() as patched:  # it is read when the site is made
        patched.setenv("PUBLIC_URL", PUBLIC + "/")
        return create_app(index=home, today=lambda: TODAY).test_client()


def ask(client: FlaskClient, path: str, **headers: str) -> Any:
    return client.get(
        path, headers={"Host": "policy.example.org"} | {k.replace("_", "-"): v for k, v in headers.items()}
    )


@pytest.mark.parametrize("taken_off", [True, False], ids=["proxy takes the path off", "proxy leaves it"])
@pytest.mark.parametrize("path", PAGES)
def test_every_link_stands_below_the_path_of_the_site(below: FlaskClient, path: str, taken_off: bool) -> None:
    answer = ask(below, path if taken_off else f"/hegang{path}")
    assert answer.status_code == (404 if "nothing" in path else 200)
    found = re.findall(r'(?:href|src|action|data-root)="(/[^"]*|)"', answer.text)
    assert found and all(one.startswith("/hegang") for one in found), found
    assert all(
        one.startswith(PUBLIC) for one in re.findall(r'rel="(?:canonical|alternate)"[^>]*href="([^"]*)', answer.text)
    )


def test_redirects_and_json_stand_below_it_too(below: FlaskClient) -> None:
    for path in ("/", "/id/bio-economy", "/id/bio-economy/9", "/id/bio-economy/9/b1", "/id/bio-economy/九"):
        assert ask(below, path).headers["Location"].startswith("/hegang/")
    page = json.loads(ask(below, "/api/v1/search?q=总部").text)
    assert all(address.startswith("/hegang/") for hit in page["hits"] for address in hit["links"].values())


def test_every_link_leads_somewhere(below: FlaskClient) -> None:
    links = set(re.findall(r'href="(/[^"#]*)', ask(below, "/zh/policies/bio-economy/9").text))
    for link in links:
        assert ask(below, link.replace("&amp;", "&")).status_code in (200, 301, 303), link


@pytest.mark.parametrize("host", ["evil.example", "policy.example.org.evil.example", "127.0.0.1:5000", "example.org"])
def test_other_hosts_are_refused_where_the_site_knows_its_own(below: FlaskClient, host: str) -> None:
    answer = below.get("/zh/", headers={"Host": host})
    assert answer.status_code == 400 and "evil" not in answer.text
    assert below.get("/healthz", headers={"Host": host}).status_code == 200


def test_a_port_that_means_nothing_and_capitals_are_the_same_host(below: FlaskClient) -> None:
    assert below.get("/zh/", headers={"Host": "Policy.Example.ORG:443"}).status_code == 200
    assert below.get("/zh/", headers={"Host": "policy.example.org:8443"}).status_code == 400


@pytest.mark.parametrize("path", ["/zh/search?q=总部", "/api/v1/search?q=总部", "/api/v1/openapi.json"])
def test_what_the_reader_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    mark = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"") and again.headers["ETag"] == mark
    assert "Content-Security-Policy" in again.headers
    other = client.get("/zh/search?q=奖励", headers={"If-None-Match": mark})
    assert other.status_code == 200 and other.headers["ETag"] != mark


@pytest.mark.parametrize(
    ("accepted", "short"),
    [("gzip, br", True), ("gzip;q=0, identity", False), ("", False), ("*", True), ("deflate", False)],
)
def test_answers_are_short_where_that_is_accepted(client: FlaskClient, accepted: str, short: bool) -> None:
    plain = client.get("/zh/search?q=总部")
    answer = client.get("/zh/search?q=总部", headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding") == "gzip") is short and "Accept-Encoding" in answer.headers["Vary"]
    assert (gzip.decompress(answer.data) if short else answer.data) == plain.data
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert not short or len(answer.data) < len(plain.data) / 3


def test_a_style_sheet_is_short_and_kept_for_a_year(client: FlaskClient) -> None:
    (sheet,) = re.findall(r'href="(/static/style[^"]*)"', client.get("/zh/").text)
    answer = client.get(sheet, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip" and "immutable" in answer.headers["Cache-Control"]
    assert b"{" in gzip.decompress(answer.data)


def test_short_answers_faults_and_health_are_sent_as_they_are(client: FlaskClient) -> None:
    for path in ("/healthz", "/zh/search?per_page=0"):
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(("much", "told"), [("paths", False), ("queries", True), ("off", None), (None, None)])
def test_the_log_holds_no_words_of_readers_unless_asked(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], much: str | None, told: bool | None
) -> None:
    monkeypatch.delenv("ACCESS_LOG", raising=False)
    if much:
        monkeypatch.setenv("ACCESS_LOG", much)
    client = create_app(index=home, today=lambda: TODAY).test_client()
    capsys.readouterr()
    client.get("/zh/search?q=secret")
    client.get("/zh/policies/nothing%0Ahere%1b[31m")
    written = capsys.readouterr().err
    if told is None:
        assert written == ""
        return
    first, second = written.splitlines()
    assert re.fullmatch(r"\S+Z GET /zh/search\S* 200 \d+ \d+ms", first) and ("secret" in first) is told
    assert " 404 " in second and "\x1b" not in second and r"nothing\nhere\x1b" in second


def test_a_setting_that_is_none_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCESS_LOG", "everything")
    with pytest.raises(SystemExit, match="off, paths or queries"):
        create_app(index=home)


@pytest.mark.parametrize(
    "wanted",
    [
        "www.example.org/policy", "https://www.example.org/政策", "https://www.example.org/%61", "https://[/x", "ftp:///x",
        "https://user:secret@www.example.org", "https://www.example.org/x?y=1", "https://Müller.example", "//www.example.org",
        'https://www.example.org/"><b>',
    ],
)  # fmt: skip
def test_an_address_of_the_site_that_is_none_is_told_at_the_start(
    home: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setenv("PUBLIC_URL", wanted)
    with pytest.raises(SystemExit, match=r"PUBLIC_URL=.*must be an address like https://www\.example\.org"):
        create_app(index=home)


@pytest.mark.parametrize(
    "wanted", ["http://127.0.0.1:8000", "https://[::1]:8443/a/b-c/", "https://xn--mller-kva.example/~x"]
)
def test_an_address_of_the_site_may_have_a_port_and_a_path(
    home: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setenv("PUBLIC_URL", wanted)
    below = wanted.rstrip("/").split("/", 3)
    client = create_app(index=home).test_client()
    answer = client.get("/en/policies", headers={"Host": below[2]})
    path = "/" + below[3] if len(below) > 3 else ""
    assert answer.status_code == 200 and f'href="{path}/en/policies/' in answer.get_data(as_text=True)


def test_an_engine_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("SEARCH_ENGINE", "elastic\nsearch")
    with pytest.raises(SystemExit, match=r"SEARCH_ENGINE='elastic.nsearch': must be one of whoosh"):
        create_app(index=home)
    monkeypatch.setenv("SEARCH_ENGINE", "whoosh")
    assert create_app(index=home).test_client().get("/readyz").status_code == 200
