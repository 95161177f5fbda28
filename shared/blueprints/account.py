"""auth: who is signed in, and how to sign in."""

import azure.functions as func

from shared.http import operation
from shared.models import Account, Principal, SignIn
from shared.worker import services

bp = func.Blueprint()


@operation(bp, "GET", "auth/me")
async def get_account(caller: Principal) -> Account:
    """Who you are, what you keep here, and how far you may go."""
    return await (await services()).accounts.describe(caller)


@operation(bp, "GET", "auth/config")
async def get_sign_in() -> SignIn:
    """What a single-page app needs to sign its users in."""
    return (await services()).accounts.sign_in()
