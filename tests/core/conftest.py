"""What several files of tests of the core use."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.study_of_waves import MADE, STUDY

from rosace import Appraiser
from rosace.configuration import Configuration
from rosace.conversion import unstructure
from rosace.errors import InvalidDocumentError, Problem
from rosace.loading import LIMITS, Limits, dump_json, load_json, load_yaml


@pytest.fixture(scope="session")
def problems_of() -> Callable[..., list[Problem]]:
    """Lend a function that returns the problems that a document is refused for.

    Each is checked for a place, and for words in both languages.
    """

    def problems(
        data: bytes | str, *, limits: Limits = LIMITS, is_yaml: bool = False
    ) -> list[Problem]:
        encoded = data.encode() if isinstance(data, str) else data
        load = load_yaml if is_yaml else load_json
        with pytest.raises(InvalidDocumentError) as caught:
            load(encoded, file="f", limits=limits)
        for problem in caught.value.problems:
            assert problem.file == "f"
            for language in ("en", "fr"):
                assert not re.search(r"\{[a-z_]+\}", problem.explain(language))
                assert problem.message(language) != Problem("unheard-of").message(language)
                problem.explain(language).encode()
        return list(caught.value.problems)

    return problems


@pytest.fixture
def appraiser() -> Appraiser:
    """Return an appraiser without plugins."""
    return Appraiser(Configuration(plugins=()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a study of two waves, without answers."""
    (tmp_path / "study.yaml").write_bytes(dump_json(dict(STUDY)))
    (tmp_path / "sketch.json").write_bytes(dump_json(unstructure(MADE)))
    return tmp_path
