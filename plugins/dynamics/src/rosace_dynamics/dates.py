"""Dates known to the day, the month or the year: the days that they may stand for."""

import calendar
import datetime as dt
from fractions import Fraction
from typing import Final

__all__ = ["first_day", "last_day", "over_before", "years_between"]

_MONTH: Final = 7
_DAY: Final = 10
_YEAR: Final = Fraction(1461, 4)
"""Days in a year, leap years counted in."""


def first_day(date: str) -> dt.date:
    """Return the first day that an ISO date may stand for."""
    return dt.date.fromisoformat(date + "-01-01"[len(date) - 4 :])


def last_day(date: str) -> dt.date:
    """Return the last day that an ISO date may stand for."""
    if len(date) >= _DAY:
        return first_day(date)
    first = first_day(date)
    month = first.month if len(date) >= _MONTH else 12
    return dt.date(first.year, month, calendar.monthrange(first.year, month)[1])


def over_before(one: str, other: str) -> bool:
    """Say whether a date is over before another begins."""
    return last_day(one) < first_day(other)


def years_between(start: str, end: str) -> tuple[Fraction, Fraction]:
    """Return the fewest and the most years that may lie between two dates; none below zero."""
    least = (first_day(end) - last_day(start)).days
    most = (last_day(end) - first_day(start)).days
    return max(Fraction(0), least / _YEAR), max(Fraction(0), most / _YEAR)
