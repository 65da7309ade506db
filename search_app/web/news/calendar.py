"""How do days become a calendar that other programs read? RFC 5545: one all-day event a day, without an alarm.

Invariant: lines end with CRLF and have at most 75 octets, no character is cut in two, and what is read back is what
was written, but for control characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

_MOST = 75  # octets of a line, without its end
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True)
class Event:
    """One day, known by ``uid`` for ever."""

    uid: str
    day: date
    summary: str
    description: str
    url: str


def write_calendar(events: Iterable[Event], name: str, stamp: datetime) -> bytes:
    """The file of ``events``; ``stamp``, in UTC: when what it tells was found out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hegang-policy-search//changes//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_escape(name)}"]
    for event in events:
        lines += _write_event(event, stamp)
    return "".join(f"{_fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _write_event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escape(event.uid)}"
    yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day.isoformat().replace('-', '')}"  # and no end: it lasts one day
    yield f"SUMMARY:{_escape(event.summary)}"
    yield f"DESCRIPTION:{_escape(event.description)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escape(text: str) -> str:
    plain = _CONTROL.sub("", text.replace("\r\n", "\n"))
    return "".join(_ESCAPED.get(letter, letter) for letter in plain)


def _fold(line: str) -> str:
    """``line`` with a line end and a blank wherever more than 75 octets would follow one another."""
    folded, size = [], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _MOST:
            folded.append("\r\n ")
            size = 1
        folded.append(letter)
        size += octets
    return "".join(folded)
