"""What was exported, read back as readers of each format meet it, and compared."""
