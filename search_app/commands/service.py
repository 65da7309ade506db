"""How is a language model asked for the English of a sentence? Any service that speaks OpenAI's chat completions.

Where it is comes from the environment and from nowhere else. Invariant: an answer that is late, cut off or of another
shape is an error and never English; no message holds the key, or anything else that the service said.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request

from search_app.jobs.outside import is_protected, make_opener

SECONDS = 60.0  # for one sentence
_MAX_ANSWER = 1_000_000  # bytes
# By status, what helps; whoever asks again at once gets the same.
_REMEDIES = {
    401: "look at TRANSLATE_KEY_FILE",
    403: "look at TRANSLATE_KEY_FILE",
    404: "look at TRANSLATE_URL and TRANSLATE_MODEL",
    429: "it has too much to do; run the command again later",
}


class ServiceError(Exception):
    """There is no answer, and why; ``lasting``: nor would there be one for another sentence."""

    def __init__(self, message: str, lasting: bool) -> None:
        super().__init__(message)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Service:
    """Where the model is, what it is called, and how long it may take. ``repr`` leaves out the key."""

    address: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = SECONDS

    @property
    def where(self) -> str:
        """The address as messages give it: what stands behind ? may be a secret."""
        return self.address.partition("?")[0]

    def ask(self, told: str, message: Mapping[str, object]) -> str:
        """What the model answers to ``message`` when it is ``told`` what to do. ServiceError when it does not."""
        turns = [
            {"role": "system", "content": told},
            {"role": "user", "content": json.dumps(message, ensure_ascii=False)},
        ]
        body = json.dumps({"model": self.model, "messages": turns, "stream": False}).encode("ascii")
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        try:
            request = Request(self.address, body, headers)  # noqa: S310  find_service lets only https or this machine by
            return _read(json.loads(_call_within(self.seconds, lambda: self._fetch(request))))
        except HTTPError as error:
            error.close()
            remedy = _REMEDIES.get(error.code)
            said = f"refused (status {error.code})"
            raise ServiceError(f"{said}: {remedy}" if remedy else said, lasting=remedy is not None) from None
        except TimeoutError:
            raise ServiceError(f"did not answer within {self.seconds:g} seconds", lasting=False) from None
        except URLError as error:
            late = isinstance(error.reason, TimeoutError)
            raise ServiceError(f"cannot be reached ({type(error.reason).__name__})", lasting=not late) from None
        except (HTTPException, OSError) as error:
            raise ServiceError(f"broke off ({type(error).__name__})", lasting=False) from None
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            raise ServiceError("answered with something that is no chat completion", lasting=False) from None

    def _fetch(self, request: Request) -> bytes:
        with make_opener(self.address)(request, timeout=self.seconds) as answer:
            content: bytes = answer.read(_MAX_ANSWER + 1)
        if len(content) > _MAX_ANSWER:
            raise ValueError("too long")
        return content


def find_service(environment: Mapping[str, str] = os.environ) -> Service:
    """What TRANSLATE_… say. SystemExit names what is wrong with them, and no secret."""
    url, model = environment.get("TRANSLATE_URL", "").strip(), environment.get("TRANSLATE_MODEL", "").strip()
    if not url:
        raise SystemExit("TRANSLATE_URL: set the address of a service with chat completions, like https://host/v1")
    if "@" in url:  # a password in it is not repeated
        raise SystemExit("TRANSLATE_URL: no user in the address; set TRANSLATE_KEY_FILE")
    if not is_protected(url):
        raise SystemExit(f"TRANSLATE_URL: {url[:80]!r} must begin with https:// (http:// is for this machine alone)")
    if not model:
        raise SystemExit("TRANSLATE_MODEL: name the model that is to be asked")
    try:
        name = environment.get("TRANSLATE_KEY_FILE", "")
        key = Path(name).read_text("utf-8").strip() if name else ""
        key.encode("ascii")
    except (OSError, ValueError) as error:
        raise SystemExit(f"TRANSLATE_KEY_FILE: cannot be read ({type(error).__name__})") from None
    if len(key.split()) > 1:
        raise SystemExit("TRANSLATE_KEY_FILE: must hold the key and nothing else")
    return Service(_complete(url), model, key)


def _complete(url: str) -> str:
    """The address of the chat completions of a service, whose own address may end with /v1."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if not path.endswith("/chat/completions"):
        path = f"{path.removesuffix('/v1')}/v1/chat/completions"
    return parts._replace(path=path, fragment="").geturl()


def _call_within(seconds: float, call: Callable[[], bytes]) -> bytes:
    """What ``call`` gives. TimeoutError when it has not after ``seconds``: a service that sends its answer byte by byte
    keeps within the time-out of a connection, which is of each byte. What goes on then ends with the process."""
    future: Future[bytes] = Future()

    def work() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=work, daemon=True).start()
    return future.result(seconds)


def _read(answer: Any) -> str:
    choice = answer["choices"][0]
    said = choice["message"]["content"]
    if not isinstance(said, str) or choice.get("finish_reason") not in (None, "stop"):
        raise ValueError("not whole")
    return said
