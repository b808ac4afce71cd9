"""What a coordination office looks at: what first, and what one change would settle."""
