"""How good search is, and what it costs as a gallery grows."""
