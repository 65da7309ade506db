"""Is a posted JSON body a valid question? All faults come back at once, as for addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic_core import from_json

from search_app.estimate.work import Inputs
from search_app.model import Bilingual
from search_app.web.params import Fault, FaultyQueryError

MAX_TEXT = 20_000  # characters of a text to extract from
MAX_SUM = 10**13
MAX_ITEMS = 100
MAX_COUNT = 100_000
MAX_BENEFITS = 1000


@dataclass(frozen=True, slots=True)
class EstimateRequest:
    """Which benefit of which clause, and what the reader states."""

    clause: str
    benefit: int
    inputs: Inputs


class UnreadableBodyError(Exception):
    """A body that is no JSON at all."""


def parse_json(raw: bytes) -> Any:
    """The value that ``raw`` holds. UnreadableBodyError for what is no JSON in UTF-8, nests deeper than 200 levels,
    or names characters that are none (half of a surrogate pair): whatever is returned can be written again."""
    try:
        return from_json(raw.removeprefix(b"\xef\xbb\xbf"), allow_inf_nan=False)
    except ValueError as error:
        raise UnreadableBodyError(str(error)) from error


def parse_extract(body: Any) -> str:
    """The text of ``{"text": "…"}``; FaultyQueryError."""
    text = body.get("text") if isinstance(body, Mapping) else None
    faults = [] if isinstance(text, str) else [_fault("text", "必须是文字", "must be a text")]
    if isinstance(text, str) and len(text) > MAX_TEXT:
        faults.append(_fault("text", f"超过{MAX_TEXT}个字符", f"is longer than {MAX_TEXT} characters"))
    faults += _unknown(body, ("text",))
    if faults or not isinstance(text, str):
        raise FaultyQueryError(faults)
    return text


def parse_estimate(body: Any) -> EstimateRequest:
    """``{"clause", "benefit", "inputs": {"base", "deduct", "count", "threshold"}}``; FaultyQueryError."""
    if not isinstance(body, Mapping):
        raise FaultyQueryError([_fault("body", "必须是 JSON 对象", "must be a JSON object")])
    faults = _unknown(body, ("clause", "benefit", "inputs"))
    clause, benefit, inputs = body.get("clause"), body.get("benefit", 1), body.get("inputs", {})
    if not isinstance(clause, str):
        faults.append(_fault("clause", "必须是条款编号", "must be a clause id"))
    if not _is_whole(benefit, 1, MAX_BENEFITS):
        faults.append(_fault("benefit", "必须是序号", "must be a number from 1"))
    if not isinstance(inputs, Mapping):
        faults.append(_fault("inputs", "必须是 JSON 对象", "must be a JSON object"))
        inputs = {}
    faults += _unknown(inputs, ("base", "deduct", "count", "threshold"), "inputs.")
    given = inputs.get("base")
    bases = given if isinstance(given, list) else [] if given is None else [given]
    if len(bases) > MAX_ITEMS or not all(_is_sum(base) for base in bases):
        faults.append(
            _fault("inputs.base", "必须是元为单位的数额，或其列表", "must be a sum of yuan or a list of them")
        )
    for name in ("deduct", "threshold"):
        if inputs.get(name) is not None and not _is_sum(inputs[name]):
            faults.append(_fault(f"inputs.{name}", "必须是元为单位的数额", "must be a sum of yuan"))
    if inputs.get("count") is not None and not _is_whole(inputs["count"], 1, MAX_COUNT):
        faults.append(_fault("inputs.count", "必须是正整数", "must be a whole number from 1"))
    if faults:
        raise FaultyQueryError(faults)
    sums = {name: None if inputs.get(name) is None else Decimal(str(inputs[name])) for name in ("deduct", "threshold")}
    return EstimateRequest(
        str(clause), benefit, Inputs(tuple(Decimal(str(b)) for b in bases), count=inputs.get("count"), **sums)
    )


def _fault(name: str, zh: str, en: str) -> Fault:
    return Fault(name, Bilingual(zh, en))


def _unknown(body: Any, known: tuple[str, ...], prefix: str = "") -> list[Fault]:
    names = [name for name in body if name not in known] if isinstance(body, Mapping) else []
    return [_fault(f"{prefix}{str(name)[:40]}", "没有这个字段", "is not a field of this request") for name in names]


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_sum(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_SUM
