"""The wheel's own form is a view of the diagnostic tool, and says so when that is not there."""

import pytest

from rosace import Appraiser
from rosace.errors import InvalidDocumentError


def test_without_the_diagnostic_tool_the_form_says_why_it_cannot_be_used(
    appraiser: Appraiser,
) -> None:
    """The form is still listed; asking for it names what is missing, in both languages."""
    assert "wheel" in appraiser.instruments
    with pytest.raises(InvalidDocumentError) as refused:
        appraiser.instrument("wheel")
    (problem,) = refused.value.problems
    assert problem.code == "view-base-missing"
    for language in ("fr", "en"):
        assert "diagnostic" in problem.message(language)
        assert problem.advice(language)
