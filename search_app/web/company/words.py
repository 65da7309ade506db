"""How is it said why something fits a company, does not, or cannot be told? In the words of the page's language."""

from __future__ import annotations

from decimal import Decimal

from search_app.matching.facts import COUNTS, SUMS, Company, Fact, choices
from search_app.matching.judging import Verdict
from search_app.matching.requirements import DOUBT, PERSON, ROW, VALIDITY
from search_app.matching.together import Pair
from search_app.model import Bilingual, Lang
from search_app.text.wording import write_money
from search_app.web.words import make_translate


def say_fact(fact: Fact, lang: Lang) -> str:
    """What a question is called."""
    return make_translate(lang)(f"company_{fact}")


def say_answer(company: Company, fact: Fact, lang: Lang, only: frozenset[str] = frozenset()) -> str:
    """What a company answered, in a few words; of several choices those in ``only``, where it holds any of them."""
    t, given = make_translate(lang), getattr(company, fact)
    known = choices().get("titles" if fact == "new_titles" else fact, {})
    mark = t("list_mark")
    if given is None:
        return t("company_not_said")
    if fact == "holds":
        return t("company_confirmed")
    if given == ():
        return t("company_none")
    if isinstance(given, bool):
        return t("company_yes" if given else "company_no")
    if fact in SUMS:
        return write_money(Decimal(given), lang) if given else t("company_none")
    if fact in COUNTS:
        return f"{given:,}" if given else t("company_none")
    if fact == "products":
        chosen = [one for one in given if one[0] in only and one[1]] or given
        said = (f"{known[name].get(lang)} × {count}" for name, count in chosen if count)
        return mark.join(said) or t("company_none")
    if isinstance(given, str):
        return known[given].get(lang) if given in known else given
    chosen = [one for one in given if one in only] or given
    return mark.join(known[one].get(lang) if one in known else one for one in chosen)


def say_open(verdict: Verdict, lang: Lang) -> str | None:
    """What an open requirement hangs on, where that is not in the words of the text."""
    t = make_translate(lang)
    if verdict.requirement.kind == VALIDITY:
        return t("company_open_validity")
    if verdict.requirement.kind == ROW:
        return t("company_open_row")
    if verdict.requirement.kind == DOUBT:
        return t("company_open_doubt")
    if not verdict.requirement.words:
        return t("company_open_recipient")
    if verdict.requirement.kind == "newly" and not verdict.missing:
        return t("company_open_newly")
    return None


def say_failed(verdict: Verdict, company: Company, lang: Lang) -> str:
    """The answer that contradicts a requirement: 行业：金融."""
    t = make_translate(lang)
    if verdict.requirement.kind == ROW:
        return t("company_failed_row")
    if verdict.requirement.kind == PERSON or verdict.fact is None:
        return t("company_failed_person")
    return f"{say_fact(verdict.fact, lang)}{t('company_colon')}{say_answer(company, verdict.fact, lang)}"


def explain(verdict: Verdict, company: Company) -> Bilingual:
    """One requirement with what became of it, for programs."""
    said = {lang: _explain(verdict, company, lang) for lang in ("zh", "en")}
    return Bilingual(said["zh"], said["en"])


def _explain(verdict: Verdict, company: Company, lang: Lang) -> str:
    t, words = make_translate(lang), verdict.requirement.words
    asked = t("company_asked", words=words) if words else ""
    if verdict.state == "failed":
        return f"{asked}{say_failed(verdict, company, lang)}"
    if verdict.state == "met" and verdict.fact:
        return f"{asked}{say_fact(verdict.fact, lang)}{t('company_colon')}{say_answer(company, verdict.fact, lang)}"
    if verdict.missing and verdict.fact:
        return f"{asked}{t('company_missing', fact=say_fact(verdict.fact, lang))}"
    return f"{asked}{say_open(verdict, lang) or t('company_open_other')}"


def say_pair(pair: Pair, lang: Lang) -> str:
    """Why two benefits are not added, where no sentence of the text says so."""
    return make_translate(lang)(f"company_pair_{pair.why}")
