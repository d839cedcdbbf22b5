"""ZIP files from outside, opened only when what they unpack to is known to be harmless.

A workbook, a text document and a data package are each a ZIP file of parts.
"""

import io
import zipfile
from typing import BinaryIO, Final, NoReturn

import attrs

from rosace.errors import InvalidDocumentError, Problem

__all__ = ["PACKING_LIMITS", "PackingLimits", "open_packed", "refuse_damaged"]

_SMALL: Final = 1 << 20


@attrs.frozen(kw_only=True)
class PackingLimits:
    """How large a ZIP file may be.

    Args:
        bytes: Size of the file.
        unpacked_bytes: Size of all that is packed in it.
        ratio: How many times larger than packed a part of a megabyte or more may be.
        members: Files packed in it.
    """

    bytes: int = 20_000_000
    unpacked_bytes: int = 200_000_000
    ratio: int = 200
    members: int = 500


PACKING_LIMITS: Final = PackingLimits()
"""The limits where none are given."""


def open_packed(
    source: BinaryIO | bytes, file: str, limits: PackingLimits = PACKING_LIMITS
) -> zipfile.ZipFile:
    """Return a ZIP file, opened, none of whose parts unpacks to more than it states.

    Nothing is unpacked: the sizes are those that the file states, and reading a part
    stops at its own.

    Args:
        source: The file, which may be a pipe; or its bytes.
        file: Its name, for problems.
        limits: What is too large.

    Raises:
        InvalidDocumentError: It is no ZIP file, is damaged, or passes a limit.
    """
    data = source if isinstance(source, bytes) else source.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        _refuse("document-too-large", file, limit_bytes=limits.bytes)
    try:
        held = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # noqa: BLE001  # what a damaged or hostile archive raises has no one class
        refuse_damaged(file)
    members = held.infolist()
    if len(members) > limits.members:
        _refuse("packed-members", file, n=len(members), limit=limits.members)
    unpacked = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > _SMALL and member.file_size > limits.ratio * max(member.compress_size, 1)
        for member in members
    )
    if unpacked > limits.unpacked_bytes or swollen:
        _refuse("packed-swollen", file, limit_bytes=limits.unpacked_bytes)
    return held


def refuse_damaged(file: str) -> NoReturn:
    """Refuse a file that is not what its name says, or is damaged.

    Args:
        file: Its name.

    Raises:
        InvalidDocumentError: Always.
    """
    _refuse("packed-damaged", file)


def _refuse(code: str, file: str, **arguments: int) -> NoReturn:
    raise InvalidDocumentError((Problem(code, file=file, arguments=arguments),)) from None
