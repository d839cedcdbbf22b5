"""Made-up responses: people, what they answer, and the rows that hold it."""
