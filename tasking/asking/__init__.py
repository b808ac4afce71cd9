"""What a report form asks, and whether an answer to it is sound: data, never code."""
