"""Access tokens without the page, for curl and scripts: signed as the provider would sign them."""

import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import jwt

from local.signin.identity import AUDIENCE, CLIENT_ID, account_name, load_identity


def issue(state: Path, name: str, lifetime: timedelta = timedelta(hours=12)) -> str:
    """Return a JWT access token (RFC 9068) for the account `name`, whether or not the provider runs.

    Raises SignInError when `name` is no name or the state folder's key cannot be read.
    """
    identity = load_identity(state)
    account = account_name(name)
    now = int(time.time())
    claims = {
        "iss": identity.issuer,
        "aud": AUDIENCE,
        "sub": account,
        "name": account,
        "client_id": CLIENT_ID,
        "jti": uuid4().hex,
        "iat": now,
        "exp": now + int(lifetime.total_seconds()),
    }
    key = jwt.PyJWK(identity.key)
    return jwt.encode(claims, key, headers={"typ": "at+jwt", "kid": key.key_id})
