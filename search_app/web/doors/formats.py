"""In which formats is a clause handed out, and which of them does a reader prefer? Suffixes of one address."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MIMEAccept

from search_app.web.awards.files import TYPES


@dataclass(frozen=True, slots=True)
class Format:
    """What stands behind the address of a clause, and the type of what is then answered."""

    suffix: str
    type: str
    also: tuple[str, ...] = ()  # other names by which it is asked for


PAGE = Format("", "text/html", ("application/xhtml+xml",))
JSON = Format(".json", "application/json")
JSON_LD = Format(".jsonld", "application/ld+json")
AKOMA_NTOSO = Format(".xml", "application/akn+xml", ("application/xml", "text/xml"))
TEXT = Format(".txt", "text/plain")
WORD = Format(".docx", TYPES["docx"])
FORMATS = (JSON, JSON_LD, AKOMA_NTOSO, TEXT, WORD)
_BY_TYPE = {name: one for one in (PAGE, *FORMATS) for name in (one.type, *one.also)}


def choose_format(accepted: MIMEAccept) -> Format:
    """The format that a reader who accepts this likes best; the page for whoever takes it as gladly as any other, who
    takes everything, who says nothing, and who takes nothing that there is."""
    best, liked = PAGE, max(accepted[name] for name in (PAGE.type, *PAGE.also))
    for name, one in _BY_TYPE.items():
        if accepted[name] > liked:
            best, liked = one, accepted[name]
    return best
