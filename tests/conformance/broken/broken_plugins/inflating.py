"""Counts one person more than there are."""

from broken_plugins.making import counting, hooks

NAME = "broken-inflating"
globals().update(hooks(NAME, rosace_tabulate=counting(f"{NAME}.answers", extra=1)))
