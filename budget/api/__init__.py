"""Doors of this room for other systems."""
