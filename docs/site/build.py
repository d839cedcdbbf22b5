"""Builds the site into a folder: ``python docs/site/build.py FOLDER``; a warning is an error.

Pages of schemas, of tools and the pictures of the gallery are made here, from the code as it is,
and stand nowhere else: a copy in the repository would have to be made anew with every change.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from gallery import make_example, tool_list, tool_pages
from gallery_figures import EXAMPLE, LIMITS, figures_of, limits_of
from schema_pages import schema_list, schema_pages
from staging import ENGLISH, FRENCH, LANGUAGES, read_pages, stage

HERE = Path(__file__).parent
DOCS = HERE.parent
SUFFIXES = {ENGLISH: ".md", FRENCH: ".fr.md"}


def build(out: Path) -> int:
    """Build both languages: English in a folder, French in its ``fr``.

    Args:
        out: The folder; what it held of an earlier site is written over.

    Returns:
        The exit status of what failed; 0 where nothing did.
    """
    with TemporaryDirectory() as given:
        work = Path(given)
        pages = read_pages(DOCS)
        pages["schemas.md"] = pages["schemas.md"].replace("<!-- schemas -->", schema_list())
        pages |= schema_pages()
        for language in LANGUAGES:
            source = work / language
            shutil.copytree(HERE / "locales", source / "locales")
            example = make_example(work / f"{language}-demo", language)
            shutil.copytree(example / "figures", source / EXAMPLE / "figures")
            (work / f"{language}-beside" / EXAMPLE).mkdir(parents=True)
            shutil.copy(example / "report.html", work / f"{language}-beside" / EXAMPLE)
            suffix = SUFFIXES[language]
            name = f"gallery{suffix}"
            figures = figures_of(example, language)
            pages[name] = pages[name].replace("<!-- figures -->", figures)
            limits = limits_of(source / LIMITS, language)
            pages[name] = pages[name].replace("<!-- limits -->", limits)
            pages[name] = pages[name].replace("<!-- tools -->", tool_list(suffix))
            pages |= tool_pages(language, suffix)
        for language in LANGUAGES:
            stage(pages, language, work / language, DOCS / "examples")
            place = out if language == ENGLISH else out / language
            status = _sphinx(work, language, place)
            if status:
                return status
    return 0


def _sphinx(work: Path, language: str, out: Path) -> int:
    """Have Sphinx write one language."""
    options = ["-W", "--keep-going", "-q", "-c", str(HERE), "-d", str(work / f"{language}-trees")]
    beside = f"html_extra_path={work / f'{language}-beside'}"
    settings = ["-D", f"language={language}", "-D", beside]
    done = subprocess.run(  # noqa: S603  # our own source
        [sys.executable, "-m", "sphinx", *options, *settings, str(work / language), str(out)],
        check=False,
    )
    return done.returncode


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004  # the program and the folder
        sys.exit(__doc__)
    sys.exit(build(Path(sys.argv[1])))
