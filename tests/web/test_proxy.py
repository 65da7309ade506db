"""The site behind Debian's nginx, as docs/deploy.md puts it there: below a path, over TLS, with limits."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NAME = "www.example.org"


def find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port}")


def written_for_nginx() -> str:
    """The configuration that docs/deploy.md shows."""
    text = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    block = text.split("## nginx in front")[1].split("## Several cores")[0]
    return "\n".join(line[4:] for line in block.splitlines() if line.startswith("    "))


@pytest.fixture(scope="module")
def site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site behind nginx."""
    if not NGINX:
        problem = "no nginx: install Debian's nginx to run the tests behind a proxy"
        pytest.fail(problem) if os.environ.get("CI") else pytest.skip(problem)
    folder = tmp_path_factory.mktemp("nginx")
    inner, outer = find_port(), find_port()
    subject = ["-subj", f"/CN={NAME}", "-keyout", str(folder / "policy.key"), "-out", str(folder / "policy.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject],
        check=True,
        capture_output=True,
    )
    shown = written_for_nginx().replace("/etc/ssl/", f"{folder}/")
    shown = shown.replace("listen 443", f"listen 127.0.0.1:{outer}").replace("127.0.0.1:8000", f"127.0.0.1:{inner}")
    logs = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{logs}{shown}\n}}\n"
    )
    environment = os.environ | {
        "PORT": str(inner), "INDEX_DIR": str(home), "PUBLIC_URL": f"https://{NAME}/policy",
    }  # fmt: skip
    server = subprocess.Popen([sys.executable, "-m", "search_app"], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    proxy = subprocess.Popen([NGINX, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")])
    try:
        wait_for(inner)
        wait_for(outer)
        yield f"https://127.0.0.1:{outer}"
    finally:
        for process in (proxy, server):
            process.terminate()
            process.communicate(timeout=30)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@cache  # to load what this machine trusts takes longer than an answer
def opener() -> urllib.request.OpenerDirector:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    return urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusting), _Stay)


def ask(address: str, data: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    asked = urllib.request.Request(address, data, {"Host": NAME} | headers)
    try:
        with opener().open(asked, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def test_pages_lie_below_the_path_and_every_link_leads_on(site: str) -> None:
    status, headers, page = ask(f"{site}/policy/zh/policies/bio-economy/9")
    assert status == 200 and "Content-Security-Policy" in headers
    links = set(re.findall(r'(?:href|src)="(/[^"#]*)', page.decode()))
    assert links and all(link.startswith("/policy/") for link in links)
    for link in links:
        time.sleep(0.1)  # as the limit of the proxy asks
        assert ask(site + link.replace("&amp;", "&"))[0] in (200, 301, 303), link
    assert f'rel="canonical" href="https://{NAME}/policy/zh/policies/bio-economy/9"' in page.decode()


def test_redirects_stay_below_the_path(site: str) -> None:
    for path, code in (("/policy", 308), ("/policy/", 302), ("/policy/id/bio-economy/9", 303)):
        status, headers, _ = ask(site + path)
        assert status == code and re.match(r"(https://[^/]+)?/policy/", headers["Location"]), headers


def test_another_host_is_not_answered(site: str) -> None:
    assert ask(f"{site}/policy/zh/", Host="evil.example.org")[0] == 400


def test_a_body_that_is_too_large_and_too_many_requests_are_refused(site: str) -> None:
    assert ask(f"{site}/policy/api/v1/extract", b" " * 300_000)[0] == 413
    with ThreadPoolExecutor(16) as readers:
        codes = set(readers.map(lambda _: ask(f"{site}/policy/healthz")[0], range(400)))
    assert codes == {200, 503}
