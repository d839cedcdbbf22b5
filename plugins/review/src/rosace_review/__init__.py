"""The learning review of a partnership: what to keep, what to throw away, avenues of action."""

__all__: list[str] = []
