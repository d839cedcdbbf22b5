"""What the core promises to who embeds it: with the contract alone, it does the main job."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from rosace.conversion import unstructure
from rosace.loading import dump_json, load_json
from rosace.testing import people, sketch
from rosace.validation import check_document
from rosace.writing import dump_yaml

ROOT = Path(__file__).parents[2]
OURS = ("rosace", "rosace-schemas")
CHOICES = [
    {"code": code, "value": value, "label": {"en": code}} for code, value in (("A", 2), ("B", 1))
]
MADE = sketch(
    [{"id": item, "type": "choice", "scale": "ab"} for item in ("q1", "q2")],
    scales={"ab": {"kind": "ordinal", "choices": CHOICES}},
    dimensions=[
        {"id": "d", "title": {"en": "D"}, "items": ["q1", "q2"], "scoring": {"method": "mean"}}
    ],
)


def needed(names: Iterator[str], seen: set[str]) -> Iterator[Distribution]:
    """Yield what some distributions need of others, and these of others in turn."""
    for name in names:
        if name in seen:
            continue
        seen.add(name)
        found = distribution(name)
        if name not in OURS:
            yield found
        wanted = map(Requirement, found.requires or ())
        yield from needed(
            (
                each.name
                for each in wanted
                if each.marker is None or each.marker.evaluate({"extra": ""})
            ),
            seen,
        )


@pytest.fixture(scope="module")
def alone(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Install the contract and the core alone, and lend a function that runs Python with them.

    What they need is taken from this environment, file by file; nothing else of it
    can be imported.
    """
    folder = tmp_path_factory.mktemp("core")
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--no-compile"]
    places = ["--target", str(folder), str(ROOT / "schemas"), str(ROOT / "core")]
    subprocess.run(  # noqa: S603  # our own members
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *options, *places],
        check=True,
    )
    for found in needed(iter(OURS), set()):
        tops = {
            file.parts[0]
            for file in found.files or ()
            if file.parts[0] not in {"..", "__pycache__"}
        }
        for top in tops:
            if not (folder / top).exists():
                (folder / top).symlink_to(str(found.locate_file(top)))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: held for name, held in os.environ.items() if "PYTHON" not in name}
        # Without its site folder Python sees nothing but its own library and the path.
        return subprocess.run(  # noqa: S603  # our own code
            [sys.executable, "-S", "-W", "error", *arguments],
            env={**inherited, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
            cwd=folder.parent,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


Alone = Callable[..., subprocess.CompletedProcess[str]]
EMBEDDED = """
import sys
import rosace

folder = sys.argv[1]
appraiser = rosace.Appraiser()
made = appraiser.instrument(f"{folder}/sketch.yaml")
read = [appraiser.read(f"{folder}/answers.{suffix}", made) for suffix in ("json", "ndjson", "yaml")]
assert read[0] == read[1] == read[2], "three formats, one reading"
report = appraiser.appraise(made, read[0], language="en", by=["sector"])
appraiser.export(report, "json", f"{folder}/report.json")
assert not appraiser.host.entries, appraiser.host.entries
assert not appraiser.host.failures, appraiser.host.failures
try:
    import rosace_html
except ModuleNotFoundError:
    print("alone")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a data-only instrument, and responses in each of the core's formats."""
    known = [{"attributes": {"sector": "ab"[number % 2]}} for number in range(24)]
    sheets = [{"q1": "AB"[number % 2], "q2": "A"} for number in range(24)]
    plain = [unstructure(each) for each in people(MADE, sheets, known=known)]
    (tmp_path / "sketch.yaml").write_bytes(dump_yaml(unstructure(MADE)))
    (tmp_path / "answers.json").write_bytes(dump_json(plain))
    (tmp_path / "answers.yaml").write_bytes(dump_yaml(plain))
    (tmp_path / "answers.ndjson").write_bytes(b"".join(map(dump_json, plain)))
    return tmp_path


def test_the_core_alone_reads_appraises_and_writes(alone: Alone, folder: Path) -> None:
    """A program with the contract and the core, and no plugin, goes the whole walk."""
    done = alone("-c", EMBEDDED, str(folder))
    assert (done.returncode, done.stdout) == (0, "alone\n"), done.stderr
    report = load_json((folder / "report.json").read_bytes())
    assert check_document(report, "report") == ()
    assert isinstance(report, dict)
    assert report["provenance"]["plugins"] == {}
    names = [each["id"] for each in report["sections"]]
    parts = ("overview", "dimensions", "items", "breakdowns")
    assert names == ["highlights", *(f"sketch-{part}" for part in parts)]


def test_the_core_alone_validates_and_has_its_command_line(alone: Alone, folder: Path) -> None:
    """The command line finds a wrong answer in its place, and appraises what is sound."""
    sheet = str(folder / "sketch.yaml")
    assert alone("-m", "rosace", "validate", sheet, str(folder / "answers.yaml")).returncode == 0
    text = (folder / "answers.yaml").read_text(encoding="utf-8")
    (folder / "wrong.yaml").write_text(text.replace("q2: A", "q2: Z", 1), encoding="utf-8")
    done = alone("-m", "rosace", "validate", sheet, str(folder / "wrong.yaml"), "--lang", "en")
    assert done.returncode == 1
    assert "wrong.yaml" in done.stderr
    out = folder / "out.json"
    arguments = [sheet, str(folder / "answers.ndjson"), "--to", "json", "--out", str(out)]
    done = alone("-m", "rosace", "appraise", *arguments)
    assert done.returncode == 0, done.stderr
    assert check_document(load_json(out.read_bytes()), "report") == ()
