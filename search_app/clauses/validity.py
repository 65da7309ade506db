"""Does a document hold on a given day, by what it says of its own time, and which of its versions counts then?

Invariant: a date that neither the text nor the catalogue gives is never assumed; what cannot be decided is "unknown",
with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Protocol, TypeVar

from search_app.model import Bilingual, Status, StatusSpan, Term, Validity
from search_app.text.wording import write_date

_CHINA = timedelta(hours=8)


class _Version(Protocol):
    @property
    def version(self) -> date | None:
        """The day from which it counts."""


D = TypeVar("D", bound=_Version)


def today_in_hegang() -> date:
    """The calendar day in China, wherever the server stands. Only the edges of the program ask for it."""
    return day_in_hegang(datetime.now(UTC))


def day_in_hegang(moment: datetime) -> date:
    """The calendar day in China at ``moment``, which knows its time zone."""
    return (moment.astimezone(UTC) + _CHINA).date()


def choose_version(versions: Sequence[D], day: date) -> D:
    """Of ``versions``, oldest first, the one that counts on ``day``; before the first one it is the first."""
    begun = [version for version in versions if version.version is None or version.version <= day]
    return begun[-1] if begun else versions[0]


def find_validity(term: Term, day: date) -> Validity:
    """Status on ``day``, with the dates and the sentence it rests on, and the reason in both languages."""
    status, reason = _judge(term, day)
    return Validity(status, term.start, term.until, _write_length(term), term.quote, reason, term.quote_en)


def find_statuses(term: Term) -> tuple[StatusSpan, ...]:
    """The statuses that follow one another, oldest first, without a gap: on each day the one of ``find_validity``."""
    after = term.until + timedelta(days=1) if term.until and term.until < date.max else None
    turns = (term.replaced_on, term.repealed_on, term.counts_from, term.start, term.not_before, after)
    days = sorted({day for day in turns if day})
    judged = [(start, _judge(term, start or date.min)[0]) for start in (None, *days)]
    kept = [one for n, one in enumerate(judged) if n == 0 or one[1] != judged[n - 1][1]]
    ends = [*(start for start, _ in kept[1:]), None]
    return tuple(StatusSpan(status, start, end) for (start, status), end in zip(kept, ends, strict=True))


def _judge(term: Term, day: date) -> tuple[Status, Bilingual]:
    if term.replaced_on and term.replaced_on <= day:
        return "repealed", Bilingual(
            f"自{_zh(term.replaced_on)}起由新版本取代。", f"Replaced by a newer version on {_en(term.replaced_on)}."
        )
    if term.repealed_by and (term.repealed_on is None or term.repealed_on <= day):
        return "repealed", Bilingual(f"已被《{term.repealed_by}》废止。", f"Repealed by “{term.repealed_by}”.")
    if term.counts_from and day < term.counts_from and not (term.start and day < term.start):
        return "not_yet_in_force", Bilingual(
            f"本版本自{_zh(term.counts_from)}起适用。", f"This version applies from {_en(term.counts_from)}."
        )
    if term.start and day < term.start:
        return "not_yet_in_force", Bilingual(f"自{_zh(term.start)}起施行。", f"Takes effect on {_en(term.start)}.")
    if term.until and term.until < day:
        return "expired", Bilingual(f"有效期至{_zh(term.until)}，已届满。", f"Expired on {_en(term.until)}.")
    if not term.start and term.not_before and day < term.not_before:
        year = term.not_before.year
        return "not_yet_in_force", Bilingual(
            f"文中引用了{year}年的文件，故不可能在{year}年以前施行。",
            f"It cites a document of {year}, so it cannot have been in force before {year}.",
        )
    if term.until:
        begin = "" if term.start else "文本未载明印发日期；"
        begin_en = "" if term.start else "; the text gives no date of issue"
        return "in_force", Bilingual(
            f"{begin}有效期至{_zh(term.until)}。", f"Valid through {_en(term.until)}{begin_en}."
        )
    if length := say_length(term):
        return "unknown", Bilingual(
            f"有效期{length.zh}，自印发之日起算，但文本未载明印发日期，无法判断是否仍然有效。",
            f"Valid for {length.en} from its date of issue, which the text does not give: "
            "whether it is still in force cannot be determined.",
        )
    return "in_force", _no_end(term)


def _no_end(term: Term) -> Bilingual:
    if term.start:
        return Bilingual(
            f"自{_zh(term.start)}起施行，未载明终止日期。",
            f"In force since {_en(term.start)}; no end date is stated.",
        )
    if term.start_on_issue:
        return Bilingual(
            "自发布之日起施行，文本未载明发布日期，也未载明终止日期。",
            "In force from its date of issue, which the text does not give; no end date is stated.",
        )
    if term.counts_from:
        return Bilingual(
            f"本版本自{_zh(term.counts_from)}起适用，未载明终止日期。",
            f"This version applies from {_en(term.counts_from)}; no end date is stated.",
        )
    if term.issued:
        return Bilingual(
            f"{_zh(term.issued)}印发，未载明施行日期和终止日期。",
            f"Issued on {_en(term.issued)}; no start or end date is stated.",
        )
    return Bilingual("未载明施行日期和终止日期。", "No start or end date is stated.")


def _write_length(term: Term) -> str | None:
    """An ISO 8601 duration: P3Y, P18M is P1Y6M."""
    length = _length(term, "Y", "M")
    return f"P{length}" if length else None


def say_length(term: Term) -> Bilingual | None:
    """For how long it is valid, where the text says so: "5年" and "5 years"."""
    counted = ((term.years, "year"), (term.months, "month"))
    en = " and ".join(f"{n} {unit}{'s' if n > 1 else ''}" for n, unit in counted if n)
    return Bilingual(_length(term, "年", "个月"), en) if en else None


def _length(term: Term, years: str, months: str) -> str:
    return "".join(f"{n}{unit}" for n, unit in ((term.years, years), (term.months, months)) if n)


def _zh(day: date) -> str:
    return write_date(day, "zh")


def _en(day: date) -> str:
    return write_date(day, "en")
