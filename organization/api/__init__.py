"""The doors for other systems: what every room's door shares, and the units."""
