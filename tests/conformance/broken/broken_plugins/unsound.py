"""Brings an exporter that is none."""

from broken_plugins.making import hooks

globals().update(hooks("broken-unsound", rosace_register_exporters=lambda: [object()]))
