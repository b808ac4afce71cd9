"""Rounds of two-way selection, read: what may be open, the market, what came of it."""
