"""Workbooks: reports, responses and instruments as XLSX."""
