"""A node behind TLS and a password, as Debian's nginx puts them there: who is let in, and what is said to whom is not."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from search_app.search.engine import EngineError, EngineUnavailableError
from search_app.search.opensearch.cluster.client import Client, shared_client
from search_app.search.opensearch.cluster.place import find_place
from tests.cluster.certificates import make_authority, openssl, sign
from tests.cluster.nodes import Node, free_port
from tests.web.test_proxy import NGINX, wait_for

PASSWORD = "geheim-7351"  # noqa: S105
SITE = """daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}
http {{
  access_log off; client_max_body_size 100m;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  {servers}
}}"""
SERVER = """server {{
  listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/{name}.pem; ssl_certificate_key {folder}/{name}.key;
  location / {{ auth_basic "node"; auth_basic_user_file {folder}/users; proxy_pass {node}; }}
}}"""


@dataclass(frozen=True)
class Guarded:
    """The settings of who is let in, and the addresses of certificates that are not to be believed."""

    settings: Mapping[str, str]
    expired: str
    other_name: str


@pytest.fixture(scope="module")
def guarded(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    if not (NGINX and shutil.which("openssl")):
        problem = "no nginx and openssl to put before a node"
        pytest.fail(problem) if os.environ.get("CI") else pytest.skip(problem)
    folder = tmp_path_factory.mktemp("guarded")
    make_authority("ours", folder / "ca.key", folder / "ca.pem")
    for name, host, days in (
        ("good", "IP:127.0.0.1", "2"),
        ("expired", "IP:127.0.0.1", "-1"),
        ("other", "DNS:node.example.org", "2"),
    ):
        sign(folder, name, host, days)
    (folder / "users").write_text(f"reader:{openssl('passwd', '-apr1', PASSWORD).strip()}\n")
    (folder / "password").write_text(f"{PASSWORD}\n")
    folder.chmod(0o755)
    ports = {name: free_port() for name in ("good", "expired", "other")}
    servers = "\n".join(
        SERVER.format(port=port, name=name, folder=folder, node=node.address) for name, port in ports.items()
    )
    (folder / "nginx.conf").write_text(f"user root;\n{SITE.format(folder=folder, servers=servers)}")
    proxy = subprocess.Popen([str(NGINX), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")])
    address = {name: f"https://127.0.0.1:{port}" for name, port in ports.items()}
    settings = {
        "OPENSEARCH_URLS": address["good"], "OPENSEARCH_CA": str(folder / "ca.pem"), "OPENSEARCH_USER": "reader",
        "OPENSEARCH_PASSWORD_FILE": str(folder / "password"),
    }  # fmt: skip
    try:
        wait_for(ports["other"])
        yield Guarded(settings, address["expired"], address["other"])
    finally:
        proxy.terminate()
        proxy.communicate(timeout=30)


def test_who_has_the_password_and_the_right_authority_is_answered(guarded: Guarded) -> None:
    assert Client(find_place(guarded.settings)).version().startswith("3.")


def without_user(settings: Mapping[str, str], _: Guarded, __: Path) -> dict[str, str]:
    return {name: value for name, value in settings.items() if "USER" not in name and "PASSWORD" not in name}


def wrong_password(settings: Mapping[str, str], _: Guarded, folder: Path) -> dict[str, str]:
    (folder / "other").write_text(f"{PASSWORD}-not")
    return {**settings, "OPENSEARCH_PASSWORD_FILE": str(folder / "other")}


def other_authority(settings: Mapping[str, str], _: Guarded, folder: Path) -> dict[str, str]:
    make_authority("theirs", folder / "k", folder / "c")
    return {**settings, "OPENSEARCH_CA": str(folder / "c")}


def public_authorities(settings: Mapping[str, str], _: Guarded, __: Path) -> dict[str, str]:
    return {name: value for name, value in settings.items() if name != "OPENSEARCH_CA"}


def expired(settings: Mapping[str, str], guarded: Guarded, _: Path) -> dict[str, str]:
    return {**settings, "OPENSEARCH_URLS": guarded.expired}


def other_name(settings: Mapping[str, str], guarded: Guarded, _: Path) -> dict[str, str]:
    return {**settings, "OPENSEARCH_URLS": guarded.other_name}


def no_tls(settings: Mapping[str, str], _: Guarded, __: Path) -> dict[str, str]:
    return {**settings, "OPENSEARCH_URLS": settings["OPENSEARCH_URLS"].replace("https", "http")}


@pytest.mark.parametrize(
    "how", [without_user, wrong_password, other_authority, public_authorities, expired, other_name, no_tls]
)
def test_nobody_else_is_and_no_secret_is_told(
    guarded: Guarded, how: Callable[[Mapping[str, str], Guarded, Path], dict[str, str]], tmp_path: Path,
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    client = Client(find_place(how(guarded.settings, guarded, tmp_path)))
    with pytest.raises(EngineError) as told:
        client.version()
    if how is no_tls:  # where nginx says 400 in plain words
        assert "is it https there?" in str(told.value)
    else:
        assert isinstance(told.value, EngineUnavailableError)
    if how is wrong_password:
        assert "OPENSEARCH_PASSWORD_FILE" in str(told.value)
    if how in (other_authority, public_authorities, expired, other_name):
        assert "OPENSEARCH_CA" in str(told.value)
    said = f"{told.value!r} {told.value.__cause__!r} {caplog.text} {capfd.readouterr()}"
    assert PASSWORD not in said and "Basic " not in said


def test_all_ask_a_cluster_through_one_client(guarded: Guarded) -> None:
    """So that a node that hangs is waited for once, and not by each who asks. A new certificate is read."""
    place = find_place(guarded.settings)
    first = shared_client(place)
    assert shared_client(find_place(guarded.settings)) is first
    os.utime(guarded.settings["OPENSEARCH_CA"])
    again = shared_client(place)
    assert again is not first and again.version() == first.version()


def test_tls_where_a_node_speaks_none_is_called_that(node: Node) -> None:
    """And not a certificate that is not believed: there is none."""
    with pytest.raises(EngineUnavailableError, match=r"no TLS.*is it http there"):
        Client(find_place({"OPENSEARCH_URLS": node.address.replace("http", "https")})).version()
