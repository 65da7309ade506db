"""How is a change known to those who follow? By an address of its own, the same on every request and after a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from search_app.model import Lang, split_benefit_id, split_id
from search_app.text.printable import make_writable
from search_app.web.awards.feed import Entry, write_instant
from search_app.web.news.calendar import Event
from search_app.web.news.happened import News, say_day, say_kind
from search_app.web.requests import absolute
from search_app.web.words import make_translate

_FOUNDED = "2026"  # a tag names a day on which its host was ours (RFC 4151)


def make_tag(one: News) -> str:
    """The permanent address of what changed, with the kind and the day of the change."""
    where = urlsplit(absolute(f"/id/{one.id}"))
    return f"tag:{where.hostname},{_FOUNDED}:{where.path}?{one.kind}={one.day}"


def find_path(one: News, lang: Lang) -> str:
    """The page that tells more, without parameters."""
    if split_benefit_id(one.id):
        return f"/id/{one.id}"
    return f"/{lang}/policies/{one.document}/changes" if one.kind == "amended" else f"/{lang}/policies/{one.id}"


def find_args(one: News) -> list[tuple[str, str]]:
    """The parameters of that page."""
    return [("version", str(one.day))] if one.kind == "amended" else []


def find_place(one: News) -> str:
    """The place on that page."""
    return f"#c-{quote(split_id(one.id)[1])}" if one.kind == "amended" else ""


def _address(one: News, lang: Lang) -> str:
    asked = "".join(f"?{name}={value}" for name, value in find_args(one))
    return absolute(find_path(one, lang)) + asked + find_place(one)


def make_entries(news: Iterable[News], lang: Lang) -> Iterator[Entry]:
    """An entry for each change."""
    for one in news:
        yield Entry(
            make_tag(one),
            make_writable(f"{one.title.get(lang)} · {say_kind(one, lang)} · {say_day(one, lang)}"),
            _address(one, lang),
            make_writable(say_sides(one, lang)),
            "zh-CN" if lang == "zh" or _is_chinese(one) else "en",
            write_instant(one.day),
            (),
        )


def _is_chinese(one: News) -> bool:
    return any(side is not None and side.en is None for side in (one.before, one.after))


def say_sides(one: News, lang: Lang) -> str:
    """What it was and what it is, in one line."""
    t = make_translate(lang)
    if one.kind == "amended":
        return " → ".join(side.get(lang) if side else t("news_nothing") for side in (one.before, one.after))
    return " · ".join(side.get(lang) for side in (one.before, one.after) if side)


def make_events(news: Iterable[News], lang: Lang) -> Iterator[Event]:
    """The last day of force of each document that has one, as an event."""
    t = make_translate(lang)
    for one in sorted(news, key=lambda one: (one.day, one.id)):
        if one.kind == "ended":
            summary = t("news_last_day", value=one.title.get(lang))
            described = f"{say_sides(one, lang)}\n{t('unofficial')}"
            yield Event(make_tag(one), one.day, summary, described, _address(one, lang))
