"""auth: who is signed in, and how to sign in."""

import azure.functions as func

from shared.http import Answer, operation
from shared.models import Account, Principal, SignIn
from shared.worker import services

bp = func.Blueprint()


@operation(bp, "GET", "auth/me")
async def get_account(caller: Principal) -> Account:
    """Who you are, what you keep here, and how far you may go."""
    return await (await services()).accounts.describe(caller)


@operation(bp, "DELETE", "auth/me", statuses=(202,))
async def close_account(caller: Principal) -> Answer[Account]:
    """Delete everything of yours: every image, with all that was made from it, and what is known of you.

    This is done in the background, and includes what is uploaded until then. Ask for your account to learn
    how far it is: `closingSince` is null again once all is gone.
    """
    account = await (await services()).accounts.close(caller)
    return Answer(account, 202, {"Location": "/api/v1/auth/me"})


@operation(bp, "GET", "auth/config")
async def get_sign_in() -> SignIn:
    """What a single-page app needs to sign its users in."""
    return (await services()).accounts.sign_in()
