"""Where is the cluster, and who asks? From the environment and from nowhere else.

Invariant: what is wrong with a setting is told before anything is asked or done, and no message holds a password.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from search_app.jobs.outside import is_loopback
from search_app.search.engine import SettingError

_PREFIX = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
LEASE = "-lease"  # behind a prefix: the index of its lease
_LONGEST = 1_000  # bytes of a password


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cluster is and who asks. ``repr`` leaves out the password."""

    urls: tuple[str, ...]
    prefix: str
    ca: str | None = None
    user: str | None = None
    password: str = field(default="", repr=False)

    @property
    def secret(self) -> str:
        """Who asks, as it is sent; as UTF-8, where the client itself knows Latin-1 alone."""
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")

    def hide(self, text: str) -> str:
        """``text`` without what lets in who asks."""
        for one in (self.secret, self.password) if self.password else ():
            text = text.replace(one, "…")
        return text


def find_place(environment: Mapping[str, str] = os.environ) -> Place:
    """What OPENSEARCH_… say. SettingError names what is wrong with them."""
    urls = tuple(re.split(r"[\s,]+", environment.get("OPENSEARCH_URLS", "").strip()))
    for url in urls:
        _check_url(url)
    prefix = find_prefix(environment)
    ca = environment.get("OPENSEARCH_CA") or None
    if ca:
        _check_authority(ca)
    user, secret = environment.get("OPENSEARCH_USER") or None, environment.get("OPENSEARCH_PASSWORD_FILE") or None
    if bool(user) != bool(secret):
        raise SettingError("OPENSEARCH_USER and OPENSEARCH_PASSWORD_FILE: both or neither")
    if user and (":" in user or not user.isprintable()):
        raise SettingError("OPENSEARCH_USER: no colon and nothing that is not printed")
    return Place(urls, prefix, ca, user, _read_password(Path(secret)) if secret else "")


def find_prefix(environment: Mapping[str, str] = os.environ) -> str:
    """What the names of our indexes begin with. SettingError for what is no name."""
    prefix = environment.get("OPENSEARCH_PREFIX", "") or "policies"
    if not _PREFIX.fullmatch(prefix):
        raise SettingError(f"OPENSEARCH_PREFIX={prefix[:50]!r}: small letters, digits and hyphens, at most 41")
    if prefix.endswith(LEASE):
        raise SettingError(f"OPENSEARCH_PREFIX={prefix!r}: must not end with {LEASE}, which is what a lease is called")
    return prefix


def _check_url(url: str) -> None:
    """SettingError for what is no address of a node, or would send what is asked unprotected over a network."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if "@" in url:  # a password in it is not repeated
        raise SettingError("OPENSEARCH_URLS: no user in an address; set OPENSEARCH_USER and OPENSEARCH_PASSWORD_FILE")
    if parts.scheme not in ("http", "https") or not host or port == 0 or parts.path.strip("/") or parts.query:
        raise SettingError(f"OPENSEARCH_URLS: {url[:80]!r} is not like https://node-1.example.org:9200")
    if parts.scheme == "http" and not is_loopback(host):
        raise SettingError(f"OPENSEARCH_URLS: {url[:80]!r} must begin with https:// (http:// is for this machine)")


def _check_authority(path: str) -> None:
    if not Path(path).is_file():
        raise SettingError(f"OPENSEARCH_CA={path!r}: no such file")
    import ssl  # which a server without a cluster does not need

    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise SettingError(f"OPENSEARCH_CA={path!r}: holds no certificate ({type(error).__name__})") from None


def _read_password(path: Path) -> str:
    """The one line of ``path``. What is wrong with it is told without a character of it."""
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST + 1)
        text = content.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise SettingError(f"OPENSEARCH_PASSWORD_FILE: cannot be read ({type(error).__name__})") from None
    lines = text.removesuffix("\n").removesuffix("\r")
    if not lines.strip() or len(content) > _LONGEST:
        raise SettingError(f"OPENSEARCH_PASSWORD_FILE: is empty, or longer than {_LONGEST:,} bytes")
    if len(lines.splitlines()) > 1 or not lines.isprintable():
        raise SettingError("OPENSEARCH_PASSWORD_FILE: must hold one line, of characters that are printed")
    return lines
