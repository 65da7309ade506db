"""What is a clause in the words of schema.org? ``Legislation``, as JSON-LD; what the text does not say is left out.

Invariant: ``@id`` of the Chinese text is its permanent address; the translation is a work of its own that names it.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from markupsafe import Markup

from search_app.model import LANGS, Clause, DocumentHead, Lang, Status, Validity
from search_app.web.doors.carried import Carried
from search_app.web.present import clause_name
from search_app.web.views.worth import name_worth, say_worth
from search_app.web.words import make_translate

_SCHEMA = "https://schema.org/"
_FORCE: dict[Status, str] = {
    "in_force": "InForce",
    "expired": "NotInForce",
    "repealed": "NotInForce",
    "not_yet_in_force": "NotInForce",
}
_OWN = "鹤岗"
_AREA = "(?:省|自治区|自治州|市|县|区|盟|旗)"
_AREA_OF_BODY = re.compile(rf"[\u4e00-\u9fff]{{1,12}}?{_AREA}(?=[\u4e00-\u9fff])")
# A title may begin with what it does (支持社区商业…, 关于市场…): those words are no name.
_AREA_OF_TITLE = re.compile(rf"(?![关支促加推鼓进实进若印])[\u4e00-\u9fff]{{1,6}}?{_AREA}(?=[\u4e00-\u9fff])")
_UNOFFICIAL = {"@id": f"{_SCHEMA}UnofficialLegalValue"}  # of English alone: the Chinese is what was issued
CODES: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}


def embed(one: Carried, lang: Lang) -> Markup:
    """What ``describe_clause`` says, to stand in a page: some search engines read nothing that is only linked."""
    # Within an element of script nothing is an entity; without < nothing ends it.
    return Markup(json.dumps(describe_clause(one, lang), ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704


def describe_clause(one: Carried, lang: Lang) -> dict[str, Any]:
    """The clause in ``lang``, in Chinese where there is no English."""
    shown: Lang = "en" if lang == "en" and one.clause.text.en else "zh"
    original = {"@type": "Legislation", "@id": one.permanent, "inLanguage": CODES["zh"]}
    described = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": one.permanent if shown == "zh" else one.page("en"),
        "url": one.page(lang),
        "legislationIdentifier": one.permanent,
        "name": name_clause(one.clause, one.document, lang),
        "inLanguage": CODES[shown],
        "text": one.clause.text.get(shown),
        "isPartOf": _describe_document(one, lang),
        "legislationLegalValue": _UNOFFICIAL if shown == "en" else None,
        **_describe_force(one.document, one.validity, lang),
        "legislationResponsible": [
            {"@type": "GovernmentOrganization", "name": office.name.get(lang)} for office in one.clause.departments
        ],
        **(_describe_worth(one.clause, lang) if shown == "en" else {}),
        "translationOfWork": original if shown == "en" else None,
        "workTranslation": {
            "@type": "Legislation",
            "@id": one.page("en"),
            "inLanguage": CODES["en"],
            "legislationLegalValue": _UNOFFICIAL,
            **_describe_worth(one.clause, lang),
        }
        if shown == "zh" and (one.clause.text.en or one.clause.revising)
        else None,
    }
    return {name: value for name, value in described.items() if value not in (None, [])}


def _describe_worth(clause: Clause, lang: Lang) -> dict[str, Any]:
    """What the English is worth: in short, when it was revised, and as the label that goes with it."""
    if clause.text.en is None:
        return {"creativeWorkStatus": name_worth(clause, lang)}
    day = None if clause.unrevised else clause.revised.day
    label = {"@type": "CreativeWork", "text": say_worth(clause, lang)}
    modified = {"dateModified": day.isoformat()} if day else {}
    return {"creativeWorkStatus": name_worth(clause, lang), **modified, "usageInfo": label}


def name_clause(clause: Clause, document: DocumentHead, lang: Lang) -> str:
    """The title of its document, and its own name."""
    return f"{document.title.get(lang)} · {clause_name(clause, lang, make_translate(lang))}"


def _describe_document(one: Carried, lang: Lang) -> dict[str, Any]:
    document = one.document
    described = {
        "@type": "Legislation",
        "@id": one.permanent_document,
        "legislationIdentifier": document.number or one.permanent_document,
        "name": document.title.get(lang),
        "alternateName": next((document.title.get(code) for code in LANGS if code != lang and document.title.en), None),
    }
    return {name: value for name, value in described.items() if value is not None}


def _describe_force(document: DocumentHead, validity: Validity, lang: Lang) -> dict[str, Any]:
    """Where it holds, who made it and when, and whether it is in force; what is not known for certain is not said."""
    force, place = _FORCE.get(validity.status), find_jurisdiction(document, lang)
    return {
        "legislationJurisdiction": {"@type": "AdministrativeArea", "name": place} if place else None,
        "legislationDate": _write(document.issued),
        "legislationDateVersion": _write(document.version),
        "datePublished": _write(document.published),
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": document.issuer}
        if document.issuer
        else None,
        "legislationLegalForce": {"@id": f"{_SCHEMA}{force}"} if force else None,
        "temporalCoverage": f"{validity.start or '..'}/{validity.until or '..'}"
        if validity.start or validity.until
        else None,
    }


def find_jurisdiction(document: DocumentHead, lang: Lang) -> str | None:
    """The area for which a document is made: that of the body that issued it, else the one that its title begins with.
    Only Hegang has an English name here; None where neither tells."""
    if _OWN in (document.issuer or document.title.zh):
        t = make_translate(lang)
        return t("door_jurisdiction")
    found = _AREA_OF_BODY.match(document.issuer or "") or _AREA_OF_TITLE.match(document.title.zh)
    return found[0] if found else None


def _write(day: date | None) -> str | None:
    return day.isoformat() if day else None
