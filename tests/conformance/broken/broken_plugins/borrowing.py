"""Writes a sheet under the name of another plugin."""

from broken_plugins.making import hooks, sheets

globals().update(hooks("broken-borrowing", rosace_write_sheets=sheets("wheel")))
