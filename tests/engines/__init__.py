"""Engines beside the core's own: files somebody may hand in, and all that differs."""
