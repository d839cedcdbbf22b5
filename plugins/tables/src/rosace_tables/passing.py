"""A file that hands on what is written to it, for libraries that only write to files."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["Passing", "zipped"]

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class Passing(io.RawIOBase):
    """Keeps what was written until it is taken, and knows how far the file has come."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self._waiting: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        """Say that it may be written."""
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # what libraries write
        """Keep some bytes, and say how many.

        Args:
            data: The bytes.
        """
        held = bytes(data)
        self._waiting.append(held)
        self._length += len(held)
        return len(held)

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self._length

    def taken(self) -> Iterator[bytes]:
        """Yield what was written since it was last asked, and forget it."""
        waiting, self._waiting = self._waiting, []
        yield from waiting


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Yield some files as one ZIP file; the same files give the same bytes.

    Args:
        files: Their names and chunks of bytes.
    """
    passing = Passing()
    with zipfile.ZipFile(passing, "w") as made:
        for name, chunks in files:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            # How long a table becomes is not known before it is written.
            with made.open(member, "w", force_zip64=True) as file:
                for chunk in chunks:
                    file.write(chunk)
                    yield from passing.taken()
    yield from passing.taken()
