"""Who is signed in, what they keep, and how far they may go."""

import asyncio
from dataclasses import dataclass

from shared.models import Account, Limits, Principal, SignIn
from shared.ports import Closures, ImageRepository


@dataclass(frozen=True)
class Accounts:
    images: ImageRepository
    closures: Closures
    limits: Limits
    page: SignIn

    async def describe(self, caller: Principal) -> Account:
        usage, closing_since = await asyncio.gather(
            self.images.usage(caller.owner), self.closures.since(caller.owner)
        )
        return Account(
            id=caller.owner,
            name=caller.name,
            usage=usage,
            limits=self.limits,
            closing_since=closing_since,
        )

    async def close(self, caller: Principal) -> Account:
        """Have everything of the caller's removed, by and by."""
        await self.closures.begin(caller.owner)
        return await self.describe(caller)

    def sign_in(self) -> SignIn:
        return self.page
