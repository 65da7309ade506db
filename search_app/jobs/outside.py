"""How is a service outside this program asked? Only over https or on this machine, and only where a setting says so.

Invariant: what is asked, and the key, go to the address of the setting and to no other.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def make_opener(address: str) -> Callable[..., Any]:
    """What opens requests to ``address``: it follows no redirect, and asks no proxy for this machine."""
    here = is_loopback(urlsplit(address).hostname or "")
    return build_opener(_NoRedirect(), *([ProxyHandler({})] if here else [])).open


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_protected(address: str) -> bool:
    """Whether what is sent to ``address`` can be read by nobody else: https, or http on this machine."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
