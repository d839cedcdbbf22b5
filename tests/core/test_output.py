"""What writing promises: the old file or the new, never half, whatever goes wrong."""

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from rosace.appraiser import Appraiser
from rosace.errors import OutputError, PluginError
from rosace.exporting import export
from rosace.interfaces import Document, DocumentKind, Responses
from rosace.output import reason_of, write_file, write_folder
from rosace.testing import people, sketch

MADE = sketch([{"id": "q", "type": "yes-no"}])
OLD, NEW = b"what stood there", b"what comes instead"


def failing() -> Iterator[bytes]:
    """Yield half of a file, then fail."""
    yield NEW
    message = "half way"
    raise ValueError(message)


def left(folder: Path) -> list[str]:
    """Return the names of all files in a folder, hidden ones too."""
    return sorted(each.name for each in folder.rglob("*") if each.is_file())


def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """Writing replaces a file, makes its folder, and leaves nothing else behind."""
    path = tmp_path / "deep" / "file"
    for content in (OLD, NEW):
        write_file(path, [content[:3], content[3:]])
        assert path.read_bytes() == content
    assert left(tmp_path) == ["file"]


def test_chunks_that_fail_leave_the_old_file(tmp_path: Path) -> None:
    """An error half way through changes nothing, and no temporary file stays."""
    path = tmp_path / "file"
    path.write_bytes(OLD)
    with pytest.raises(ValueError, match="half way"):
        write_file(path, failing())
    assert path.read_bytes() == OLD
    assert left(tmp_path) == ["file"]


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """When the second file fails the first keeps its old content."""
    write_folder(tmp_path, [("one", [OLD])])
    with pytest.raises(ValueError, match="half way"):
        write_folder(tmp_path, [("one", [NEW]), ("sub/two", failing())])
    assert (tmp_path / "one").read_bytes() == OLD
    assert left(tmp_path) == [".rosace", "one"]
    write_folder(tmp_path, [("one", [NEW]), ("sub/two", [NEW])])
    assert left(tmp_path) == [".rosace", "one", "two"]


def test_a_folder_keeps_nothing_of_an_earlier_export(tmp_path: Path) -> None:
    """What we wrote and do not write again goes; files of others stay, whatever a list says."""
    folder = tmp_path / "out"
    write_folder(folder, [("one", [OLD]), ("sub/two", [OLD])])
    (folder / "mine").write_bytes(OLD)
    (tmp_path / "outside").write_bytes(OLD)
    with pytest.raises(ValueError, match="half way"):
        write_folder(folder, [("three", failing())])
    assert left(folder) == [".rosace", "mine", "one", "two"]
    write_folder(folder, [("one", [NEW])])
    assert left(folder) == [".rosace", "mine", "one"]
    (folder / ".rosace").write_text("../outside\n/\n\none\n", "utf-8")
    write_folder(folder, [])
    assert left(tmp_path) == [".rosace", "mine", "outside"]


def test_a_folder_replaces_nothing_of_others(tmp_path: Path) -> None:
    """A file that we did not write keeps its name; it is named, and nothing is written."""
    write_folder(tmp_path, [("one", [OLD])])
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "mine").write_bytes(OLD)
    with pytest.raises(OutputError) as caught:
        write_folder(tmp_path, [("one", [NEW]), ("sub/mine", [NEW])])
    assert (caught.value.reason, Path(caught.value.path)) == ("exists", tmp_path / "sub" / "mine")
    assert left(tmp_path) == [".rosace", "mine", "one"]
    assert {each.read_bytes() for each in tmp_path.rglob("[mo]*")} == {OLD}


def test_a_list_never_leads_through_a_link(tmp_path: Path) -> None:
    """A folder of ours that has become a link keeps the files that it leads to."""
    write_folder(tmp_path / "out", [("sub/two", [OLD])])
    (tmp_path / "out" / "sub").rename(tmp_path / "elsewhere")
    (tmp_path / "out" / "sub").symlink_to(tmp_path / "elsewhere")
    write_folder(tmp_path / "out", [])
    assert (tmp_path / "elsewhere" / "two").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    """A pipe or a device stays, by its name or through a link, and the refusal is in words."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    for path in (pipe, tmp_path / "link", Path(os.devnull)):
        with pytest.raises(OutputError) as caught:
            write_file(path, [NEW])
        assert caught.value.reason == "not-a-file"
        assert caught.value.explain("fr") != caught.value.explain("en")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed(tmp_path: Path) -> None:
    """Writing to a link replaces the file that it points to, and the link stays."""
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "file")
    for content in (OLD, NEW):
        write_file(tmp_path / "link", [content])
        assert (tmp_path / "there" / "file").read_bytes() == content
    assert (tmp_path / "link").is_symlink()


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    """What is private is closed to others, even where an open file stood."""
    path = tmp_path / "file"
    path.write_bytes(OLD)
    path.chmod(0o644)
    write_file(path, [NEW], private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_of_nothing_is_there(tmp_path: Path) -> None:
    """What is said to be written can be opened, even where there was nothing to write."""
    write_folder(tmp_path / "empty", [])
    assert (tmp_path / "empty").is_dir()


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", "", "a\\..\\out"])
def test_no_file_leaves_its_folder(name: str, tmp_path: Path) -> None:
    """A name that points elsewhere is refused, and nothing is written."""
    with pytest.raises(OutputError):
        write_folder(tmp_path / "in", [("fine", [NEW]), (name, [NEW])])
    assert left(tmp_path) == []


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Neither of two files that claim one name is lost in silence."""
    with pytest.raises(ValueError, match="two files"):
        write_folder(tmp_path, [("a", [OLD]), ("./a", [NEW])])
    assert left(tmp_path) == []


def test_who_may_read_a_file_stays_as_it_was(tmp_path: Path) -> None:
    """A file that only its owner reads is not opened to others by being written again."""
    path = tmp_path / "file"
    path.write_bytes(OLD)
    path.chmod(0o600)
    write_file(path, [NEW])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = os.umask(0o027)
    try:
        write_file(tmp_path / "new", [NEW])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


@pytest.mark.parametrize("place", ["folder", "file/below"])
def test_what_cannot_be_written_is_an_error_of_ours(place: str, tmp_path: Path) -> None:
    """A folder in the file's place, or a file in the folder's, is told in our words."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(OLD)
    with pytest.raises(OutputError) as caught:
        write_file(tmp_path / place, [NEW])
    assert all(caught.value.explain(language) for language in ("fr", "en"))
    assert (tmp_path / "file").read_bytes() == OLD
    assert left(tmp_path) == ["file"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "read-only"),
        (errno.ENAMETOOLONG, "name-too-long"),
        (errno.EACCES, "not-permitted"),
        (errno.EIO, "disk-failed"),
        (errno.EFBIG, "file-too-large"),
        (errno.EBUSY, "EBUSY"),
    ],
)
def test_what_the_system_says_is_told_in_ours(code: int, reason: str, tmp_path: Path) -> None:
    """Whatever keeps a file from being written, no words of the system are in its refusal."""
    said = os.strerror(code)
    assert reason_of(tmp_path / "file", OSError(code, said)) == reason
    for language in ("fr", "en"):
        assert said not in OutputError("file", reason).explain(language)


def test_a_name_that_is_too_long_is_told_so(tmp_path: Path) -> None:
    """The system's refusal of a name comes with what to do about it."""
    with pytest.raises(OutputError) as caught:
        write_file(tmp_path / ("x" * 300), [NEW])
    assert caught.value.reason == "name-too-long"
    assert left(tmp_path) == []


KILLED = """
import sys
from pathlib import Path
from rosace.output import write_file, write_folder

def chunks():
    yield b"x" * 1_000_000
    print("half", flush=True)
    sys.stdin.read()
    yield b"never"

if sys.argv[2] == "file":
    write_file(Path(sys.argv[1]), chunks())
else:
    folder = Path(sys.argv[1]).parent
    write_folder(folder, [(Path(sys.argv[1]).name, [b"new"]), ("other", chunks())])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill so")
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_run_that_is_killed_leaves_the_old_file(kind: str, tmp_path: Path) -> None:
    """A process that dies while it writes has not touched what stood there."""
    path = tmp_path / "report.html"
    write_folder(tmp_path, [(path.name, [OLD])])
    process = subprocess.Popen(  # noqa: S603  # our own code
        [sys.executable, "-c", KILLED, str(path), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert path.read_bytes() == OLD
    if kind == "file" and hasattr(os, "O_TMPFILE"):
        assert sorted(each.name for each in tmp_path.iterdir()) == [".rosace", path.name]


class Exporting:
    """An exporter that makes whatever files it is told to."""

    name = "odd"
    media_types = ("text/plain",)
    accepts: frozenset[DocumentKind] = frozenset({"responses"})
    suffix = ".txt"

    def __init__(self, make: Callable[[], Iterable[tuple[str, Iterable[bytes]]]]) -> None:
        """Take what makes the files."""
        self._make = make

    def export(self, document: Document, *given: object) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Return the files."""
        del document, given
        return self._make()


def leaves() -> Iterator[tuple[str, Iterable[bytes]]]:
    """Leave the program over an answer."""
    message = "remark-zx"
    raise SystemExit(message)
    yield


ODD: dict[str, Callable[[], Iterable[tuple[str, Iterable[bytes]]]]] = {
    "no-file": list,
    "two-files": lambda: [("a", [NEW]), ("b", [NEW])],
    "half": lambda: [("a", failing())],
    "text": lambda: [("a", ["text"])],  # type: ignore[list-item]  # that is what is wrong
    "leaves": leaves,
}


@pytest.mark.parametrize("name", ODD)
def test_an_exporter_that_fails_is_blamed_and_the_old_file_stays(name: str, tmp_path: Path) -> None:
    """Whatever an exporter does wrong, its file is as before, and no answer is quoted."""
    path = tmp_path / "out.txt"
    path.write_bytes(OLD)
    document = Responses(instrument=MADE, responses=people(MADE, [{"q": True}]))
    with pytest.raises(PluginError) as caught:
        export(Exporting(ODD[name]), document, path, None, "group", Appraiser().host)
    assert caught.value.plugin == "odd"
    assert "remark-zx" not in caught.value.explain("en")
    assert path.read_bytes() == OLD
    assert left(tmp_path) == ["out.txt"]
