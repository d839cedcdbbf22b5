"""What was exported, read back as a reader of each format meets it, and compared with the report."""
