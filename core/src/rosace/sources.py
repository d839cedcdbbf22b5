"""Where instruments stand: in the packages of plugins, and in folders of data alone."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rosace.errors import InvalidDocumentError, Problem
from rosace.values import Localized, id_field, value, version_field, words_field

if TYPE_CHECKING:
    from rosace.instrument import Instrument
    from rosace.interfaces import InstrumentReference
    from rosace.loading import Positions

__all__ = ["InstrumentSource", "clashes", "list_folder", "referenced"]

_SUFFIXES: Final = frozenset({".json", ".yaml", ".yml"})
_CONTRACT: Final = "rosace/"
_INSTRUMENT: Final = "rosace/instrument/1"


@value
class InstrumentSource:
    """An instrument that is at hand, before its file is read.

    Args:
        id: The instrument's id.
        version: Its version.
        titles: Its title by language.
        plugin: The plugin that brings it; None for a folder's.
        package: The package that holds its file; None for a folder's.
        file: The file: its path inside the package, or on the disk.
    """

    id: str = id_field()
    version: str = version_field()
    titles: Localized = words_field()
    plugin: str | None = None
    package: str | None = None
    file: str

    @property
    def name(self) -> str:
        """The file's name for people, such as ``rosace_wheel/instruments/wheel.yaml``."""
        return self.file if self.package is None else f"{self.package}/{self.file}"

    def differences(self, instrument: "Instrument") -> tuple[Problem, ...]:
        """Return what was announced of the file's instrument and is not so.

        Args:
            instrument: What the file holds.
        """
        announced, held = (f"{each.id} {each.version}" for each in (self, instrument))
        problems = []
        if announced != held:
            arguments = {"expected": announced, "found": held}
            problems.append(Problem("reference-mismatch", file=self.name, arguments=arguments))
        for language in dict.fromkeys((*self.titles, *instrument.title)):
            expected, found = (
                titles.get(language, "–") for titles in (self.titles, instrument.title)
            )
            if expected != found:
                arguments = {"language": language, "expected": expected, "found": found}
                problems.append(
                    Problem("reference-title-mismatch", file=self.name, arguments=arguments)
                )
        return tuple(problems)

    def read(self) -> "tuple[object, Positions | None]":
        """Return the plain data of the file, and for YAML the places of their parts.

        Raises:
            InvalidDocumentError: The file cannot be read, or is no sound document.
        """
        # Listing instruments reads none, and each of these takes 6 ms to import.
        from importlib import resources  # noqa: PLC0415

        from rosace.loading import load_document, load_json, load_yaml  # noqa: PLC0415

        if self.package is None:
            return load_document(self.file)
        try:
            parts = self.file.split("/")
            data = resources.files(self.package).joinpath(*parts).read_bytes()
        except (ImportError, OSError, TypeError):
            raise InvalidDocumentError([Problem("file-not-found", file=self.name)]) from None
        if self.file.endswith(".json"):
            return load_json(data, file=self.name), None
        return load_yaml(data, file=self.name)


def referenced(reference: "InstrumentReference", plugin: str, top: str) -> InstrumentSource:
    """Return the source that a plugin's reference names.

    Args:
        reference: The reference.
        plugin: The plugin's name.
        top: The plugin's own top package, outside of which it may name no file.

    Raises:
        ValueError: The reference leads out of the plugin's own package, or to
            a file of another kind.
    """
    if reference.package.partition(".")[0] != top:
        message = f"{reference.id}: {reference.package} is not of {top}"
        raise ValueError(message)
    parts = reference.resource.split("/")
    if not all(part and set(part) != {"."} and "\\" not in part for part in parts):
        message = f"{reference.id}: {reference.resource} is no path inside {reference.package}"
        raise ValueError(message)
    if Path(parts[-1]).suffix not in _SUFFIXES:
        message = f"{reference.id}: {reference.resource} is neither YAML nor JSON"
        raise ValueError(message)
    return InstrumentSource(
        id=reference.id,
        version=reference.version,
        titles=reference.titles,
        plugin=plugin,
        package=reference.package,
        file=reference.resource,
    )


def list_folder(folder: str) -> tuple[tuple[InstrumentSource, ...], tuple[Problem, ...]]:
    """Return the instruments of a folder, sorted by file, and the files that are none.

    Files of other documents of the contract, such as overlays, are passed over.

    Args:
        folder: The folder; those inside it are not looked into.
    """
    from rosace.loading import load_document  # noqa: PLC0415  # only where a folder is configured

    try:
        files = sorted(each for each in Path(folder).iterdir() if each.suffix in _SUFFIXES)
    except OSError:
        return (), (Problem("folder-not-found", file=folder),)
    sources: list[InstrumentSource] = []
    problems: list[Problem] = []
    for file in files:
        try:
            document, _ = load_document(file)
        except InvalidDocumentError as error:
            problems.extend(error.problems)
            continue
        if source := _source(document, str(file)):
            sources.append(source)
        elif not _is_other(document):
            problems.append(Problem("not-an-instrument", file=str(file)))
    return tuple(sources), tuple(problems)


def clashes(
    claims: "Sequence[tuple[str | None, str, InstrumentSource]]", stand: Container[str]
) -> Iterator[Problem]:
    """Yield for each file of a folder whose instrument another claims too that neither stands.

    Args:
        claims: For each instrument its plugin, None for a folder's, its id and its source.
        stand: The ids of the instruments that one alone claims.
    """
    for plugin, key, source in claims:
        if plugin is None and key not in stand:
            claimants = ", ".join(each.name for _, other, each in claims if other == key)
            arguments = {"id": key, "files": claimants}
            yield Problem("duplicate-instrument", file=source.name, arguments=arguments)


def _source(document: object, file: str) -> InstrumentSource | None:
    if not isinstance(document, Mapping) or document.get("schema") != _INSTRUMENT:
        return None
    titles = document.get("title")
    if not isinstance(titles, dict) or not _are_texts(titles):
        return None
    identifier, version = document.get("id"), document.get("version")
    if not isinstance(identifier, str) or not isinstance(version, str):
        return None
    try:
        return InstrumentSource(id=identifier, version=version, titles=titles, file=file)
    except ValueError:
        return None


def _are_texts(words: Mapping[object, object]) -> bool:
    things: Iterable[object] = [*words, *words.values()]
    return all(isinstance(each, str) for each in things)


def _is_other(document: object) -> bool:
    found = document.get("schema") if isinstance(document, Mapping) else None
    return isinstance(found, str) and found.startswith(_CONTRACT) and found != _INSTRUMENT
