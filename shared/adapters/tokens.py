"""Bearer tokens: who is calling, told by a JSON Web Token of the configured provider."""

import hashlib
import time
from base64 import b32encode
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

import jwt
from pydantic import SecretStr

from shared.errors import Unauthenticated
from shared.models import Principal

MAX_TOKEN_CHARACTERS = 16_384
SIGN_IN_CLAIMS = frozenset({"nonce", "at_hash", "c_hash", "s_hash"})
PERMISSION_CLAIMS = frozenset({"scope", "scp", "role"})
KEY_CARRYING_HEADERS = frozenset({"jku", "jwk", "x5u", "x5c"})
REASONS: dict[type[jwt.PyJWTError], str] = {
    jwt.ExpiredSignatureError: "The token has expired.",
    jwt.ImmatureSignatureError: "The token is not valid yet.",
    jwt.InvalidAudienceError: "The token is meant for another audience.",
    jwt.InvalidIssuerError: "The token comes from another issuer.",
}


class Keys(Protocol):
    """Where the key of a token comes from, and the only algorithms it may be used with."""

    @property
    def algorithms(self) -> tuple[str, ...]: ...

    async def key(self, header: dict[str, Any]) -> jwt.PyJWK | bytes: ...


class SharedSecret:
    """The one HS256 secret of a legacy Supabase project. It never meets a public key."""

    algorithms = ("HS256",)

    def __init__(self, secret: SecretStr) -> None:
        self._secret = secret.get_secret_value().encode()
        if len(self._secret) < 32:
            raise ValueError("An HS256 secret needs at least 32 bytes (RFC 7518, section 3.2)")

    async def key(self, header: dict[str, Any]) -> bytes:
        return self._secret


class JwtVerifier:
    """Verifies access tokens of one issuer for one audience (RFC 7519, RFC 8725, RFC 9068).

    A verified token is remembered by its hash until it expires, at most `remember` seconds (a key that
    the provider withdraws stops working) and at most `capacity` tokens. `leeway` is in seconds.
    """

    def __init__(
        self,
        keys: Keys,
        *,
        issuer: str,
        audience: str,
        leeway: float = 30,
        remember: float = 300,
        capacity: int = 1024,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._leeway = leeway
        self._remember = remember
        self._capacity = capacity
        self._clock = clock
        self._verified: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()

    async def verify(self, token: str) -> Principal:
        """Return the bearer of `token`.

        Raises Unauthenticated for anything but a valid access token, and ServiceUnavailable while the
        provider's keys have never been reached.
        """
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise Unauthenticated("The token is too long.")
        if not token.isascii():
            raise Unauthenticated("The token is malformed.")
        fingerprint = hashlib.sha256(token.encode()).digest()
        if (principal := self._recall(fingerprint)) is None:
            claims = await self._claims(token)
            principal = _principal(claims)
            self._keep(fingerprint, principal, int(claims["exp"]) + self._leeway)
        return principal

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            _check_header(header, self._keys.algorithms)
            claims = jwt.decode(
                token,
                await self._keys.key(header),
                algorithms=self._keys.algorithms,
                issuer=self._issuer,
                audience=self._audience,
                leeway=self._leeway,
                options={"require": ["exp", "iss", "aud", "sub"], "enforce_minimum_key_length": True},
            )
        except jwt.PyJWTError as error:
            raise Unauthenticated(REASONS.get(type(error), "The token is not valid.")) from error
        if not _is_access_token(header, claims):
            raise Unauthenticated("The token is not an access token.")
        return claims

    def _recall(self, fingerprint: bytes) -> Principal | None:
        expires, principal = self._verified.get(fingerprint, (0.0, None))
        if self._clock() >= expires:
            self._verified.pop(fingerprint, None)
            return None
        self._verified.move_to_end(fingerprint)
        return principal

    def _keep(self, fingerprint: bytes, principal: Principal, expires: float) -> None:
        self._verified[fingerprint] = (min(expires, self._clock() + self._remember), principal)
        if len(self._verified) > self._capacity:
            self._verified.popitem(last=False)


def owner_of(issuer: str, subject: str) -> str:
    """Return the owner of a subject's images: 32 characters of a-z and 2-7.

    Subjects may hold any character and are unique only within their issuer, so the owner is the base32
    form of the first 160 bits of SHA-256 over "issuer|subject": safe in a blob name, a Cosmos id and a log.
    """
    digest = hashlib.sha256(f"{issuer}|{subject}".encode()).digest()
    return b32encode(digest[:20]).decode().lower()


def _check_header(header: dict[str, Any], algorithms: tuple[str, ...]) -> None:
    if header.get("alg") not in algorithms:
        raise Unauthenticated("The token's algorithm is not accepted.")
    if not KEY_CARRYING_HEADERS.isdisjoint(header):
        raise Unauthenticated("The token brings its own key.")
    if _media_type(header) not in {"jwt", "at+jwt"}:
        raise Unauthenticated("The token is not an access token.")


def _is_access_token(header: dict[str, Any], claims: dict[str, Any]) -> bool:
    """Tell an access token from an ID token, which may have the same issuer and even the same audience.

    `at+jwt` is always an access token (RFC 9068). Where both are plain JWTs, an access token grants
    something (`scp` at Entra, `scope` at Auth0, `role` at Supabase), and an ID token is bound to the
    sign-in it tells of (OpenID Connect Core 3.1.3.6 and 3.3.2.11) or named in `token_use`.
    """
    if _media_type(header) == "at+jwt":
        return True
    return (
        not PERMISSION_CLAIMS.isdisjoint(claims)
        and SIGN_IN_CLAIMS.isdisjoint(claims)
        and claims.get("token_use", "access") == "access"
    )


def _media_type(header: dict[str, Any]) -> str:
    return str(header.get("typ", "JWT")).lower().removeprefix("application/")


def _principal(claims: dict[str, Any]) -> Principal:
    issuer, subject = claims["iss"], claims["sub"]
    if not subject or not _is_text(subject):
        raise Unauthenticated("The token's subject is not valid.")
    names = (claims.get(claim) for claim in ("name", "preferred_username", "email"))
    name = next((name[:200] for name in names if name and _is_text(name)), None)
    return Principal(owner=owner_of(issuer, subject), subject=subject, name=name)


def _is_text(value: object) -> bool:
    """JSON can spell lone surrogates, which no answer or log could encode."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)
