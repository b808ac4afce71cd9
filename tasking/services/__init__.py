"""Every write of this room. Coordination alone issues, re-dates and withdraws."""
