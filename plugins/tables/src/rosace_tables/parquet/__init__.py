"""Parquet: typed columns for whoever analyses reports and responses."""
