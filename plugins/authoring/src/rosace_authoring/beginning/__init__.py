"""What a new instrument begins with: a commented file, or a file of answers."""
