"""Millions of responses: one definition of counting, compiled for columnar and distributed engines."""
