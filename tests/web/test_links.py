"""Every address that is printed anywhere on the site answers: in pages, headers, feeds, maps, calendars and JSON."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit
from zlib import crc32

import lxml.html
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from search_app.model import LANGS
from tests.web.test_accessibility import KINDS

HERE = "http://localhost"
DOORS = (
    "/robots.txt", "/sitemap.xml", "/opensearch.xml", "/llms.txt", "/api/v1/openapi.json", "/zh/calendar.ics",
    "/en/changes.atom", "/zh/search.atom?q=总部", "/api/v1/search?q=总部", "/api/v1/documents", "/api/v1/changes",
    "/en/search.json?q=loan", "/api/v1/clauses/bio-economy/9", "/zh/policies/bio-economy/9.xml",
)  # fmt: skip
# What these print leads to more of the same without an end, or the same in another form, and so does whatever has
# parameters: of their addresses one in five is asked, always the same ones, and what those print is not.
SAMPLED = ("/search", "/list", "/offer", "/company", "/calendar", ".docx", ".json", ".xml", ".txt", "/qr.svg", "/api/")
_ADDRESS = re.compile(rf"{HERE}/[^\s<>\"'，。（）)\\]*")
_LINK = re.compile(r"<([^>]*)>;")


def printed(path: str, answer: TestResponse) -> Iterator[str]:
    """The addresses of this site in an answer and in its headers, without their places."""
    found = [address for header in answer.headers.getlist("Link") for address in _LINK.findall(header)]
    if answer.mimetype == "text/html":
        for element in lxml.html.fromstring(answer.get_data(as_text=True)).iter(etree.Element):
            found += [element.get(name, "") for name in ("href", "src", "action") if element.get(name)]
    if answer.mimetype.startswith("text/") or answer.mimetype.endswith(("xml", "json")):
        found += map(html.unescape, _ADDRESS.findall(answer.get_data(as_text=True).replace("\r\n ", "")))
    for address in found:
        whole = urlsplit(urljoin(HERE + path, address))
        if f"{whole.scheme}://{whole.netloc}" == HERE and not set("{…") & set(unquote(whole.path + whole.query)):
            yield whole.path + (f"?{whole.query}" if whole.query else "")


def is_sampled(path: str) -> bool:
    return "?" in path or any(part in path for part in SAMPLED)


def test_every_address_that_is_printed_answers(client: FlaskClient) -> None:
    first = [f"/{lang}{path}" for lang in LANGS for path in KINDS.values()]
    waiting, known = deque([*first, *DOORS]), {*first, *DOORS}
    broken, number = [], 0
    while waiting:
        path = waiting.popleft()
        number += 1
        answer = client.get(path, follow_redirects=False)
        if answer.status_code >= 400 and path not in first:
            broken.append((path, answer.status_code))
        for address in printed(path, answer) if path in (*first, *DOORS) or not is_sampled(path) else ():
            if address not in known:
                known.add(address)
                waiting += [address] if not is_sampled(address) or crc32(address.encode()) % 5 == 0 else []
    assert not broken and number > 1000, (number, broken[:20])
