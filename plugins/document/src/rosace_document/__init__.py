"""Reports as PDF and Word documents, and instruments on paper."""

from typing import Final

__all__ = ["PACKAGE"]

PACKAGE: Final = "rosace_document"
"""The package whose catalogues hold its words."""
