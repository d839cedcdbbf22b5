"""The dynamics of a partnership: problem, actors, stakes, controversies, leadership, form."""

__all__: list[str] = []
