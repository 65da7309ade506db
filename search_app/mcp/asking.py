"""How is the JSON API asked in this process, and what does a tool say where it is refused?

Invariant: whatever the API answers and whatever stands around it comes from one generation of the index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from search_app.mcp.answers import NO_SITE
from search_app.search.published.held import IndexUnavailableError
from search_app.search.published.home import find_home
from search_app.search.published.opening import Generation
from search_app.search.published.served import ServedIndex
from search_app.web.app import create_app
from search_app.web.params import FaultyQueryError
from search_app.web.requests import encode

T = TypeVar("T")
BUILD = ".venv/bin/python index_build.py"


@dataclass(frozen=True, slots=True)
class Question:
    """A call of the API: its path, its parameters, and the body of a POST."""

    path: str
    args: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None

    @property
    def method(self) -> Literal["GET", "POST"]:
        """POST where there is a body."""
        return "GET" if self.body is None else "POST"


@dataclass(frozen=True, slots=True)
class Call:
    """What the API is asked, and what is made of its answer."""

    question: Question
    write: Callable[[Any], Mapping[str, Any]]


class RefusedError(Exception):
    """A question that was not answered; says the thing, the place and the remedy, in lines."""


class Library:
    """The application that answers the API, with the index below ``home``, else INDEX_DIR, else the default place.

    An index that is missing is not built: a model would wait for it and not know why.
    """

    def __init__(self, home: Path | None = None) -> None:
        self._app = create_app(index=home or find_home())
        self.site: str = self._app.extensions["public_url"]  # "" where addresses are paths

    def generation(self) -> Generation | None:
        """The index that is served now; None where there is none."""
        try:
            return self._served.current()
        except IndexUnavailableError:
            return None

    @property
    def _served(self) -> ServedIndex:
        served: ServedIndex = self._app.extensions["served"]
        return served

    def ask(self, question: Question, write: Callable[[Any], T]) -> T:
        """What ``write`` makes of the API's answer, while the request lasts. RefusedError."""
        app = self._app
        with app.test_request_context(
            question.path,
            base_url=self.site or NO_SITE,
            method=question.method,
            query_string=encode(question.args),
            json=question.body,
            headers={"Accept-Language": "en"},
        ):
            try:
                said = app.full_dispatch_request()
                if said.status_code < 400:
                    return write(said.get_json())
            except Exception as error:
                said = app.make_response(app.handle_user_exception(error))
            raise RefusedError(self._say(said.get_json()))

    def _say(self, problem: Mapping[str, Any]) -> str:
        """A problem of the API in lines."""
        lines = [f"{problem['title']} ({problem['status']}): {problem['detail']}"]
        lines += [f"- {one['name']}: {one['message']}" for one in problem.get("errors", ())]
        if problem["status"] == 503:
            lines += self._why_unavailable()
        if "moved_to" in problem:
            there = problem["moved_to"]
            lines.append(f"moved_to: {there}" if there else "moved_to: nothing; its text stands nowhere else.")
        if problem["status"] == 404:
            lines.append("Find the right id with search_clauses, or with resolve_citation from a title and a number.")
        return "\n".join(lines)

    def _why_unavailable(self) -> list[str]:
        try:
            self._served.current()
        except IndexUnavailableError as error:
            return [str(error), f"Build the index with: {BUILD}", "Then ask again; this server takes it up by itself."]
        return []


def say_faults(error: FaultyQueryError) -> str:
    """Faults that were found before the API was asked, in lines."""
    lines = [f"- {fault.name}: {fault.message.en}" for fault in error.faults]
    return "\n".join(["The arguments are faulty (422): correct them and call again.", *lines])
