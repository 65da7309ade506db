"""Who runs this site, and where is an error reported? As the environment says; without its words nothing is claimed.

Invariant: a link that reports begins with mailto: or https:, and nothing that a page was asked with can change where it
leads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import current_app, request

from search_app.model import Bilingual, Lang
from search_app.web.requests import absolute, shown_address
from search_app.web.words import make_translate

_LONGEST_NAME = 100
_LONGEST_ADDRESS = 500
_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069<>]+")
_MAIL = re.compile(r"mailto:[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}", re.ASCII)
_HOST = r"(?:[A-Za-z0-9-]{1,63}\.){0,126}[A-Za-z0-9-]{1,63}(?::\d{1,5})?"
_HTTPS = re.compile(rf"https://{_HOST}(?:[/?][\w.~!$&*+,;=:@%/?{{}}-]*)?", re.ASCII)
_LINE_END = "\r\n"  # of mails (RFC 6068)
_FIELDS = ("{id}", "{url}")
# What stands in the address of these pages is a reader's own: their company, their project, whom they write to.
_OWN = ("company", "offer", "check")


@dataclass(frozen=True, slots=True)
class Contact:
    """``operator``: the name of who runs the site, None where it is not told. ``report_to``: an address that begins
    with mailto: or https:, "" for none; in the latter ``{id}`` and ``{url}`` stand for what is reported."""

    operator: Bilingual | None = None
    report_to: str = ""


def read_contact(environ: Mapping[str, str]) -> Contact:
    """The contact that SITE_OPERATOR, SITE_OPERATOR_EN and REPORT_TO name. SystemExit for what no page can show."""
    zh, en = (_read_name(name, environ.get(name, "").strip()) for name in ("SITE_OPERATOR", "SITE_OPERATOR_EN"))
    if en and not zh:
        raise SystemExit("SITE_OPERATOR_EN is set without SITE_OPERATOR: set both, or SITE_OPERATOR alone")
    return Contact(Bilingual(zh, en or None) if zh else None, _read_address(environ.get("REPORT_TO", "").strip()))


def _read_name(setting: str, name: str) -> str:
    if name and (len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or not any(map(str.isalnum, name))):
        raise SystemExit(
            f"{setting}={name[:60]!r}: must be the name of who runs the site, in at most {_LONGEST_NAME} characters "
            "of plain text without < and >"
        )
    return name


def _read_address(wanted: str) -> str:
    if not wanted or (len(wanted) <= _LONGEST_ADDRESS and (_MAIL.fullmatch(wanted) or _is_form(wanted))):
        return wanted
    raise SystemExit(
        f"REPORT_TO={wanted[:80]!r}: must be mailto:name@example.org or an address like "
        "https://example.org/report?about={id}&page={url}, in which {id} and {url} are filled in"
    )


def _is_form(address: str) -> bool:
    """Whether this is an https address whose braces are ours, and stand behind its host."""
    bare = address
    for field in _FIELDS:
        bare = bare.replace(field, "")
    return bool(_HTTPS.fullmatch(address)) and "{" not in bare and "}" not in bare


def find_operator(lang: Lang) -> str | None:
    """The name of who runs the site, Chinese where it has no English one."""
    contact: Contact = current_app.extensions["contact"]
    return contact.operator.get(lang) if contact.operator else None


def find_report_address(lang: Lang, clause_id: str = "") -> str | None:
    """Where an error of the page that is shown, or of the clause ``clause_id`` on it, is reported; None for nowhere."""
    contact: Contact = current_app.extensions["contact"]
    if not contact.report_to:
        return None
    own = request.path.strip("/").split("/")[1:2]
    page = absolute(request.path) if own and own[0] in _OWN else shown_address()
    if contact.report_to.startswith("mailto:"):
        return _write_mail(contact.report_to, clause_id, page, lang)
    return _fill_in(contact.report_to, clause_id, page)


def _write_mail(to: str, clause_id: str, page: str, lang: Lang) -> str:
    t = make_translate(lang)
    subject = t("report_subject", value=clause_id) if clause_id else t("report_subject_page")
    about = [t("report_clause", value=clause_id)] if clause_id else []
    body = _LINE_END.join((t("report_body"), "", "", *about, t("report_page", value=page)))
    return f"{to}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def _fill_in(form: str, clause_id: str, page: str) -> str:
    """``form`` with what is reported in it: in the place of its fields, else as two more parameters."""
    said = dict(zip(_FIELDS, (quote(clause_id, safe=""), quote(page, safe="")), strict=True))
    if not any(field in form for field in _FIELDS):
        form = f"{form}{'&' if '?' in form else '?'}id={{id}}&url={{url}}"
    return re.sub(r"\{(?:id|url)\}", lambda field: said[field.group()], form)
