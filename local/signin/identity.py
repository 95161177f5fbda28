"""What makes one local sign-in itself: its address and its signing key, kept in the state folder."""

import base64
import contextlib
import hashlib
import json
import os
import random
import socket
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from local.refusal import Refusal

AUDIENCE = "image-gallery"
CLIENT_ID = "gallery-page"
SCOPES = "openid profile"
# Below the range from which systems take ports for outgoing connections, so that it is free next time too.
PORTS = range(20_000, 30_000)
UNPRINTABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class SignInError(Refusal):
    """The local sign-in cannot be had."""


@dataclass(frozen=True)
class Identity:
    """The owner of every picture is a hash of issuer and name, so both must outlive a restart.

    `key` is a private RSA key as a JSON Web Key (RFC 7517).
    """

    port: int
    key: dict[str, Any]

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def load_identity(state: Path, port: int | None = None) -> Identity:
    """Return the identity kept in `state`, made at first use, on `port` or else one that is free now.

    Raises SignInError when the kept identity lives on another port than the one asked for, or is unreadable.
    """
    path = state / "sign-in.json"
    if not path.exists():
        _create(path, port)
    try:
        identity = Identity(**json.loads(path.read_text()))
    except (ValueError, TypeError):
        raise SignInError(f"{path} is damaged: remove it to start with new accounts.") from None
    if port not in {None, identity.port}:
        raise SignInError(
            f"The accounts in {state} belong to port {identity.port}; use that one, or another state folder."
        )
    return identity


def account_name(typed: str) -> str:
    """Return a name in the form that identifies its account: composed, without spare white space.

    The same rule is written in names.mjs, for the page. Raises SignInError for what is no name.
    """
    name = " ".join(part for part in unicodedata.normalize("NFC", typed).split(" ") if part)
    if not 1 <= len(name) <= 64 or any(unicodedata.category(character) in UNPRINTABLE for character in name):
        raise SignInError("A name has 1 to 64 visible characters.")
    return name


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _create(path: Path, port: int | None) -> None:
    """Write a new identity whole or not at all; when two do so at once, the first stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    identity = {"port": port or _free_port(), "key": _new_key()}
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        json.dump(identity, file)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)


def _free_port() -> int:
    return next(port for port in random.sample(PORTS, 100) if is_free(port))


def _new_key() -> dict[str, Any]:
    """The key's id is its thumbprint (RFC 7638)."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = RSAAlgorithm.to_jwk(private, as_dict=True)
    del key["key_ops"]
    members = json.dumps({name: key[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(members.encode()).digest()).rstrip(b"=")
    return {**key, "kid": thumbprint.decode(), "use": "sig", "alg": "RS256"}
