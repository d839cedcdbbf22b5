"""Plugins, each of which breaks one law of hooks and keeps all others; one breaks none."""
