"""The author's kit: commands that make, check, preview and simulate instruments."""

from typing import Final

__all__ = ["PACKAGE"]

PACKAGE: Final = "rosace_authoring"
"""The package whose catalogues hold the words of the commands."""
