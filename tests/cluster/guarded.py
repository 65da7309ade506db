"""A node with OpenSearch's security plugin: TLS by certificates made here, and the roles of docs/security.

The plugin sets itself up from files, as it does on a new cluster. Invariant: the roles are those that the documentation
hands out, to the byte.
"""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.certificates import make_authority, sign
from tests.cluster.nodes import NO_THAI, QUICK, Artefact, Guard, Node, Plugin, Release, running
from tests.conftest import ROOT

_VERSION = "3.4.0"  # the newest whose plugin Maven Central has
_OURS = "org.opensearch.plugin"
_WORDS = Plugin(
    "analysis-common",  # which its node comes without, and Maven Central has as a library
    (
        Artefact(
            f"{_OURS}:analysis-common:{_VERSION}:jar",
            "4c2207ac94d242f35a0d83576c79744b8bbbc6142ef253f9ca81163e1605a944",
        ),
    ),
    (
        ("name", "analysis-common"),
        ("description", "how words are cut"),
        ("version", _VERSION),
        ("opensearch.version", _VERSION),
        ("java.version", "21"),
        ("classname", "org.opensearch.analysis.common.CommonAnalysisModulePlugin"),
    ),
)
_SECURITY = Plugin(
    "opensearch-security",
    (
        Artefact(
            f"{_OURS}:opensearch-security:{_VERSION}.0:zip",
            "fc164c084979f7f793d295b6bca56bf8bee76dafb762adef9f14fa872e0a7596",
        ),
        # Which it takes from the module rule-framework, where that is. It names users to it, and needs nothing else of it.
        Artefact(
            "org.apache.commons:commons-collections4:4.5.0:jar",
            "00f93263c267be201b8ae521b44a7137271b16688435340bf629db1bac0a5845",
        ),
    ),
    (("extended.plugins", "workload-management;optional=true,rule-framework;optional=true"),),
)
RELEASE = Release(_VERSION, "6540e95fe8bfaedc3eb1c58e829912ea2203af2ac1f88f76411c20a2fc5254a6", (_WORDS, _SECURITY))
ROLES = ROOT / "docs" / "security"
PASSWORDS = {"policy-reader": "geheim-leser-7351", "policy-builder": "geheim-bauer-7352", "office": "geheim-amt-7353"}
# bcrypt with few rounds, which is quick: of the plugin's hash.sh -r 4
_HASHES = {
    "policy-reader": "$2b$04$ZaI.muEyEy84CJuGCDG7L.p4d0pJnMr8xOxx3Oi1/t7wPCz1.Q7bC",
    "policy-builder": "$2b$04$HNkUkkIhVZC5RRF36vcoouLRNWuDM5Q0ZWEt5aREo6s/BS.dPuTVu",
    "office": "$2b$04$iDjF/U2yC8lCTs1fQZFk3OWcCT0Aejk32bhU4qTJ18VbynA/uweeK",
}
_BASIC = {
    "http_enabled": True,
    "transport_enabled": True,
    "order": 0,
    "http_authenticator": {"type": "basic", "challenge": True},
    "authentication_backend": {"type": "intern"},
}
_OPEN = ("-Eaction.auto_create_index=false", "-Eplugins.security.disabled=true")
_SMALL = ("-Xms256m", "-Xmx256m")
_GUARDED = (
    "-Eaction.auto_create_index=false",
    "-Eplugins.security.allow_default_init_securityindex=true",
    "-Eplugins.security.audit.type=noop",
    "-Eplugins.security.nodes_dn=CN=node",
    "-Eplugins.security.system_indices.enabled=true",
    "-Eplugins.security.ssl.http.enabled=true",
    *(
        f"-Eplugins.security.ssl.{layer}.{setting}={file}"
        for layer in ("http", "transport")
        for setting, file in (
            ("pemcert_filepath", "node.pem"),
            ("pemkey_filepath", "node.key"),
            ("pemtrustedcas_filepath", "ca.pem"),
        )
    ),
)


@dataclass(frozen=True)
class Guarded:
    """A node that lets in only whom it knows, and the settings with which each of them is let in."""

    node: Node
    folder: Path  # with a file for the password of each, and the certificate of the authority

    def settings(self, user: str) -> Mapping[str, str]:
        return {
            "OPENSEARCH_URLS": self.node.address,
            "OPENSEARCH_CA": str(self.folder / "ca.pem"),
            "OPENSEARCH_USER": user,
            "OPENSEARCH_PASSWORD_FILE": str(self.folder / user),
        }


@contextmanager
def guarding(folder: Path) -> Iterator[Guarded]:
    """A node with the plugin, which has the users of PASSWORDS; ``office`` may do everything."""
    make_authority("ours", folder / "ca.key", folder / "ca.pem")
    sign(folder, "node", "IP:127.0.0.1", "2")
    for user, password in PASSWORDS.items():
        (folder / user).write_text(f"{password}\n")
    with running(1, _OPEN, (QUICK, *_SMALL), RELEASE) as (node,):
        # The plugin would make its index without any template, and so without what some Java needs. It fills one that is
        # there and empty.
        node.ask("/.opendistro_security", {"settings": {"auto_expand_replicas": "0-all", **NO_THAI}}, "PUT")
        node.end()
        node.settings = (*(one for one in node.settings if one not in _OPEN), *_GUARDED)
        node.guard = _make_guard(folder)
        node.start()
        node.wait()
        yield Guarded(node, folder)


def _make_guard(folder: Path) -> Guard:
    files = {name: (folder / name).read_bytes() for name in ("node.pem", "node.key", "ca.pem")}
    for name, content in _make_configuration().items():
        files[f"opensearch-security/{name}"] = content
    office = base64.b64encode(f"office:{PASSWORDS['office']}".encode()).decode("ascii")
    return Guard(files, ssl.create_default_context(cafile=str(folder / "ca.pem")), f"Basic {office}")


def _make_configuration() -> dict[str, bytes]:
    """What the plugin reads once: the roles as documented, the users, and that they have a name and a password."""
    mapping = (ROLES / "roles_mapping.yml").read_bytes() + b"\nall_access:\n  users: [office]\n"
    config = {"dynamic": {"authc": {"basic": _BASIC}}}
    users = {name: {"hash": digest} for name, digest in _HASHES.items()}
    return {
        "roles.yml": (ROLES / "roles.yml").read_bytes(),
        "roles_mapping.yml": mapping,
        "config.yml": _write("config", {"config": config}),
        "internal_users.yml": _write("internalusers", users),
        **{
            f"{name}.yml": _write(kind, {})
            for name, kind in (("action_groups", "actiongroups"), ("tenants", "tenants"))
        },
    }


def _write(kind: str, content: Mapping[str, object]) -> bytes:
    """As JSON, which is YAML."""
    return json.dumps({"_meta": {"type": kind, "config_version": 2}, **content}).encode("ascii")
