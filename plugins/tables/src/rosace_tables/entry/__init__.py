"""Sheets in which people type what was filled in on paper."""
