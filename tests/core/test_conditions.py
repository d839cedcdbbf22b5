"""What conditions promise: they hold of values alone, and hide what rests on what is hidden."""

import pytest

from rosace.conditions import holds, shown
from rosace.instrument import Condition
from rosace.response import Answer, AnswerValue
from rosace.testing import sketch

FORM = sketch(
    [
        {"id": "a", "type": "yes-no"},
        {"id": "b", "type": "yes-no", "when": {"item": "a", "equals": True}},
        {"id": "c", "type": "text", "when": {"item": "b", "answered": True}},
    ]
)


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (Condition(item="q", equals="A"), "A", True),
        (Condition(item="q", equals="A"), "B", False),
        (Condition(item="q", equals="A"), None, False),
        (Condition(item="q", equals="A"), ("B", "A"), True),
        (Condition(item="q", equals="A"), (), False),
        (Condition(item="q", in_=("A", "B")), "B", True),
        (Condition(item="q", in_=("A", "B")), None, False),
        (Condition(item="q", equals=1), 1.0, True),
        (Condition(item="q", equals=1), True, False),
        (Condition(item="q", equals=True), 1, False),
        (Condition(item="q", equals=False), False, True),
        (Condition(item="q", answered=True), (), True),
        (Condition(item="q", answered=True), False, True),
        (Condition(item="q", answered=False), None, True),
        (Condition(not_=Condition(item="q", equals="A")), None, True),
        (
            Condition(all=(Condition(item="q", equals="A"), Condition(item="r", answered=True))),
            "A",
            False,
        ),
        (
            Condition(any=(Condition(item="q", equals="A"), Condition(item="r", answered=True))),
            "A",
            True,
        ),
    ],
)
def test_a_condition_compares_as_json_does(
    condition: Condition, value: AnswerValue | None, *, expected: bool
) -> None:
    """Equality keeps true apart from 1; a list meets a condition when one of its codes does."""
    assert holds(condition, {"q": value}) is expected


def test_what_rests_on_a_hidden_answer_is_hidden() -> None:
    """An answer to an item that is not shown is not looked at by the items that follow."""
    assert shown(FORM, {"a": Answer(value=True), "b": Answer(value=False)}) == {"a", "b", "c"}
    assert shown(FORM, {"a": Answer(value=False), "b": Answer(value=False)}) == {"a"}
    assert shown(FORM, {}) == {"a"}
    assert shown(FORM, {"a": Answer(missing="dont-know")}) == {"a"}
