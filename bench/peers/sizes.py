"""The sizes and qualities that every peer makes: those of the gallery."""

THUMBNAIL = 300
TILE = 640
TILE_QUALITY = 75
LONG_SIDE = 1280


def preview_side(width: int, height: int, jpeg: bool) -> int:
    """The gallery's: the original's by a power of two for a JPEG, by a whole number for the others."""
    long = max(width, height)
    factors = (8, 4, 2) if jpeg else (long // LONG_SIDE,)
    return -(-long // next((by for by in factors if by and long >= by * LONG_SIDE), 1))
