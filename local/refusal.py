"""What keeps a local run from starting."""


class Refusal(Exception):
    """A run cannot start; the message tells a person what to do, in one sentence."""
