"""A sign-in provider's key and one token of it, made anew for each run."""

import json
import time
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://id.example.com/"
AUDIENCE = "image-gallery"
ACCOUNT = "devstoreaccount1"
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
ENDPOINT = f"https://{ACCOUNT}.blob.core.windows.net"


def write(path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = {
        **jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True),
        "kid": "bench",
        "alg": "RS256",
    }
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "alice",
        "name": "Alice",
        "scope": "openid",
    }
    claims |= {"iat": int(time.time()), "exp": int(time.time()) + 3600}
    token = jwt.encode(claims, key, "RS256", headers={"kid": "bench", "typ": "at+jwt"})
    path.write_text(json.dumps({"jwk": jwk, "token": token}))


def read(path: Path) -> tuple[jwt.PyJWK, str]:
    kept: dict[str, Any] = json.loads(path.read_text())
    return jwt.PyJWK(kept["jwk"]), kept["token"]
