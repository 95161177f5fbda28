"""Who is signed in, what they keep, and how far they may go."""

from dataclasses import dataclass

from shared.models import Account, Limits, Principal, SignIn
from shared.ports import ImageRepository


@dataclass(frozen=True)
class Accounts:
    images: ImageRepository
    limits: Limits
    page: SignIn

    async def describe(self, caller: Principal) -> Account:
        usage = await self.images.usage(caller.owner)
        return Account(id=caller.owner, name=caller.name, usage=usage, limits=self.limits)

    def sign_in(self) -> SignIn:
        return self.page
