"""Local accounts: their names, their tokens by command, and what the state folder keeps of them."""

import asyncio
import contextlib
import json
import socket
import stat
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
import pytest_asyncio

from local.signin import SignIn, SignInError
from local.signin.identity import account_name, load_identity
from local.signin.token import issue
from shared.errors import Unauthenticated
from tests.gallery_page import Page, returned, verifier


@pytest_asyncio.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with SignIn(tmp_path) as signin, Page(signin) as page:
        yield page


@pytest.mark.asyncio
@pytest.mark.parametrize("typed", ["", "   ", "x" * 65, "a\u200bb", "a\nb", '"><script>\x07'])
async def test_what_is_no_name_is_asked_again(page: Page, typed: str) -> None:
    refused = await page.type_name(await page.authorize(), typed)
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text and "<script" not in refused.text
    with pytest.raises(SignInError):
        account_name(typed)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "typed", ["alice", "  Alice   Liddell ", "Zoe\u0308", "<b>&amp;", "日本", "a" * 64, "👩"]
)
async def test_the_page_and_the_command_agree_on_a_name(page: Page, tmp_path: Path, typed: str) -> None:
    gallery = verifier(page.signin)
    by_page = await gallery.verify((await page.sign_in(typed))["access_token"])
    assert await gallery.verify(issue(tmp_path, typed)) == by_page


@pytest.mark.asyncio
async def test_an_issued_token_has_the_claims_of_the_providers_own(page: Page, tmp_path: Path) -> None:
    own, issued = (await page.sign_in("alice"))["access_token"], issue(tmp_path, "alice")
    assert jwt.get_unverified_header(issued) == jwt.get_unverified_header(own)
    own_claims, issued_claims = (
        jwt.decode(token, options={"verify_signature": False}) for token in (own, issued)
    )
    passing = {"jti", "iat", "exp"}
    assert {name: own_claims[name] for name in own_claims.keys() - passing} == {
        name: issued_claims[name] for name in issued_claims.keys() - passing
    }


@pytest.mark.asyncio
async def test_an_issued_token_lives_as_long_as_asked(page: Page, tmp_path: Path) -> None:
    gallery = verifier(page.signin)
    with pytest.raises(Unauthenticated, match="expired"):
        await gallery.verify(issue(tmp_path, "alice", timedelta(minutes=-5)))


@pytest.mark.asyncio
async def test_accounts_and_sessions_outlive_a_restart(tmp_path: Path) -> None:
    before = issue(tmp_path, "alice")
    async with SignIn(tmp_path) as signin, Page(signin) as page:
        owner = (await verifier(signin).verify(before)).owner
        tokens = await page.sign_in("alice")
    async with SignIn(tmp_path) as signin, Page(signin) as again:
        again.browser.cookies = page.browser.cookies
        renewed = (await again.refresh(tokens["refresh_token"])).json()
        assert (await verifier(signin).verify(renewed["access_token"])).owner == owner
        assert returned(await again.authorize())["code"]


@pytest.mark.asyncio
async def test_a_damaged_session_file_costs_a_new_sign_in_only(tmp_path: Path) -> None:
    (tmp_path / "sign-in-sessions.json").write_text('{"half": ')
    async with SignIn(tmp_path) as signin, Page(signin) as page:
        assert (await page.sign_in("alice"))["access_token"]


RUNS_UNTIL_KILLED = """
import asyncio, pathlib, sys
from local.signin import SignIn

async def run():
    async with SignIn(pathlib.Path(sys.argv[1])):
        print("up", flush=True)
        await asyncio.Event().wait()

asyncio.run(run())
"""


@pytest.mark.asyncio
async def test_the_server_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", RUNS_UNTIL_KILLED, str(tmp_path)), stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout and await program.stdout.readline() == b"up\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", load_identity(tmp_path).port)
    program.kill()
    await program.communicate()
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionResetError):  # what was not accepted yet is reset
            assert await reader.read() == b"", "the server is gone, and its connections with it"
            writer.close()
            await writer.wait_closed()


@pytest.mark.asyncio
async def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    port = load_identity(tmp_path).port
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(SignInError, match=f"Port {port}.* is in use"),
    ):
        async with SignIn(tmp_path):
            pass


def test_another_port_would_be_other_accounts(tmp_path: Path) -> None:
    port = load_identity(tmp_path, 20_001).port
    assert SignIn(tmp_path, port).issuer == "http://127.0.0.1:20001"
    with pytest.raises(SignInError, match="belong to port 20001"):
        SignIn(tmp_path, 20_002)


@pytest.mark.parametrize("content", ["", "[]", '{"port": 1}', "not json"])
def test_a_damaged_identity_is_told_not_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "sign-in.json").write_text(content)
    with pytest.raises(SignInError, match="damaged"):
        issue(tmp_path, "alice")
    assert (tmp_path / "sign-in.json").read_text() == content


@pytest.mark.asyncio
async def test_secrets_are_for_their_owner_alone(page: Page, tmp_path: Path) -> None:
    await page.sign_in("alice")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in Path.glob(tmp_path, "*.json")}
    assert modes == {"sign-in.json": 0o600, "sign-in-sessions.json": 0o600}
    published = json.dumps((await page.browser.get("/jwks")).json())
    assert load_identity(tmp_path).key["d"] not in published
