"""The same study gives the same files: whoever makes them, where, when and in whatever process."""

import hashlib
import os
import socket
import subprocess
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from tests.reading_back.making import names_of

PROGRAM = """
import sys
from pathlib import Path
from rosace import Appraiser

study, out, *names = sys.argv[1:]
appraiser = Appraiser(strict=True)
report = appraiser.appraise_study(appraiser.open_study(Path(study)), language="fr")
for name in names:
    appraiser.export(report, name, Path(out) / name, audience="facilitator")
"""
PERSONS = ("erasmus-of-anywhere", "sojourner-of-nowhere")
ZIPPED = b"PK\x03\x04"
ZIP_YEAR = 1980
SHORTEST = 8
"""Letters of a machine's name that no other word holds by chance."""


@pytest.fixture(scope="module")
def places(made: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Export one study in two processes that share nothing but the study, some seconds apart."""
    found = []
    names = names_of("report")
    for turn, person in enumerate(PERSONS):
        home = tmp_path_factory.mktemp(person)
        environment = {
            **os.environ,
            "PYTHONHASHSEED": str(turn + 1),
            "TZ": ("America/Montreal", "Pacific/Kiritimati")[turn],
            "LANG": ("fr_CA.UTF-8", "C.UTF-8")[turn],
            "LC_ALL": ("C.UTF-8", "C")[turn],
            **dict.fromkeys(("USER", "LOGNAME", "USERNAME", "LNAME"), person),
            "HOME": str(home),
            "PYTHONUTF8": "1",
        }
        ordered = names[:: (-1) ** turn]
        study = str(made / "demo" / "study")
        subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", PROGRAM, study, str(home / "out"), *ordered],
            check=True,
            cwd=home,
            env=environment,
        )
        found.append(home / "out")
    return found


def files_in(place: Path) -> dict[str, bytes]:
    """Return the files under a folder, by name."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def opened(data: bytes) -> dict[str, bytes]:
    """Return the members of a file that is an archive, or the file itself."""
    if not data.startswith(ZIPPED):
        return {"": data}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert {each.date_time[0] for each in archive.infolist()} == {ZIP_YEAR}
        return {name: archive.read(name) for name in archive.namelist()}


def test_two_processes_write_the_same_bytes(places: list[Path]) -> None:
    """Seed, time zone, language, home, user, time and order of exports change no byte."""
    one, other = (
        {n: hashlib.sha256(d).hexdigest() for n, d in files_in(p).items()} for p in places
    )
    assert len(one) > 20
    assert one.keys() == other.keys()
    assert [name for name, digest in one.items() if other[name] != digest] == []


def test_no_file_says_who_made_it_where_or_when(places: list[Path], made: Path) -> None:
    """Neither person, machine, folder nor today's date stands in any file, packed ones opened."""
    today, machine = time.gmtime(), socket.gethostname()
    told = [
        *PERSONS,
        str(made),
        str(places[0].parent),
        time.strftime("%Y-%m-%d", today),
        time.strftime("D:%Y%m%d", today),
        time.strftime("%Y%m%d", today),
    ]
    if len(machine) >= SHORTEST:
        told.append(machine)
    for name, data in files_in(places[0]).items():
        for member, content in opened(data).items():
            assert [each for each in told if each.encode() in content] == [], f"{name} {member}"
