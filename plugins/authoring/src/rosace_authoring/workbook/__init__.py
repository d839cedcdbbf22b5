"""An instrument as a workbook, both ways."""
