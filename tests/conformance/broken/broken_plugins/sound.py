"""Keeps every law."""

from broken_plugins.making import hooks

globals().update(hooks("broken-sound"))
