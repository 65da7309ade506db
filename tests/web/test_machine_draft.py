"""English that a machine drafted says so wherever it is shown, and is nowhere quoted without saying so."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from search_app import create_app
from search_app.library.library import read_library
from search_app.search.published.fingerprint import fingerprint
from search_app.search.published.generations import build_generation, publish
from tests.conftest import CORPUS, TODAY

ONE = "Any tea enterprise in Lijiang with plantations is granted a one-off award of RMB 200,000."
TWO = "Tea farmers receive a subsidy of RMB 30,000."
TEXT = """丽江市支持茶产业发展若干政策
第一条 支持茶园建设。对有茶园的茶企业，给予一次性奖励20万元。
第二条 茶农享受补贴3万元。
第三条 茶农享受补贴3万元；同一事项不重复享受。
"""
TRANSLATION = f"""[title]
en = "Policies of Lijiang to Support the Tea Industry"
[[clause]]
id = "1"
sentences = [
  ["支持茶园建设。", "Supporting the building of plantations."],
  ["对有茶园的茶企业，给予一次性奖励20万元。", "{ONE}", {{ machine_draft = "model <7>", day = 2026-11-20 }}],
]
notes = [["茶园", "The text does not say where."]]
[[clause]]
id = "2"
sentences = [["茶农享受补贴3万元。", "{TWO}"]]
"""
SAID = "machine draft"


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site that holds one document, of which one clause was drafted by a machine."""
    corpus = tmp_path_factory.mktemp("tea")
    (corpus / "translations").mkdir()
    for name in ("terms.toml", "usage.toml", "former.toml"):
        shutil.copy(CORPUS / "translations" / name, corpus / "translations")
    (corpus / "tea.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "translations" / "tea.toml").write_text(TRANSLATION, encoding="utf-8")
    (corpus / "catalogue.toml").write_text(
        '[[document]]\nid = "tea"\ntitle = "丽江市支持茶产业发展若干政策"\n'
        'title_en = "Policies of Lijiang to Support the Tea Industry"\n',
        encoding="utf-8",
    )
    publish(build_generation(read_library(corpus), corpus / "index", fingerprint(corpus)))
    yield create_app(index=corpus / "index", today=lambda: TODAY).test_client()


def read(client: FlaskClient, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200, address
    if address.partition("?")[0].endswith((".docx", ".xlsx")):
        held = zipfile.ZipFile(io.BytesIO(found.data))
        trees = (ElementTree.fromstring(held.read(name)) for name in held.namelist() if name.endswith(".xml"))  # noqa: S314
        return "\n".join("".join(tree.itertext()) for tree in trees)
    return found.get_data(as_text=True)


# Where the English of the clause stands, it says what it is.
SHOWN = [
    "/en/policies/tea/1", "/zh/policies/tea/1", "/en/policies/tea", "/zh/policies/tea", "/en/search?q=plantations",
    "/zh/search?q=plantations", "/en/policies/tea/1.txt", "/en/policies/tea/1.jsonld", "/en/policies/tea/1.docx",
    "/zh/policies/tea/1.docx", "/en/glossary/一次性奖励", "/zh/glossary/一次性奖励",
]  # fmt: skip
# What would quote it without its label quotes the Chinese.
QUOTING = [
    "/en/search/table?q=茶园", "/en/search.csv?q=茶园", "/en/search.xlsx?q=茶园", "/en/search.atom?q=茶园",
    "/en/list?b=tea/1.1&b=tea/2.1", "/en/list.xlsx?b=tea/1.1", "/en/list.docx?b=tea/1.1&b=tea/2.1", "/en/offer?b=tea/1.1",
    "/en/offer.docx?b=tea/1.1", "/api/v1/benefits?q=茶园", "/translation-memory.tmx", "/en/company?industry=none",
]  # fmt: skip


@pytest.mark.parametrize("address", SHOWN)
def test_what_shows_a_draft_says_so(tea: FlaskClient, address: str) -> None:
    page = read(tea, address)
    assert "in Lijiang with" in page.replace("<mark>", "").replace("</mark>", "")
    assert (SAID if "/en/" in address else "机器翻译初稿") in page
    if "." not in address:
        assert "model <7>" not in page and "model &lt;7&gt;" in page


@pytest.mark.parametrize("address", QUOTING)
def test_what_cannot_say_so_shows_none(tea: FlaskClient, address: str) -> None:
    page = read(tea, address)
    assert "in Lijiang with" not in page, address


def test_what_a_person_wrote_is_shown_as_before(tea: FlaskClient) -> None:
    assert SAID not in read(tea, "/en/policies/tea/2") and TWO in read(tea, "/translation-memory.tmx")
    assert "not available yet" in read(tea, "/en/policies/tea/3")


def test_programs_are_told(tea: FlaskClient) -> None:
    clause = json.loads(read(tea, "/api/v1/clauses/tea/1"))
    assert clause["machine_draft"] == {"model": "model <7>", "day": "2026-11-20"} and ONE in clause["text"]["en"]
    assert clause["notes"] == [{"quote": "茶园", "note": "The text does not say where."}]
    assert json.loads(read(tea, "/api/v1/clauses/tea/2"))["machine_draft"] is None
    hits = json.loads(read(tea, "/api/v1/search?q=plantations"))["hits"]
    assert hits[0]["machine_draft"]["model"] == "model <7>"
    akoma = ElementTree.fromstring(read(tea, "/en/policies/tea/1.xml"))  # noqa: S314
    translation = next(one for one in akoma.iter() if one.tag.endswith("FRBRtranslation"))
    process = next(one for one in akoma.iter() if one.tag.endswith("TLCProcess"))
    assert translation.get("by") == "#machine" and process.get("showAs") == "model <7>"


def test_a_sheet_of_paper_has_the_notes(tea: FlaskClient) -> None:
    assert "The text does not say where." in read(tea, "/en/policies/tea/1.docx")
