"""Search: what is asked for, how hits are ranked and explained, and how they are paged."""

from shared.services.search.service import Search

__all__ = ["Search"]
