"""Millions of responses: counting declared once, compiled for DuckDB, Spark and PostgreSQL."""
