"""The review pages of staff: for this machine, and safe with whatever a file holds."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import get_args

import pytest
from flask.testing import FlaskClient

from search_app.data import read_tables
from search_app.model import PartKind
from search_app.web.review import create_review_app
from tests.conftest import CORPUS, ROOT
from tests.web.test_http import Page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    corpus = tmp_path_factory.mktemp("corpus")
    shutil.copy(CORPUS / "hegang-investment-policies.txt", corpus)
    shutil.copy(CORPUS / "catalogue.toml", corpus)
    (corpus / "坏 的&文件.docx").write_bytes(b"PK\x03\x04 no archive")
    (corpus / "hostile.txt").write_text(
        "<script>alert(1)</script>若干政策\n第一条 给予<img src=x onerror=alert(1)>奖励20万元。\n", encoding="utf-8"
    )
    (corpus / "scan.rtf").write_bytes(b"x")
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("机密\n", encoding="utf-8")
    (corpus / "link.txt").symlink_to(outside)
    return create_review_app(corpus).test_client()


def page(site: FlaskClient, path: str, status: int = 200) -> str:
    answer = site.get(path)
    assert answer.status_code == status, path
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    html = answer.get_data(as_text=True)
    Page(html)
    return html


def test_every_file_is_listed_and_can_be_opened(site: FlaskClient) -> None:
    links = [link for link in Page(page(site, "/zh/")).links if link.startswith("/zh/") and len(link) > 4]
    assert len(links) == 6 and "/zh/least-sure/" in links
    for link in links:
        assert site.get(link).status_code in (200, 422), link


def test_only_what_is_doubtful_is_coloured(site: FlaskClient) -> None:
    html = page(site, "/en/hegang-investment-policies.txt")
    parts = html.split('<section class="beside ')[1:]
    doubtful = ['class="badge doubtful"' in part for part in parts]
    assert doubtful == ['class="notice small"' in part for part in parts] and any(doubtful) and not all(doubtful)


def test_names_of_files_are_shown_without_what_acts(tmp_path: Path) -> None:
    for name in ("new\nline.txt", "turn\u202etxt.txt", "esc\x1b[31m.txt"):
        (tmp_path / name).write_text("某市政策\n第一条 给予奖励20万元。\n", encoding="utf-8")
    site = create_review_app(tmp_path).test_client()
    listed = page(site, "/en/")
    for link, shown in (
        ("new%0Aline.txt", r"new\nline"),
        ("turn%E2%80%AEtxt.txt", r"turn\u202e"),
        ("esc%1B%5B31m.txt", r"esc\x1b[31m"),
    ):
        for html in (listed, page(site, f"/en/{link}")):
            visible = re.sub("<[^>]*>", "", html)  # addresses and hidden fields name the file as it is
            assert shown in visible and not set("\u202e\x1b") & set(visible)


def test_source_and_reading_stand_side_by_side(site: FlaskClient) -> None:
    html = page(site, "/en/hegang-investment-policies.txt")
    rows = re.findall(r'<section class="beside (\w+)">(.*?)</section>', html, re.DOTALL)
    clauses = [row for kind, row in rows if kind == "clause"]
    assert len(clauses) == 114
    seventh = next(row for row in clauses if "支持发展总部经济" in row)
    source, reading = seventh.split('<div class="reading">')
    assert "（七）支持发展总部经济" in source and "责任单位" in source
    assert 'class="figure cap"' in reading and "市经合中心" in reading and "RMB 10 million" in reading
    assert "digital-economy" in html and "paired in two ways" in html


def test_each_doubt_links_to_its_line(site: FlaskClient) -> None:
    parsed = Page(page(site, "/zh/hegang-investment-policies.txt"))
    wanted = {link[1:] for link in parsed.links if link.startswith("#L")}
    assert wanted and wanted <= set(parsed.ids)


def test_what_cannot_be_read_says_why(site: FlaskClient) -> None:
    from urllib.parse import quote

    assert "坏 的&amp;文件.docx" in page(site, f"/zh/{quote('坏 的&文件.docx')}", 422)
    assert "not read" in page(site, "/en/scan.rtf", 422)
    assert "机密" not in page(site, "/zh/link.txt", 422)


def test_hostile_text_is_only_shown(site: FlaskClient) -> None:
    html = page(site, "/zh/hostile.txt")
    assert "<script>alert" not in html and "<img src=x" not in html and "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    "path", ["/zh/nothing.txt", "/zh/..%2fpyproject.toml", "/fr/", "/zh/catalogue.toml", "/zh/a/b"]
)
def test_nothing_else_can_be_read(site: FlaskClient, path: str) -> None:
    html = page(site, path, 404)
    assert "没有这个文件" in html or "no such file" in html


def test_only_this_machine_is_answered_and_nothing_else_can_be_sent(site: FlaskClient) -> None:
    for host in ("evil.example", "evil.example:8001", "127.0.0.1.evil.example:8001"):
        assert site.get("/zh/", headers={"Host": host}).status_code == 403
    for host in ("localhost:8001", "127.0.0.1:8001", "[::1]:8001"):
        assert site.get("/zh/", headers={"Host": host}).status_code == 200
    assert site.post("/zh/").status_code == 405 and site.delete("/zh/hostile.txt").status_code == 405


def test_the_command_serves_it(tmp_path: Path) -> None:
    shutil.copy(CORPUS / "hegang-investment-policies.txt", tmp_path)
    process = subprocess.Popen(
        [sys.executable, "index_build.py", "review", "--corpus", str(tmp_path), "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found
        with urllib.request.urlopen(f"{found.group()}/zh/") as answer:
            assert "hegang-investment-policies.txt" in answer.read().decode()
        busy = subprocess.run(
            [sys.executable, "index_build.py", "review", "--corpus", str(tmp_path), "--port", found.group().rpartition(":")[2]],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert busy.returncode == 1 and "Traceback" not in busy.stderr and "port" in busy.stderr
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_every_kind_of_part_has_a_name_on_the_page() -> None:
    keys = {row["key"] for row in read_tables("interface", "word")}
    assert not [kind for kind in get_args(PartKind) if f"read_{kind}" not in keys]


def test_a_letter_with_lists_and_tables_is_shown(tmp_path: Path) -> None:
    text = (
        "某市人民政府办公室关于印发某市茶业办法的通知\n各区人民政府：\n现印发给你们。\n某市人民政府办公室\n2024年1月2日\n某市茶业办法\n"
        "第一章 对象\n对象为：\n（一）茶企；\n（二）茶农。\n第二章 奖励\n第一条 给予茶企奖励20万元。\n第二条 自发布之日起施行。\n"
        "抄送：市委办公室。\n"
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    client = create_review_app(tmp_path).test_client()
    for lang in ("zh", "en"):
        page = client.get(f"/{lang}/a.txt", headers={"Host": "127.0.0.1"})
        assert page.status_code == 200 and "read_" not in page.get_data(as_text=True)
